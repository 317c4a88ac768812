// Other programs that are told of what happens here: the list, a new one, a ping, what became of each telling.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import {
  Alert,
  App,
  Button,
  Checkbox,
  Drawer,
  Form,
  Input,
  Modal,
  Popconfirm,
  Select,
  Space,
  Switch,
  Table,
  Tag,
} from 'antd';
import { useState } from 'react';
import { deed, read, wordsFor } from '../base/api.ts';
import { useSession } from '../base/session.ts';
import type { Webhook, WebhookDelivery } from '../base/shapes.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { WEBHOOK_KINDS, WEBHOOK_OFF, WEBHOOK_REASONS, WEBHOOK_STATES } from '../base/words.ts';
import { ShownOnce } from './shown-once.tsx';

type Made = { webhook: Webhook; secret: string };
type Fields = { community: string; name: string; url: string; kinds: Webhook['kinds']; personal: boolean };

const saidAt = (iso: string) => sayInstant(Date.parse(iso), houseNow());

export function Webhooks() {
  const client = useQueryClient();
  const { message } = App.useApp();
  const { communities } = useSession();
  const [isAdding, setIsAdding] = useState(false);
  const [made, setMade] = useState<Made | null>(null);
  const [shown, setShown] = useState<Webhook | null>(null);
  const webhooks = useQuery({
    queryKey: ['webhooks'],
    queryFn: () => read<{ items: Webhook[] }>('/webhooks'),
  });
  const act = useMutation({
    mutationFn: ({ path, body, version }: { path: string; body: object; version?: number }) =>
      deed<Partial<Made> & { deliveryId?: string }>(path, body, version),
    onSuccess: (done) => {
      if (done.secret && done.webhook) setMade({ webhook: done.webhook, secret: done.secret });
      if (done.deliveryId) message.success('测试消息已经发出去了，结果看“记录”');
      setIsAdding(false);
      void client.invalidateQueries({ queryKey: ['webhooks'] });
      void client.invalidateQueries({ queryKey: ['webhook-deliveries'] });
    },
    onError: (error) => {
      message.warning(wordsFor(error));
    },
  });

  return (
    <>
      <Alert
        type="info"
        showIcon
        className="gap-below"
        title="工单、群体事件和会话有变化时，系统会通知您填的网址。每条都有签名，对方用密钥就能核对是我们发的。"
      />
      <Button type="primary" className="gap-below" onClick={() => setIsAdding(true)}>
        添加推送
      </Button>
      <Table
        size="small"
        rowKey="id"
        pagination={false}
        loading={webhooks.isPending}
        dataSource={webhooks.data?.items ?? []}
        columns={[
          { title: '名称', dataIndex: 'name' },
          {
            title: '小区',
            dataIndex: 'community',
            render: (id: string) => communities.find((each) => each.id === id)?.name ?? id,
          },
          { title: '网址', dataIndex: 'url', ellipsis: true },
          {
            title: '通知什么',
            dataIndex: 'kinds',
            render: (kinds: Webhook['kinds']) => kinds.map((kind) => WEBHOOK_KINDS[kind]).join('、'),
          },
          {
            title: '个人信息',
            dataIndex: 'personal',
            width: 90,
            render: (personal: boolean) => (personal ? <Tag color="orange">带</Tag> : '不带'),
          },
          { title: '状态', key: 'state', render: (_, webhook) => <State webhook={webhook} /> },
          {
            title: '操作',
            key: 'deeds',
            render: (_, webhook) => (
              <Space wrap>
                <Switch
                  size="small"
                  checked={webhook.on}
                  aria-label={`${webhook.name}开关`}
                  onChange={(on) =>
                    act.mutate({ path: `/webhooks/${webhook.id}`, body: { on }, version: webhook.version })
                  }
                />
                <Button
                  size="small"
                  type="link"
                  onClick={() => act.mutate({ path: `/webhooks/${webhook.id}/ping`, body: {} })}
                >
                  发测试
                </Button>
                <Button size="small" type="link" onClick={() => setShown(webhook)}>
                  记录
                </Button>
                <Popconfirm
                  title="换一个新密钥？旧的还能用一天，请在这一天里告诉对方换上。"
                  onConfirm={() =>
                    act.mutate({
                      path: `/webhooks/${webhook.id}/rotate`,
                      body: {},
                      version: webhook.version,
                    })
                  }
                >
                  <Button size="small" type="link">
                    换密钥
                  </Button>
                </Popconfirm>
                <Popconfirm
                  title="删除这个推送？密钥和推送记录一起删掉，还没送出的不再送。只是先停一停，关掉开关就行。"
                  okText="删除"
                  okButtonProps={{ danger: true }}
                  onConfirm={() =>
                    act.mutate({
                      path: `/webhooks/${webhook.id}/remove`,
                      body: {},
                      version: webhook.version,
                    })
                  }
                >
                  <Button size="small" type="link" danger>
                    删除
                  </Button>
                </Popconfirm>
              </Space>
            ),
          },
        ]}
      />
      <Modal
        open={isAdding}
        title="添加推送"
        footer={null}
        onCancel={() => setIsAdding(false)}
        destroyOnHidden
      >
        <Form<Fields>
          layout="vertical"
          initialValues={{ community: communities[0]?.id, personal: false, kinds: ['ticket.opened'] }}
          onFinish={(body) => act.mutate({ path: '/webhooks', body })}
        >
          <Form.Item name="community" label="哪个小区" rules={[{ required: true, message: '请选一个' }]}>
            <Select options={communities.map(({ id, name }) => ({ value: id, label: name }))} />
          </Form.Item>
          <Form.Item name="name" label="名称" rules={[{ required: true, max: 40, message: '请起个名字' }]}>
            <Input placeholder="比如：总部大屏" />
          </Form.Item>
          <Form.Item
            name="url"
            label="网址"
            rules={[{ required: true, message: '请填对方给的网址，以 https:// 开头' }]}
          >
            <Input placeholder="https://example.com/hook" spellCheck={false} autoComplete="off" />
          </Form.Item>
          <Form.Item name="kinds" label="通知什么" rules={[{ required: true, message: '至少选一样' }]}>
            <Checkbox.Group
              options={Object.entries(WEBHOOK_KINDS).map(([value, label]) => ({ value, label }))}
            />
          </Form.Item>
          <Form.Item
            name="personal"
            label="带上住户的姓名、电话、房号和原话"
            valuePropName="checked"
            extra="对方确实要用、也有权看的时候才打开。"
          >
            <Switch />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={act.isPending}>
            添加
          </Button>
        </Form>
      </Modal>
      <ShownOnce
        what={made}
        title="把密钥交给对方"
        warning="只显示这一次，请现在复制。不要发在群里。"
        words={({ webhook }) => webhook.name}
        secretOf={({ secret }) => secret}
        onClose={() => setMade(null)}
      />
      <Drawer
        open={shown !== null}
        title={`${shown?.name ?? ''}的推送记录`}
        size={900}
        onClose={() => setShown(null)}
        destroyOnHidden
      >
        {shown && (
          <Deliveries
            webhook={shown}
            onReplay={(id) => act.mutate({ path: `/webhooks/${shown.id}/deliveries/${id}/replay`, body: {} })}
          />
        )}
      </Drawer>
    </>
  );
}

function State({ webhook }: { webhook: Webhook }) {
  if (!webhook.on) return <Tag>{webhook.offReason ? WEBHOOK_OFF[webhook.offReason] : '已关'}</Tag>;
  if (webhook.failingSince === null) return <Tag color="green">正常</Tag>;
  return <Tag color="red">{saidAt(webhook.failingSince)} 起送不到，还在试</Tag>;
}

function Deliveries({ webhook, onReplay }: { webhook: Webhook; onReplay: (id: string) => void }) {
  const deliveries = useQuery({
    queryKey: ['webhook-deliveries', webhook.id],
    queryFn: () => read<{ items: WebhookDelivery[] }>(`/webhooks/${webhook.id}/deliveries?limit=100`),
    refetchInterval: 5_000,
  });
  return (
    <Table
      size="small"
      rowKey="id"
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      loading={deliveries.isPending}
      dataSource={deliveries.data?.items ?? []}
      columns={[
        { title: '时间', dataIndex: 'at', width: 130, render: saidAt },
        {
          title: '什么事',
          dataIndex: 'kind',
          render: (kind: WebhookDelivery['kind']) => (kind === 'ping' ? '测试' : WEBHOOK_KINDS[kind]),
        },
        {
          title: '结果',
          dataIndex: 'state',
          render: (state: WebhookDelivery['state']) => WEBHOOK_STATES[state],
        },
        { title: '试了几次', dataIndex: 'attempt', width: 90 },
        {
          title: '对方的回答',
          key: 'answer',
          render: (_, { status, reason }) =>
            reason === null
              ? status
              : (WEBHOOK_REASONS[reason] ?? [status, reason].filter(Boolean).join(' ')),
        },
        {
          title: '下次',
          dataIndex: 'nextTryAt',
          render: (at: string | null) => (at === null ? '' : saidAt(at)),
        },
        {
          title: '操作',
          key: 'deeds',
          render: (_, { id, state }) =>
            state === 'waiting' ? null : (
              <Button size="small" type="link" onClick={() => onReplay(id)}>
                再发一次
              </Button>
            ),
        },
      ]}
    />
  );
}

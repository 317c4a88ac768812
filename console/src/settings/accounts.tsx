// Who may sign in: a new colleague gets a one-time link; whoever leaves is disabled and out within a second.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Popconfirm, Select, Space, Table } from 'antd';
import { useState } from 'react';
import { deed, read, wordsFor } from '../base/api.ts';
import { useSession } from '../base/session.ts';
import type { AccountView, Role } from '../base/shapes.ts';
import { ROLES } from '../base/words.ts';
import { useSettings } from '../tickets/house.ts';
import { ShownOnce } from './shown-once.tsx';

type Made = { account: AccountView; invite: string };
type Fields = { staffId: string | null; login: string; role: Role; communityIds: string[] };

export function Accounts() {
  const client = useQueryClient();
  const { message } = App.useApp();
  const { me, communities } = useSession();
  const settings = useSettings();
  const [isAdding, setIsAdding] = useState(false);
  const [link, setLink] = useState<Made | null>(null);
  const accounts = useQuery({
    queryKey: ['accounts'],
    queryFn: () => read<{ items: AccountView[] }>('/accounts'),
  });
  const act = useMutation({
    mutationFn: ({ path, body }: { path: string; body: object }) => deed<Partial<Made>>(path, body),
    onSuccess: (made) => {
      if (made.invite && made.account) setLink({ account: made.account, invite: made.invite });
      setIsAdding(false);
      void client.invalidateQueries({ queryKey: ['accounts'] });
    },
    onError: (error) => {
      message.warning(wordsFor(error));
    },
  });
  const roleOptions = (Object.keys(ROLES) as Role[]).map((role) => ({
    value: role,
    label: `${ROLES[role].name}：${ROLES[role].does}`,
  }));

  return (
    <>
      <Button type="primary" className="gap-below" onClick={() => setIsAdding(true)}>
        添加同事
      </Button>
      <Table
        size="small"
        rowKey="id"
        pagination={false}
        loading={accounts.isPending}
        dataSource={accounts.data?.items ?? []}
        columns={[
          { title: '姓名', dataIndex: 'name' },
          { title: '账号', dataIndex: 'login' },
          {
            title: '角色',
            dataIndex: 'role',
            render: (role: Role, account) => (
              <Select
                size="small"
                value={role}
                variant="borderless"
                disabled={account.id === me.id}
                popupMatchSelectWidth={false}
                labelRender={() => ROLES[role].name}
                options={roleOptions}
                onChange={(next) => act.mutate({ path: `/accounts/${account.id}`, body: { role: next } })}
              />
            ),
          },
          {
            title: '小区',
            dataIndex: 'communityIds',
            render: (ids: AccountView['communityIds']) =>
              ids === '*'
                ? '全部'
                : ids.map((id) => communities.find((each) => each.id === id)?.name ?? id).join('、'),
          },
          {
            title: '带教',
            key: 'mentor',
            render: (_, account) => (
              <Select
                size="small"
                allowClear
                value={account.mentorId}
                variant="borderless"
                placeholder="自己接待"
                aria-label={`${account.name}的带教`}
                disabled={account.id === me.id || account.role !== 'agent' || account.staffId === null}
                popupMatchSelectWidth={false}
                options={mentorsFor(account, accounts.data?.items ?? [])}
                labelRender={({ label }) => <>实习，{label}带教</>}
                onChange={(next: string | null | undefined) =>
                  act.mutate({ path: `/accounts/${account.id}`, body: { mentorId: next ?? null } })
                }
              />
            ),
          },
          { title: '两步验证', dataIndex: 'secondFactor', render: (on: boolean) => (on ? '已开' : '没有开') },
          {
            title: '状态',
            key: 'state',
            render: (_, account) => (account.disabled ? '已停用' : account.invited ? '还没设密码' : '正常'),
          },
          {
            title: '操作',
            key: 'deeds',
            render: (_, account) =>
              account.id === me.id ? null : (
                <Space>
                  <Popconfirm
                    title="重发链接？原来的密码和两步验证就作废了。"
                    onConfirm={() => act.mutate({ path: `/accounts/${account.id}/invite`, body: {} })}
                  >
                    <Button size="small" type="link">
                      重发链接
                    </Button>
                  </Popconfirm>
                  <Popconfirm
                    title={account.disabled ? '重新启用这个账号？' : '停用后马上退出，不能再登录。'}
                    onConfirm={() =>
                      act.mutate({ path: `/accounts/${account.id}`, body: { disabled: !account.disabled } })
                    }
                  >
                    <Button size="small" type="link" danger={!account.disabled}>
                      {account.disabled ? '启用' : '停用'}
                    </Button>
                  </Popconfirm>
                </Space>
              ),
          },
        ]}
      />
      <Modal
        open={isAdding}
        title="添加同事"
        footer={null}
        onCancel={() => setIsAdding(false)}
        destroyOnHidden
      >
        <Form<Fields>
          layout="vertical"
          initialValues={{ role: 'agent', communityIds: communities.map((each) => each.id) }}
          onFinish={(fields) =>
            act.mutate({ path: '/accounts', body: { ...fields, staffId: fields.staffId ?? null } })
          }
        >
          <Form.Item
            name="staffId"
            label="是谁（人员名单里的）"
            rules={[{ required: true, message: '请选一位' }]}
          >
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              options={(settings.data?.staff ?? []).map((each) => ({
                value: each.id,
                label: `${each.name} ${each.title}`,
              }))}
            />
          </Form.Item>
          <Form.Item
            name="login"
            label="登录用的账号名"
            rules={[{ required: true, min: 2, message: '2 到 32 个字母、数字或汉字' }]}
          >
            <Input spellCheck={false} autoComplete="off" />
          </Form.Item>
          <Form.Item name="role" label="角色">
            <Select options={roleOptions} />
          </Form.Item>
          <Form.Item
            name="communityIds"
            label="负责的小区"
            rules={[{ required: true, message: '至少选一个' }]}
          >
            <Select
              mode="multiple"
              options={communities.map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={act.isPending}>
            添加
          </Button>
        </Form>
      </Modal>
      <ShownOnce
        what={link}
        title="把这个链接发给同事"
        warning="只显示这一次，三天内有效，只能用一次。请发给本人，不要发在群里。"
        words={({ account }) => `${account.name}（账号 ${account.login}）`}
        secretOf={({ invite }) => `${window.location.origin}/desk/welcome#${invite}`}
        onClose={() => setLink(null)}
      />
    </>
  );
}

/** Colleagues of the reception who speak for themselves. */
function mentorsFor(trainee: AccountView, accounts: readonly AccountView[]) {
  return accounts.flatMap(({ staffId, role, name, mentorId, disabled }) =>
    staffId === null || role === 'engineer' || mentorId !== null || disabled || staffId === trainee.staffId
      ? []
      : [{ value: staffId, label: name }],
  );
}

// Begins an incident: what several households tell of is one matter, or somebody opens it by hand. All of it may be changed later.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Checkbox, Form, Input, InputNumber, Modal, Select } from 'antd';
import { deed, wordsFor } from '../base/api.ts';
import { useSession } from '../base/session.ts';
import type { Incident } from '../base/shapes.ts';
import { useSettings } from '../tickets/house.ts';
import { TOPICS, titleOf } from './words.ts';

type Fields = {
  community?: string;
  topic?: string;
  kind: 'repair' | 'complaint';
  places?: string[];
  whole: boolean;
  title?: string;
  commander?: string;
  cause?: string;
  spokesperson?: string;
  minutes?: number | null;
  bulletin?: string;
};

/** `incident` null: opened by hand. */
export function Begin({
  incident,
  onClose,
}: {
  incident: Incident | null;
  onClose: (id: string | null) => void;
}) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const { communities } = useSession();
  const settings = useSettings();
  const [form] = Form.useForm<Fields>();
  const whole = Form.useWatch('whole', form);
  const kind = Form.useWatch('kind', form);
  const begin = useMutation({
    mutationFn: ({ community, topic, places, whole: isWhole, minutes, bulletin, ...rest }: Fields) => {
      const told = Object.fromEntries(
        Object.entries(rest).filter(([, value]) => typeof value === 'string' && value.trim() !== ''),
      );
      const body = {
        ...told,
        places: isWhole ? null : (places ?? []),
        ...(minutes ? { bulletinMinutes: minutes } : {}),
        ...(bulletin?.trim() ? { bulletin: { zh: bulletin.trim() } } : {}),
      };
      return incident === null
        ? deed<Incident>('/incidents', { ...body, community, topic })
        : deed<Incident>(`/incidents/${incident.id}/confirm`, body, incident.version);
    },
    onSuccess: ({ id }) => {
      message.success('已按一件事来办，后来说同一件事的会直接告诉进展');
      void client.invalidateQueries();
      onClose(id);
    },
  });
  const isComplaint = incident?.tickets.some((ticket) => ticket.kind === 'complaint') ?? false;
  return (
    <Modal
      open
      title={incident === null ? '登记一件群体事件' : `${titleOf(incident)}：按一件事来办`}
      okText="按一件事来办"
      cancelText="先不办"
      confirmLoading={begin.isPending}
      onOk={() => form.submit()}
      onCancel={() => onClose(null)}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{
          community: communities[0]?.id,
          kind: isComplaint ? 'complaint' : 'repair',
          whole: incident?.place === null,
          places: incident?.place ? [incident.place] : [],
        }}
        onFinish={(fields) => begin.mutate(fields)}
      >
        {incident === null && (
          <>
            <Form.Item name="community" label="小区" rules={[{ required: true, message: '请选小区' }]}>
              <Select options={communities.map(({ id, name }) => ({ value: id, label: name }))} />
            </Form.Item>
            <Form.Item name="topic" label="什么事" rules={[{ required: true, message: '请选是什么事' }]}>
              <Select options={TOPICS} showSearch optionFilterProp="label" />
            </Form.Item>
          </>
        )}
        <Form.Item name="kind" label="按什么办">
          <Select
            options={[
              { value: 'repair', label: '故障：修好为止' },
              { value: 'complaint', label: '群诉：重大投诉，先定统一口径' },
            ]}
          />
        </Form.Item>
        <Form.Item name="whole" valuePropName="checked" noStyle>
          <Checkbox>整个小区</Checkbox>
        </Form.Item>
        {!whole && (
          <Form.Item
            name="places"
            label="哪几栋、哪个地方"
            rules={[{ required: true, message: '请写楼栋，写完一个按回车' }]}
          >
            <Select mode="tags" open={false} tokenSeparators={['、', '，', ',', ' ']} placeholder="6、7" />
          </Form.Item>
        )}
        <Form.Item name="title" label="怎么称呼这件事（不写就用“几栋什么事”）">
          <Input maxLength={60} autoComplete="off" />
        </Form.Item>
        <Form.Item name="commander" label="谁来牵头（不写就是您）">
          <Select
            allowClear
            showSearch
            optionFilterProp="label"
            options={(settings.data?.staff ?? []).map(({ id, name, title }) => ({
              value: id,
              label: `${name} ${title}`,
            }))}
          />
        </Form.Item>
        {kind === 'complaint' && (
          <Form.Item name="spokesperson" label="住户代表">
            <Input maxLength={60} autoComplete="off" />
          </Form.Item>
        )}
        <Form.Item name="minutes" label="多久告诉住户一次进展（分钟，不写按规定）">
          <InputNumber min={5} max={1440} />
        </Form.Item>
        {kind !== 'complaint' && (
          <Form.Item name="bulletin" label="第一条通报（可以等会儿再发）">
            <Input.TextArea maxLength={400} rows={3} placeholder="水泵坏了，师傅正在换，预计11:30来水。" />
          </Form.Item>
        )}
      </Form>
      {begin.isError && <Alert type="warning" showIcon title={wordsFor(begin.error)} />}
    </Modal>
  );
}

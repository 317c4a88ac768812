// What one may do with a ticket now: the natural next steps as buttons, the rest behind one; what needs words asks for them.
import { Button, Dropdown, Form, Input, Modal, Radio, Select, Space } from 'antd';
import { useState } from 'react';
import { useMay, useSession } from '../base/session.ts';
import type { TicketView } from '../base/shapes.ts';
import { type Deed, type Field, pathOf, possibleDeeds } from './deed-list.ts';
import { useSettings } from './house.ts';

type Props = {
  ticket: TicketView;
  isBusy: boolean;
  onDo: (name: string, body: object, done: string) => void;
};

export function Deeds({ ticket, isBusy, onDo }: Props) {
  const may = useMay();
  const { me } = useSession();
  const [asking, setAsking] = useState<Deed | null>(null);
  const { next, more } = possibleDeeds(ticket, me.actorId, may);
  if (next.length + more.length === 0) return null;

  function begin(deed: Deed) {
    if (deed.fields) setAsking(deed);
    else onDo(pathOf(deed), {}, deed.done);
  }

  return (
    <Space className="deeds" wrap>
      {next.map((deed, index) => (
        <Button
          key={deed.name}
          type={index === 0 ? 'primary' : 'default'}
          loading={isBusy && index === 0}
          disabled={isBusy}
          onClick={() => begin(deed)}
        >
          {deed.word}
        </Button>
      ))}
      {more.length > 0 && (
        <Dropdown
          trigger={['click']}
          disabled={isBusy}
          menu={{
            items: more.map((deed) => ({ key: deed.name, label: deed.word, danger: deed.name === 'cancel' })),
            onClick: ({ key }) => {
              const deed = more.find((each) => each.name === key);
              if (deed) begin(deed);
            },
          }}
        >
          <Button>更多…</Button>
        </Dropdown>
      )}
      {asking && (
        <Asking
          deed={asking}
          onClose={() => setAsking(null)}
          onDo={(body) => {
            setAsking(null);
            onDo(pathOf(asking), body, asking.done);
          }}
        />
      )}
    </Space>
  );
}

function Asking({ deed, onClose, onDo }: { deed: Deed; onClose: () => void; onDo: (body: object) => void }) {
  const [form] = Form.useForm<Record<string, unknown>>();
  function send(given: Record<string, unknown>) {
    const body: Record<string, unknown> = {};
    for (const field of deed.fields ?? []) {
      const value = given[field.name];
      if (value === undefined || value === null || value === '') continue;
      body[field.name] = field.kind === 'instant' ? new Date(String(value)).toISOString() : value;
    }
    onDo(body);
  }
  return (
    <Modal
      open
      title={deed.word}
      okText={deed.word}
      cancelText="不做了"
      onCancel={onClose}
      onOk={() => form.submit()}
      width={420}
    >
      <Form form={form} layout="vertical" onFinish={send} className="asking">
        {deed.fields?.map((field, index) => (
          <Form.Item
            key={field.name}
            name={field.name}
            label={field.label}
            rules={
              'optional' in field && field.optional
                ? []
                : [{ required: true, message: field.kind === 'words' ? '请写一句' : '请选一个' }]
            }
          >
            <Asked field={field} isFirst={index === 0} />
          </Form.Item>
        ))}
      </Form>
    </Modal>
  );
}

type Given = {
  field: Field;
  isFirst: boolean;
  value?: unknown;
  onChange?: (value: unknown) => void;
  id?: string;
};

function Asked({ field, isFirst, ...given }: Given) {
  const { data } = useSettings();
  const passed = given as { id?: string };
  switch (field.kind) {
    case 'words':
      return (
        <Input.TextArea
          {...(given as object)}
          autoFocus={isFirst}
          rows={3}
          maxLength={400}
          className="growing"
          placeholder={field.placeholder}
        />
      );
    case 'person':
      return (
        <Select
          {...(given as object)}
          allowClear
          showSearch={{ optionFilterProp: 'label' }}
          placeholder={field.placeholder}
          options={(data?.staff ?? []).map((each) => ({
            value: each.id,
            label: `${each.name} ${each.title}`,
          }))}
        />
      );
    case 'alternative':
      return (
        <Select
          {...(given as object)}
          options={(data?.alternatives ?? []).map((each) => ({ value: each.id, label: each.label }))}
        />
      );
    case 'choice':
      return (
        <Radio.Group
          {...(given as object)}
          id={passed.id ?? field.name}
          className="choices"
          options={field.options}
        />
      );
    case 'instant':
      return <Input {...(given as object)} type="datetime-local" />;
  }
}

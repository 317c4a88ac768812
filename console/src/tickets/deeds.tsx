// What one may do with a ticket now: the natural next steps as buttons, the rest behind one; what needs words asks for them.
import { Button, Dropdown, Form, Input, InputNumber, Modal, Radio, Select, Space } from 'antd';
import { useState } from 'react';
import { useMay, useSession } from '../base/session.ts';
import type { Sheet, TicketView } from '../base/shapes.ts';
import { COMPLAINT_DEEDS } from './complaint-deeds.ts';
import { type Deed, type Field, pathOf, possibleDeeds } from './deed-list.ts';
import { useSettings } from './house.ts';
import { fenOf, pricesIn, QuoteLines } from './quote-lines.tsx';

type Props = {
  ticket: TicketView;
  /** Of a complaint, once it is read. */
  sheet?: Sheet | undefined;
  isBusy: boolean;
  onDo: (name: string, body: object, done: string) => void;
  /** A page that is about these has no others; in this order. */
  only?: readonly Deed['name'][];
};

export function Deeds({ ticket, sheet, isBusy, onDo, only }: Props) {
  const may = useMay();
  const { me } = useSession();
  const [asking, setAsking] = useState<Deed | null>(null);
  const possible = possibleDeeds(ticket, me.actorId, may);
  const all = [...possible.next, ...possible.more];
  const next = only ? only.flatMap((name) => all.filter((each) => each.name === name)) : possible.next;
  const more = only ? [] : possible.more;
  if (next.length + more.length === 0) return null;

  function begin(deed: Deed) {
    if (deed.fields) setAsking(deed);
    else onDo(pathOf(deed), deed.also?.(ticket) ?? {}, deed.done);
  }

  return (
    <Space className={only ? 'deeds-here' : 'deeds'} wrap>
      {next.map((deed, index) => (
        <Button
          key={deed.name}
          type={index === 0 ? 'primary' : 'default'}
          size={only ? 'small' : 'middle'}
          loading={isBusy && index === 0}
          disabled={isBusy}
          onClick={() => begin(deed)}
        >
          {deed.word}
        </Button>
      ))}
      <Behind word="调查和复盘…" deeds={more.filter(isOfComplaint)} isBusy={isBusy} onBegin={begin} />
      <Behind
        word="更多…"
        deeds={more.filter((deed) => !isOfComplaint(deed))}
        isBusy={isBusy}
        onBegin={begin}
      />
      {asking && (
        <Asking
          deed={asking}
          ticket={ticket}
          initial={(sheet && asking.initial?.(sheet)) ?? {}}
          onClose={() => setAsking(null)}
          onDo={(body) => {
            setAsking(null);
            onDo(pathOf(asking), { ...asking.also?.(ticket), ...body }, asking.done);
          }}
        />
      )}
    </Space>
  );
}

const isOfComplaint = (deed: Deed) => COMPLAINT_DEEDS.includes(deed);

type BehindProps = {
  word: string;
  deeds: readonly Deed[];
  isBusy: boolean;
  onBegin: (deed: Deed) => void;
};

function Behind({ word, deeds, isBusy, onBegin }: BehindProps) {
  if (deeds.length === 0) return null;
  return (
    <Dropdown
      trigger={['click']}
      disabled={isBusy}
      menu={{
        items: deeds.map((deed) => ({ key: deed.name, label: deed.word, danger: deed.name === 'cancel' })),
        onClick: ({ key }) => {
          const deed = deeds.find((each) => each.name === key);
          if (deed) onBegin(deed);
        },
      }}
    >
      <Button>{word}</Button>
    </Dropdown>
  );
}

type AskingProps = {
  deed: Deed;
  ticket: TicketView;
  initial: Record<string, unknown>;
  onClose: () => void;
  onDo: (body: object) => void;
};

function Asking({ deed, ticket, initial, onClose, onDo }: AskingProps) {
  const [form] = Form.useForm<Record<string, unknown>>();
  const fields = (deed.fields ?? []).filter((field) => !('when' in field) || (field.when?.(ticket) ?? true));
  function send(given: Record<string, unknown>) {
    const body: Record<string, unknown> = {};
    for (const field of fields) {
      // Nobody chosen says that there is nobody.
      const value = given[field.name] ?? (field.kind === 'people' ? [] : undefined);
      if (value === undefined || value === null || value === '') continue;
      body[field.name] = sent(field, value);
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
      width={deed.fields?.some((field) => field.kind === 'lines') ? 560 : 420}
    >
      <Form form={form} layout="vertical" initialValues={initial} onFinish={send} className="asking">
        {fields.map((field, index) => (
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
            <Asked field={field} isFirst={index === 0} community={ticket.community} />
          </Form.Item>
        ))}
      </Form>
    </Modal>
  );
}

/** As the house takes it. */
function sent(field: Field, value: unknown): unknown {
  if (field.kind === 'instant') return new Date(String(value)).toISOString();
  return field.kind === 'money' ? fenOf(value) : value;
}

type Given = {
  field: Field;
  community: string;
  isFirst: boolean;
  value?: unknown;
  onChange?: (value: unknown) => void;
  id?: string;
};

function Asked({ field, isFirst, community, ...given }: Given) {
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
    case 'people':
      return (
        <Select
          {...(given as object)}
          mode="multiple"
          showSearch={{ optionFilterProp: 'label' }}
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
    case 'money':
      return <InputNumber {...(given as object)} autoFocus={isFirst} min={0} precision={2} suffix="元" />;
    case 'lines':
      return <QuoteLines {...(given as object)} prices={pricesIn(data?.prices ?? [], community)} />;
    case 'instant':
      return <Input {...(given as object)} type="datetime-local" />;
  }
}

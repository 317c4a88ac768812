// 来电代办: somebody applies on the phone or at the counter. In the order in which it is asked; Enter keeps it, Escape closes it.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, type InputRef, Select, Space } from 'antd';
import { useRef } from 'react';
import { deed, wordsFor } from '../base/api.ts';
import { entryKeys } from '../base/keys.ts';
import type { Application } from '../base/shapes.ts';
import { APPLICATION_KINDS, CHOICE_LABELS, CHOICES_OF } from './words.ts';

type Kind = Application['kind'];
type Fields = Record<string, string | undefined> & { kind?: Kind };

const WAYS = [
  { value: 'phone', label: '电话' },
  { value: 'walk-in', label: '上门' },
];
const MOVES = [
  { value: 'no', label: '不动承重墙、燃气、上下水' },
  { value: 'yes', label: '要动，请看图纸' },
];
const TIME_LABELS: Record<Kind, string> = {
  decoration: '打算哪天开工',
  access: '',
  visit: '什么时候来',
  appointment: '约在什么时候',
};

export function EnterApplication({
  community,
  onClose,
  onFiled,
}: {
  community: string;
  onClose: () => void;
  onFiled: (id: string) => void;
}) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const first = useRef<InputRef>(null);
  const kind: Kind = Form.useWatch('kind', form) ?? 'visit';
  const choice = Form.useWatch('choice', form);
  const file = useMutation({
    mutationFn: ({ from, moves, ...told }: Fields) =>
      deed<Application>('/applications', {
        community,
        ...Object.fromEntries(Object.entries(told).filter(([, value]) => value?.trim())),
        ...(from ? { from: `${from}:00+08:00` } : {}),
        ...(moves ? { moves: moves === 'yes' } : {}),
      }),
    onSuccess: (one) => {
      message.success(`登记好了，单号 ${one.code}`);
      void client.invalidateQueries({ queryKey: ['applications'] });
      onFiled(one.id);
    },
  });
  const text = (name: string, label: string, className = '') => (
    <Form.Item name={name} label={label} className={className}>
      <Input maxLength={300} autoComplete="off" />
    </Form.Item>
  );
  return (
    <Form
      form={form}
      layout="vertical"
      className="quick-entry"
      initialValues={{ kind: 'visit', way: 'phone' }}
      onValuesChange={(changed: Fields) => {
        // What was chosen of one kind means nothing for another.
        if (changed.kind) form.setFieldsValue({ choice: undefined, moves: undefined });
      }}
      onFinish={(fields) => file.mutate(fields)}
      onKeyDown={entryKeys({ keep: form.submit, close: onClose })}
    >
      <Form.Item name="kind" label="申请什么">
        <Select options={Object.entries(APPLICATION_KINDS).map(([value, label]) => ({ value, label }))} />
      </Form.Item>
      <Form.Item name="place" label="几栋几单元几零几">
        <Input ref={first} autoFocus maxLength={100} autoComplete="off" placeholder="3栋2单元501" />
      </Form.Item>
      {text('name', '姓名')}
      {text('phone', '电话')}
      {CHOICES_OF[kind].length > 0 && (
        <Form.Item name="choice" label={CHOICE_LABELS[kind]}>
          <Select allowClear options={CHOICES_OF[kind]} />
        </Form.Item>
      )}
      {(choice === 'car' || choice === 'plate') && text('plate', '车牌')}
      {kind !== 'access' && (
        <Form.Item name="from" label={TIME_LABELS[kind]}>
          <Input type="datetime-local" />
        </Form.Item>
      )}
      {kind === 'decoration' && (
        <Form.Item name="moves" label="动墙动管">
          <Select allowClear options={MOVES} />
        </Form.Item>
      )}
      {text('words', kind === 'appointment' ? '来办什么事' : '住户还说了什么', 'wider')}
      <Form.Item name="way" label="方式">
        <Select options={WAYS} />
      </Form.Item>
      {file.isError && <Alert type="warning" showIcon title={wordsFor(file.error)} className="whole-row" />}
      <Space className="whole-row">
        <Button type="primary" htmlType="submit" loading={file.isPending}>
          登记（Enter）
        </Button>
        <Button onClick={onClose}>收起（Esc）</Button>
      </Space>
    </Form>
  );
}

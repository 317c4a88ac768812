// What one may do with a ticket now, as buttons; what needs words asks for them in place.
import { Button, Form, Input, Popover, Space } from 'antd';
import { useState } from 'react';
import { useMay } from '../base/session.ts';
import type { TicketView } from '../base/shapes.ts';

type Status = TicketView['status'];

type Deed = {
  name: string;
  operation: string;
  word: string;
  done: string;
  /** In which states it makes sense. */
  when: readonly Status[];
  /** The field of the body the words go into. */
  asks?: { field: string; label: string; placeholder: string };
  primary?: boolean;
};

const UNDER_WAY: readonly Status[] = ['accepted', 'assigned', 'in_progress', 'pending'];

const DEEDS: Deed[] = [
  {
    name: 'accept',
    operation: 'acceptTicket',
    word: '接单',
    done: '已接单，已经告诉住户由您负责',
    when: ['new'],
    primary: true,
  },
  {
    name: 'resolve',
    operation: 'resolveTicket',
    word: '处理好了',
    done: '已写下处理结果，已经告诉住户',
    when: UNDER_WAY,
    primary: true,
    asks: {
      field: 'result',
      label: '怎么处理的？这句话会告诉住户',
      placeholder: '例如：更换了厨房水龙头，试水不漏',
    },
  },
  {
    name: 'cancel',
    operation: 'cancelTicket',
    word: '取消',
    done: '已取消，叫来的人会收到通知',
    when: ['new', ...UNDER_WAY],
    asks: { field: 'reason', label: '为什么取消？', placeholder: '例如：住户说已经自己修好了' },
  },
];

type Props = {
  ticket: TicketView;
  isBusy: boolean;
  onDo: (name: string, body: object, done: string) => void;
};

export function Deeds({ ticket, isBusy, onDo }: Props) {
  const may = useMay();
  const possible = DEEDS.filter((deed) => may(deed.operation) && deed.when.includes(ticket.status));
  if (possible.length === 0) return null;
  return (
    <Space className="deeds" wrap>
      {possible.map((deed) =>
        deed.asks ? (
          <Asking key={deed.name} deed={deed} isBusy={isBusy} onDo={onDo} />
        ) : (
          <Button
            key={deed.name}
            type={deed.primary ? 'primary' : 'default'}
            loading={isBusy}
            onClick={() => onDo(deed.name, {}, deed.done)}
          >
            {deed.word}
          </Button>
        ),
      )}
    </Space>
  );
}

function Asking({ deed, isBusy, onDo }: { deed: Deed; isBusy: boolean; onDo: Props['onDo'] }) {
  const [open, setOpen] = useState(false);
  const { asks } = deed;
  if (!asks) return null;
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomLeft"
      destroyOnHidden
      content={
        <Form
          layout="vertical"
          className="asking"
          onFinish={({ words }: { words: string }) => {
            setOpen(false);
            onDo(deed.name, { [asks.field]: words.trim() }, deed.done);
          }}
        >
          <Form.Item
            name="words"
            label={asks.label}
            rules={[{ required: true, whitespace: true, message: '请写一句' }]}
          >
            <Input.TextArea
              autoFocus
              rows={3}
              className="growing"
              maxLength={400}
              placeholder={asks.placeholder}
            />
          </Form.Item>
          <Button type="primary" htmlType="submit">
            {deed.word}
          </Button>
        </Form>
      }
    >
      <Button type={deed.primary ? 'primary' : 'default'} loading={isBusy}>
        {deed.word}
      </Button>
    </Popover>
  );
}

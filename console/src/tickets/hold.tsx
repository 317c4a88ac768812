// 依法保留: whether the law needs what was said here, why, and since when; managers place and lift it.
import { useMutation, useQuery } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { deed, read, wordsFor } from '../base/api.ts';
import { useMay } from '../base/session.ts';
import type { DeskConversation } from '../base/shapes.ts';
import { houseNow, sayInstant } from '../base/time.ts';

type Act = 'hold' | 'lift-hold';
type Given = { reason: string };

const ASKS = {
  hold: {
    title: '依法保留这个会话',
    ok: '保留',
    label: '案号，或者来函的编号',
    extra: '会话、照片和单子都留着，到解除为止。不用写住户的名字和电话。',
    done: '记下了，这里的内容先都留着',
  },
  'lift-hold': {
    title: '不用再留了？',
    ok: '解除',
    label: '为什么可以解除',
    extra: '解除以后，到期的内容当夜就会清理。比如写“已经结案”，不用写住户的名字和电话。',
    done: '解除了，到期的照常清理',
  },
};

export function Hold({ conversation, onChanged }: { conversation: DeskConversation; onChanged: () => void }) {
  const { id, hold } = conversation;
  const { message } = App.useApp();
  const [form] = Form.useForm<Given>();
  const [asking, setAsking] = useState<Act | null>(null);
  const may = useMay();
  const act = useMutation({
    mutationFn: ({ name, reason }: Given & { name: Act }) =>
      deed(`/conversations/${id}/${name}`, { reason: reason.trim() }),
    onSuccess: (_, { name }) => {
      setAsking(null);
      message.success(ASKS[name].done);
    },
    onError: (error) => {
      message.warning(wordsFor(error));
    },
    onSettled: onChanged,
  });
  const asks = asking && ASKS[asking];
  if (hold === null && !may('placeHold')) return null;
  return (
    <section aria-label="依法保留">
      <h3>依法保留</h3>
      {hold && (
        <div className="beside">
          <strong>{hold.reason}</strong>
          <p className="soft">
            {hold.by} {sayInstant(hold.at, houseNow())} 起。到期不清理，住户要求删除的也先留着。
          </p>
        </div>
      )}
      {hold && may('liftHold') && <Button onClick={() => setAsking('lift-hold')}>解除保留</Button>}
      {!hold && <Button onClick={() => setAsking('hold')}>打官司或有关部门要用，先留着</Button>}
      {asks && (
        <Modal
          open
          title={asks.title}
          okText={asks.ok}
          cancelText="先不动"
          confirmLoading={act.isPending}
          onCancel={() => setAsking(null)}
          onOk={() => form.submit()}
          width={420}
        >
          <Form
            form={form}
            layout="vertical"
            className="asking"
            onFinish={({ reason }) => act.mutate({ name: asking, reason })}
          >
            <Form.Item
              name="reason"
              label={asks.label}
              extra={asks.extra}
              rules={[{ required: true, whitespace: true, message: '请写一句' }]}
            >
              <Input maxLength={80} autoFocus />
            </Form.Item>
          </Form>
        </Modal>
      )}
    </section>
  );
}

/** Beside a ticket it is that of the conversation it came from. */
export function HoldOfTicket({ conversationId }: { conversationId: string }) {
  const found = useQuery({
    queryKey: ['conversation', conversationId],
    queryFn: () => read<DeskConversation>(`/conversations/${conversationId}`),
  });
  return found.data ? <Hold conversation={found.data} onChanged={() => void found.refetch()} /> : null;
}

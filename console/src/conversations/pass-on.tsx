// The conversation to a colleague, with a word on what it is about.
import { useMutation } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { deed, wordsFor } from '../base/api.ts';
import { useSession } from '../base/session.ts';
import { useSettings } from '../tickets/house.ts';

type Fields = { to: string; note?: string };

export function PassOn({ id, version, onDone }: { id: string; version: number; onDone: () => void }) {
  const { me } = useSession();
  const { message } = App.useApp();
  const [isOpen, setIsOpen] = useState(false);
  const [form] = Form.useForm<Fields>();
  const settings = useSettings();
  const pass = useMutation({
    mutationFn: ({ to, note }: Fields) =>
      deed(`/conversations/${id}/transfer`, { to, ...(note?.trim() ? { note: note.trim() } : {}) }, version),
    onSuccess: () => {
      setIsOpen(false);
      message.success('已转给同事，对方会收到通知');
    },
    onSettled: onDone,
  });
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>转给同事</Button>
      <Modal
        open={isOpen}
        title="转给同事"
        okText="转给同事"
        cancelText="不转了"
        width={420}
        destroyOnHidden
        onCancel={() => setIsOpen(false)}
        onOk={() => form.submit()}
        okButtonProps={{ loading: pass.isPending }}
      >
        <Form form={form} layout="vertical" onFinish={(fields) => pass.mutate(fields)}>
          <Form.Item name="to" label="转给谁" rules={[{ required: true, message: '请选一位' }]}>
            <Select
              showSearch={{ optionFilterProp: 'label' }}
              options={(settings.data?.staff ?? [])
                .filter((each) => each.id !== me.actorId)
                .map((each) => ({ value: each.id, label: `${each.name} ${each.title}` }))}
            />
          </Form.Item>
          <Form.Item name="note" label="交代一句（住户看不到）">
            <Input.TextArea
              rows={2}
              maxLength={200}
              className="growing"
              placeholder="例如：已答应今天下午3点前回复"
            />
          </Form.Item>
          {pass.isError && <Alert type="warning" showIcon title={wordsFor(pass.error)} />}
        </Form>
      </Modal>
    </>
  );
}

// Reception puts its name to a line that the desk has filled in, with whatever is still missing.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Form, Input, Modal } from 'antd';
import { deed, wordsFor } from '../base/api.ts';
import type { RegisterLine } from '../base/shapes.ts';

type Fields = Record<'place' | 'name' | 'words' | 'answer' | 'lateReason', string | undefined>;

export function ConfirmLine({ line, onClose }: { line: RegisterLine; onClose: () => void }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const { place, name, words, answer } = line.facts;
  const shown: Partial<Record<keyof Fields, string | null>> = { place, name, words, answer };
  const confirm = useMutation({
    // What nobody changed is not sent: it may be shown masked.
    mutationFn: (fields: Fields) =>
      deed(
        `/register/${line.id}/confirm`,
        Object.fromEntries(
          Object.entries(fields).filter(
            ([key, value]) => value?.trim() && value !== (shown[key as keyof Fields] ?? ''),
          ),
        ),
        line.version,
      ),
    onSuccess: () => {
      message.success('登记好了');
      void client.invalidateQueries({ queryKey: ['register'] });
      onClose();
    },
  });
  const text = (key: keyof Fields, label: string) => (
    <Form.Item name={key} label={label}>
      <Input maxLength={300} autoComplete="off" />
    </Form.Item>
  );
  return (
    <Modal
      open
      title="核对后登记"
      okText="登记"
      cancelText="先不登"
      confirmLoading={confirm.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      {line.missing.length > 0 && (
        <Alert type="info" showIcon title={`还差：${line.missing.join('、')}`} className="gap-below" />
      )}
      <Form
        form={form}
        layout="vertical"
        initialValues={{ place, name, words, answer }}
        onFinish={(fields) => confirm.mutate(fields)}
      >
        {text('place', '几栋几单元几零几')}
        {text('name', '姓名')}
        {text('words', '住户原话')}
        {text('answer', '怎么答复的')}
        {text('lateReason', '补录原因（不是今天的才填）')}
      </Form>
      {confirm.isError && <Alert type="warning" showIcon title={wordsFor(confirm.error)} />}
    </Modal>
  );
}

// Whether a colleague has made sure who writes here; only then their home's bills are told to them.
import { useMutation } from '@tanstack/react-query';
import { App, Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { deed, wordsFor } from '../base/api.ts';
import type { DeskConversation } from '../base/shapes.ts';
import { houseNow, sayInstant } from '../base/time.ts';

const PROOFS = [
  { value: 'id-card', label: '看了身份证' },
  { value: 'deed', label: '看了房产证或购房合同' },
  { value: 'lease', label: '看了租赁合同' },
  { value: 'known', label: '本人来过，认得' },
];

type Given = { home: string; how: string; name?: string };
type Props = { conversation: DeskConversation; mayVerify: boolean; onChanged: () => void };

export function Verified({ conversation, mayVerify, onChanged }: Props) {
  const { message } = App.useApp();
  const [form] = Form.useForm<Given>();
  const [asking, setAsking] = useState(false);
  const verify = useMutation({
    mutationFn: ({ home, how, name }: Given) =>
      deed(`/conversations/${conversation.id}/verify-home`, { home, how, ...(name ? { name } : {}) }),
    onSuccess: () => {
      setAsking(false);
      message.success('记下了，小助手可以答他自己家的账单了');
      onChanged();
    },
    onError: (error) => {
      message.warning(wordsFor(error));
    },
  });
  const { verified } = conversation.profile;
  return (
    <span>
      {verified ? `已核对：${verified.home}（${sayInstant(verified.at, houseNow())}）` : '还没有核对'}
      {mayVerify && (
        <Button type="link" size="small" onClick={() => setAsking(true)}>
          {verified ? '重新核对' : '核对'}
        </Button>
      )}
      {asking && (
        <Modal
          open
          title="核对身份"
          okText="核对过了"
          cancelText="不做了"
          confirmLoading={verify.isPending}
          onCancel={() => setAsking(false)}
          onOk={() => form.submit()}
          width={420}
        >
          <Form form={form} layout="vertical" className="asking" onFinish={(given) => verify.mutate(given)}>
            <Form.Item name="home" label="是哪一户的？" rules={[{ required: true, message: '请写房号' }]}>
              <Input placeholder="3-2-501" maxLength={30} autoFocus />
            </Form.Item>
            <Form.Item
              name="name"
              label="登记簿里是哪一位？"
              extra="可以不填。填了登记的姓名，他在别的渠道说的事就合在一起看。"
            >
              <Input placeholder="登记的姓名" maxLength={40} />
            </Form.Item>
            <Form.Item name="how" label="怎么核对的？" rules={[{ required: true, message: '请选一个' }]}>
              <Select options={PROOFS} />
            </Form.Item>
          </Form>
        </Modal>
      )}
    </span>
  );
}

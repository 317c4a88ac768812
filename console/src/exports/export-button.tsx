// A file with many people in it: asked for with what it is for; where one person is enough, a plain link.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Modal, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { deed, wordsFor } from '../base/api.ts';
import { useWatch } from '../watch/parts.tsx';
import { type ExportPage, WHY } from './shapes.ts';

export type Wanted = {
  operation: string;
  path: string;
  params?: Record<string, string>;
  query: Record<string, string>;
};

type Props = { what: Wanted; icon?: ReactNode; disabled?: boolean; target?: string; children: ReactNode };

export function ExportButton({ what, icon, disabled = false, target, children }: Props) {
  const page = useWatch<ExportPage>('/exports');
  const [isAsking, setIsAsking] = useState(false);
  const href = `/desk/api${what.path}?${new URLSearchParams(what.query)}`;
  if (page.data?.people === 1)
    return (
      <Button icon={icon} disabled={disabled} href={href} target={target}>
        {children}
      </Button>
    );
  return (
    <>
      <Button icon={icon} disabled={disabled || !page.data} onClick={() => setIsAsking(true)}>
        {children}
      </Button>
      {isAsking && page.data && (
        <Ask what={what} href={href} page={page.data} onClose={() => setIsAsking(false)} />
      )}
    </>
  );
}

type AskProps = { what: Wanted; href: string; page: ExportPage; onClose: () => void };

function Ask({ what, href, page: { minutes, rowsAlone }, onClose }: AskProps) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const { operation, params = {}, query } = what;
  const ask = useMutation({
    mutationFn: (given: { why: string; note: string }) =>
      deed('/exports', { operation, params, query, ...given }),
    onSuccess: () => {
      message.success('已申请。另一位经理或管理员放行以后，到 设置 → 导出放行 下载');
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['watch', '/exports'] }),
  });
  return (
    <Modal open title="申请导出" onCancel={onClose} footer={null} destroyOnHidden>
      <p>
        里面有很多人的资料，要另一位经理或管理员放行。放行以后 {minutes}{' '}
        分钟内下载一次，文件里会写明是谁、什么时候、为什么导出的。
      </p>
      {rowsAlone > 0 && (
        <p>
          一天一共 {rowsAlone} 行以内不用等：<a href={href}>直接下载</a>
        </p>
      )}
      <Form layout="vertical" onFinish={ask.mutate} initialValues={{ why: 'inspection' }}>
        <Form.Item name="why" label="用途" rules={[{ required: true }]}>
          <Select options={Object.entries(WHY).map(([value, label]) => ({ value, label }))} />
        </Form.Item>
        <Form.Item
          name="note"
          label="写一句，要给谁、做什么"
          extra="放行的同事会看到，文件里也会写上。不用写住户的名字和电话。"
          rules={[{ required: true, whitespace: true, min: 2, message: '请写一句' }]}
        >
          <Input maxLength={80} autoFocus />
        </Form.Item>
        {ask.error && <Alert type="warning" className="gap-below" title={wordsFor(ask.error)} />}
        <Button type="primary" htmlType="submit" loading={ask.isPending}>
          申请
        </Button>
      </Form>
    </Modal>
  );
}

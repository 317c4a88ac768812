// Turning on the second factor: a picture for the authenticator, then its first code.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Input, Modal, QRCode, Space, Typography } from 'antd';
import { useState } from 'react';
import { deed, wordsFor } from '../base/api.ts';

export function SecondFactor({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [code, setCode] = useState('');
  const begun = useQuery({
    queryKey: ['second-factor'],
    queryFn: () => deed<{ secret: string; link: string }>('/second-factor/begin'),
    refetchInterval: false,
    refetchOnWindowFocus: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const turnOn = useMutation({
    mutationFn: () => deed('/second-factor', { secret: begun.data?.secret ?? '', code }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['session'] });
      onClose();
    },
  });
  return (
    <Modal
      open
      title="开启两步验证"
      okText="开启"
      cancelText="以后再说"
      onCancel={onClose}
      onOk={() => turnOn.mutate()}
      okButtonProps={{ disabled: code.length < 6, loading: turnOn.isPending }}
    >
      <Space orientation="vertical" align="center" className="wide">
        <Typography.Text>用手机上的验证器扫一下，再把它显示的 6 位数字填在下面。</Typography.Text>
        {begun.data && <QRCode value={begun.data.link} size={180} type="svg" />}
        {begun.data && (
          <Typography.Text code copyable>
            {begun.data.secret}
          </Typography.Text>
        )}
        <Input.OTP length={6} value={code} onChange={setCode} />
        {turnOn.isError && <Alert type="error" title={wordsFor(turnOn.error)} showIcon />}
      </Space>
    </Modal>
  );
}

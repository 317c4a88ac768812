// A one-time link: whose it is, and a password of their own. The token stands behind the hash and never reaches a log.
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Result, Spin } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { deed, wordsFor } from '../base/api.ts';
import { Door } from './door.tsx';

export function Welcome() {
  const [invite] = useState(() => window.location.hash.slice(1));
  const navigate = useNavigate();
  const [problem, setProblem] = useState<string | null>(null);
  const found = useQuery({
    queryKey: ['invitation', invite],
    queryFn: () => deed<{ login: string; name: string }>('/invitation', { invite }),
    refetchInterval: false,
    refetchOnWindowFocus: false,
    retry: false,
  });

  if (found.isPending) return <Spin className="whole-page" />;
  if (found.isError)
    return (
      <Result
        status="warning"
        title="这个链接用不了"
        subTitle={wordsFor(found.error)}
        extra={<Button onClick={() => navigate('/')}>去登录</Button>}
      />
    );

  async function send({ password }: { password: string }) {
    setProblem(null);
    try {
      await deed('/password', { invite, password });
      window.history.replaceState(null, '', window.location.pathname);
      navigate('/', { replace: true });
    } catch (error) {
      setProblem(wordsFor(error));
    }
  }

  return (
    <Door title={`${found.data.name}，您好`} hint="链接只能用一次。密码忘了，让管理员再发一个链接就行。">
      <Form layout="vertical" size="large" onFinish={send} requiredMark={false}>
        <Form.Item label="您的账号">
          <Input value={found.data.login} readOnly autoComplete="username" />
        </Form.Item>
        <Form.Item
          name="password"
          label="设一个密码（至少 12 个字符，一句话最好记）"
          rules={[{ required: true, min: 12, message: '至少 12 个字符' }]}
        >
          <Input.Password autoFocus autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label="再输一遍"
          dependencies={['password']}
          rules={[
            ({ getFieldValue }) => ({
              validator: (_, value) =>
                value === getFieldValue('password')
                  ? Promise.resolve()
                  : Promise.reject(new Error('两次不一样')),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        {problem && <Alert type="error" title={problem} showIcon className="gap-below" />}
        <Button type="primary" htmlType="submit" block>
          保存，去登录
        </Button>
      </Form>
    </Door>
  );
}

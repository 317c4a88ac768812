// Signing in: name, password, and the code of the second factor when it is asked for.
import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { deed, Refused, wordsFor } from '../base/api.ts';
import { Door } from './door.tsx';
import { memberLink, useSignInWays } from './sign-in-ways.ts';

type Fields = { login: string; password: string; code?: string };

export function SignIn({ onDone }: { onDone: () => void }) {
  const [asksCode, setAsksCode] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const ways = useSignInWays({ auto: false });

  async function send({ login, password, code }: Fields) {
    setBusy(true);
    setProblem(null);
    try {
      await deed('/sign-in', { login, password, ...(code ? { code } : {}) });
      onDone();
    } catch (error) {
      if (error instanceof Refused && error.code === 'people/code-needed') setAsksCode(true);
      else setProblem(wordsFor(error));
    } finally {
      setBusy(false);
    }
  }

  return (
    <Door title="前台工作台" hint="第一次使用？请打开启动时显示的链接，或者让管理员发一个链接给您。">
      {ways?.said && <Alert type="warning" title={ways.said} showIcon className="gap-below" />}
      <Form layout="vertical" size="large" onFinish={send} requiredMark={false}>
        <Form.Item name="login" label="账号" rules={[{ required: true, message: '请输入账号' }]}>
          <Input autoFocus autoComplete="username" spellCheck={false} />
        </Form.Item>
        <Form.Item name="password" label="密码" rules={[{ required: true, message: '请输入密码' }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        {asksCode && (
          <Form.Item
            name="code"
            label="验证器里的 6 位数字"
            rules={[{ required: true, message: '请打开手机上的验证器' }]}
          >
            <Input autoFocus inputMode="numeric" autoComplete="one-time-code" />
          </Form.Item>
        )}
        {problem && <Alert type="error" title={problem} showIcon className="gap-below" />}
        <Button type="primary" htmlType="submit" block loading={busy}>
          登录
        </Button>
        {ways?.member && (
          <Button block href={memberLink()} className="gap-above">
            企业微信扫码登录
          </Button>
        )}
      </Form>
    </Door>
  );
}

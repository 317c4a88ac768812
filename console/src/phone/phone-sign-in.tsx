// Signing in on a phone: the same account as at the desk.
import { type FormEvent, useState } from 'react';
import { deed, Refused, wordsFor } from '../base/api.ts';
import { memberLink, useSignInWays } from '../people/sign-in-ways.ts';

/** `auto`: nobody has just signed out here. */
export function PhoneSignIn({ auto, onDone }: { auto: boolean; onDone: () => void }) {
  const ways = useSignInWays({ auto });
  const [asksCode, setAsksCode] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  async function send(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const code = String(given.get('code') ?? '');
    setProblem(null);
    try {
      await deed('/sign-in', {
        login: String(given.get('login')),
        password: String(given.get('password')),
        ...(code === '' ? {} : { code }),
      });
      onDone();
    } catch (error) {
      if (error instanceof Refused && error.code === 'people/code-needed') setAsksCode(true);
      else setProblem(wordsFor(error));
    }
  }

  return (
    <form className="sheet" onSubmit={(event) => void send(event)}>
      <h1>我的工单</h1>
      {ways?.said && (
        <p role="alert" className="refused">
          {ways.said}
        </p>
      )}
      {ways?.member && (
        <>
          <a className="big" href={memberLink()}>
            用企业微信登录
          </a>
          <p className="or">或者用账号和密码</p>
        </>
      )}
      <label>
        账号
        <input name="login" autoComplete="username" required />
      </label>
      <label>
        密码
        <input name="password" type="password" autoComplete="current-password" required />
      </label>
      {asksCode && (
        <label>
          验证器里的 6 位数字
          <input name="code" inputMode="numeric" autoComplete="one-time-code" required />
        </label>
      )}
      {problem !== null && (
        <p role="alert" className="refused">
          {problem}
        </p>
      )}
      <button type="submit" className={ways?.member ? '' : 'big'}>
        登录
      </button>
    </form>
  );
}

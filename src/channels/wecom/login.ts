// Members of the company show who they are: by the client itself, or by a code on a screen that they scan (docs 91335, 98151, 98176).
import type { MemberLogin } from '../contract.ts';
import type { WecomApi } from './api.ts';

export type WecomLoginSettings = {
  corpId: string;
  agentId: string;
  /** Where the client is asked, and where a screen shows the code to scan. */
  authorizeBaseUrl: string;
  qrLoginBaseUrl: string;
};

export function createWecomLogin(api: WecomApi, settings: WecomLoginSettings): MemberLogin {
  const { corpId, agentId, authorizeBaseUrl, qrLoginBaseUrl } = settings;
  return {
    pageFor({ returnUrl, state, inClient }) {
      const common = { appid: corpId, agentid: agentId, redirect_uri: returnUrl, state };
      if (!inClient) {
        const query = new URLSearchParams({ login_type: 'CorpApp', ...common });
        return `${qrLoginBaseUrl}/wwlogin/sso/login?${query}`;
      }
      const query = new URLSearchParams({ ...common, response_type: 'code', scope: 'snsapi_base' });
      // The client wants the fragment; without it it shows a blank page.
      return `${authorizeBaseUrl}/connect/oauth2/authorize?${query}#wechat_redirect`;
    },
    async whoIs(code, signal) {
      const path = `/cgi-bin/auth/getuserinfo?${new URLSearchParams({ code })}`;
      const result = await api.call('GET', path, undefined, signal);
      if (result.kind === 'unreachable') return { kind: 'not-now' };
      // A code that was used, or is older than five minutes, is refused for good; the rest an administrator must mend.
      if (result.kind === 'refused') return { kind: result.class === 'rejected' ? 'bad-code' : 'not-now' };
      // The call of before spelt it with capitals.
      const userId = result.body.userid ?? result.body.UserId;
      return typeof userId === 'string' && userId !== '' ? { kind: 'member', userId } : { kind: 'outsider' };
    },
  };
}

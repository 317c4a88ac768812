// 飞书's server API: the tenant_access_token in a header, `code` and `msg` in the answers, HTTP 400 beside most refusals.
import { createPlatformApi, type PlatformApiSettings, type WecomApi } from '../wecom/api.ts';
import { feishuPolicyOf } from './errcodes.ts';

export type FeishuApiSettings = Omit<PlatformApiSettings, 'dialect'> & { appId: string; appSecret: string };

export function createFeishuApi({ appId, appSecret, ...settings }: FeishuApiSettings): WecomApi {
  return createPlatformApi({
    ...settings,
    dialect: {
      // 自建应用获取 tenant_access_token: the same one until half an hour before its end, and no way to force another.
      tokenRequest: () => ({
        method: 'POST',
        path: '/open-apis/auth/v3/tenant_access_token/internal',
        body: JSON.stringify({ app_id: appId, app_secret: appSecret }),
      }),
      repeatsToken: false,
      policyOf: feishuPolicyOf,
      addressIn: () => undefined,
      tokenIn: 'bearer',
      names: { code: 'code', message: 'msg', token: 'tenant_access_token', life: 'expire' },
      resetHeader: 'x-ogw-ratelimit-reset', // 频控策略
    },
  });
}

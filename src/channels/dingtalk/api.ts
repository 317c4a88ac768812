// 钉钉's newer server API: the access token in a header of its own, words instead of numbers in refusals, nothing in a success.
import { createPlatformApi, type PlatformApiSettings, type WecomApi } from '../wecom/api.ts';
import { dingtalkClassOf } from './errcodes.ts';

export type DingtalkApiSettings = Omit<PlatformApiSettings, 'dialect'> & {
  appKey: string;
  appSecret: string;
};

export function createDingtalkApi({ appKey, appSecret, ...settings }: DingtalkApiSettings): WecomApi {
  return createPlatformApi({
    ...settings,
    dialect: {
      // 获取企业内部应用的 accessToken: asking again within its life gives the same.
      tokenRequest: () => ({
        method: 'POST',
        path: '/v1.0/oauth2/accessToken',
        body: JSON.stringify({ appKey, appSecret }),
      }),
      repeatsToken: false,
      policyOf: (errcode) => ({ errcode, class: 'unknown', meaning: 'refused without a word' }),
      classOfWord: dingtalkClassOf,
      addressIn: () => undefined,
      tokenIn: 'x-acs-dingtalk-access-token',
      names: { code: 'code', message: 'message', token: 'accessToken', life: 'expireIn' },
    },
  });
}

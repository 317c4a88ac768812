// The Official Account's server API: the stable token (获取稳定版接口调用凭据), its own error numbers, its own words for our address.
import { createPlatformApi, type PlatformApiSettings, type WecomApi } from '../wecom/api.ts';
import { oaPolicyOf } from './errcodes.ts';

export type OaApiSettings = Omit<PlatformApiSettings, 'dialect'> & { appId: string; appSecret: string };

/**
 * Asking again gives the same token and ends nobody's, so other systems of the company may ask, too. Only `force_refresh` makes a
 * new one: 20 times a day and never twice within 30 s, so it is asked for only when the very token we would get was refused.
 */
export function createOaApi({ appId, appSecret, ...settings }: OaApiSettings): WecomApi {
  return createPlatformApi({
    ...settings,
    dialect: {
      tokenRequest: (anew) => ({
        method: 'POST',
        path: '/cgi-bin/stable_token',
        body: JSON.stringify({
          grant_type: 'client_credential',
          appid: appId,
          secret: appSecret,
          force_refresh: anew,
        }),
      }),
      repeatsToken: true,
      policyOf: oaPolicyOf,
      addressIn: (errcode, errmsg) =>
        errcode === ADDRESS_NOT_LISTED ? /\binvalid ip +([0-9a-fA-F.:]{3,45})/.exec(errmsg)?.[1] : undefined,
    },
  });
}

const ADDRESS_NOT_LISTED = 40164;

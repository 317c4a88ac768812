// What the Official Account's platform says of our credentials and our address, and what of the settings deserves a second look.
import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import type { Ids } from '../../base/ids.ts';
import { createOaApi } from '../../channels/wechat-oa/api.ts';
import { oaRemedyOf } from '../../channels/wechat-oa/errcodes.ts';
import type { Config, OfficialAccountConfig } from '../../config/config.ts';
import type { Finding } from './finding.ts';
import { troubleOf } from './platform.ts';

const TIMEOUT_MS = 8_000;

export async function examineOfficialAccount(
  account: OfficialAccountConfig,
  { officialAccount: rules, accounts }: Config['channels'],
  { clock, ids }: { clock: Clock; ids: Ids },
): Promise<Finding[]> {
  const api = createOaApi({
    baseUrl: account.apiBaseUrl,
    appId: account.appId,
    appSecret: account.appSecret.reveal(),
    clock,
    ids,
    timeoutMs: TIMEOUT_MS,
  });
  const about = '公众号凭证与 IP 白名单';
  const settings = [...examineSettings(rules), ...examineListing(accounts)];
  const addresses = await api.call('GET', '/cgi-bin/getcallbackip', undefined, undefined, 'ip_list');
  if (addresses.kind !== 'ok')
    return [
      troubleOf(about, addresses, { remedy: oaRemedyOf, baseUrl: 'WECHAT_OA_API_BASE_URL' }),
      ...settings,
    ];
  const list = z.array(z.string()).safeParse(addresses.body.ip_list);
  return [
    { about, state: 'ok', words: '取到了访问凭证，平台接受这台机器的 IP' },
    {
      about: '公众号推送来源',
      state: 'ok',
      words: `平台从 ${list.success ? list.data.length : 0} 个地址推送消息`,
    },
    ...settings,
  ];
}

function examineSettings({ replies, acceptPlain }: Config['channels']['officialAccount']): Finding[] {
  const findings: Finding[] = [];
  if (acceptPlain)
    findings.push({
      about: '公众号消息加密',
      state: 'heed',
      words: 'acceptPlain 打开了：明文推送没有签名保护，任何人都能冒充住户',
      remedy:
        '请在公众平台把消息加解密方式改为“安全模式”，再把 config/channels.yaml 的 acceptPlain 改回 false。',
    });
  if (replies === 'passive')
    findings.push({
      about: '公众号回复方式',
      state: 'heed',
      words: 'replies: passive：只能在住户说话后 5 秒内答一条，进度通知要等住户再说话才送得到',
      remedy: '公众号完成认证、有了客服消息权限以后，把 replies 改成 custom。',
    });
  return findings;
}

function examineListing(accounts: Config['channels']['accounts']): Finding[] {
  if (accounts.some((one) => one.channel === 'wechat-oa' && !one.demo)) return [];
  return [
    {
      about: '公众号所属小区',
      state: 'heed',
      words: '公众号没有写在 config/channels.yaml 里，按 unlisted 的小区处理',
    },
  ];
}

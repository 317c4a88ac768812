// What WeCom says of our credentials, rights, accounts and clock (docs 91039, 92521, 94661).
import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import type { Ids } from '../../base/ids.ts';
import { createWecomApi, type Refused, type Unreachable, type WecomApi } from '../../channels/wecom/api.ts';
import { exchange } from '../../channels/wecom/http.ts';
import { remedyOf } from '../../channels/wecom/remedies.ts';
import type { Config, WecomConfig } from '../../config/config.ts';
import type { Finding } from './finding.ts';

/** Signatures and tokens are judged by the platform's time; callbacks older than some minutes are refused by ours. */
const SKEW_HEED_MS = 5_000;
const SKEW_BAD_MS = 60_000;
const TIMEOUT_MS = 8_000;
const PAGE = 100;

export async function examinePlatform(
  wecom: WecomConfig,
  channels: Config['channels'],
  { clock, ids }: { clock: Clock; ids: Ids },
): Promise<Finding[]> {
  const api = createWecomApi({
    baseUrl: wecom.apiBaseUrl,
    corpId: wecom.corpId,
    secret: wecom.appSecret.reveal(),
    clock,
    ids,
    timeoutMs: TIMEOUT_MS,
  });
  const clockFinding = await examineClock(wecom.apiBaseUrl, clock);
  const addresses = await api.call('GET', '/cgi-bin/getcallbackip');
  if (addresses.kind !== 'ok') return [clockFinding, troubleOf('企业微信凭证与可信 IP', addresses)];
  const list = z.array(z.string()).safeParse(addresses.body.ip_list);
  return [
    clockFinding,
    { about: '企业微信凭证与可信 IP', state: 'ok', words: '取到了访问凭证，平台接受这台机器的 IP' },
    {
      about: '回调来源',
      state: 'ok',
      words: `平台从 ${list.success ? list.data.length : 0} 个地址发回调；防火墙若限制来源，请每天用 getcallbackip 更新名单`,
    },
    ...(await examineAccounts(api, channels)),
  ];
}

async function examineClock(baseUrl: string, clock: Clock): Promise<Finding> {
  const about = '时钟';
  const before = clock.now();
  // Without parameters it is refused, which is enough: every answer carries the platform's time.
  const answer = await exchange({
    method: 'GET',
    url: `${baseUrl}/cgi-bin/gettoken`,
    limitBytes: 65_536,
    timeoutMs: TIMEOUT_MS,
  });
  const theirs = answer.kind === 'answer' ? Date.parse(answer.headers.get('date') ?? '') : Number.NaN;
  if (Number.isNaN(theirs)) return { about, state: 'heed', words: '平台没有告诉时间，没法核对' };
  // The header has whole seconds.
  const skewMs = Math.max(0, Math.abs((before + clock.now()) / 2 - theirs - 500) - 500);
  const words = `与平台相差约 ${Math.round(skewMs / 1000)} 秒`;
  const remedy = '请打开时间同步：timedatectl set-ntp true（或 chrony），再查一次。';
  if (skewMs > SKEW_BAD_MS) return { about, state: 'bad', words, remedy };
  return skewMs > SKEW_HEED_MS ? { about, state: 'heed', words, remedy } : { about, state: 'ok', words };
}

const accountSchema = z.object({
  open_kfid: z.string(),
  name: z.string().catch(''),
  manage_privilege: z.boolean().catch(false),
});
type Account = z.infer<typeof accountSchema>;

async function examineAccounts(api: WecomApi, channels: Config['channels']): Promise<Finding[]> {
  const about = '微信客服账号';
  const accounts: Account[] = [];
  for (let offset = 0; ; offset += PAGE) {
    const answer = await api.call('POST', '/cgi-bin/kf/account/list', { offset, limit: PAGE });
    if (answer.kind !== 'ok') return [troubleOf(about, answer)];
    const page = z.array(accountSchema).safeParse(answer.body.account_list);
    accounts.push(...(page.success ? page.data : []));
    if (!page.success || page.data.length < PAGE) break;
  }
  if (accounts.length === 0)
    return [
      {
        about,
        state: 'bad',
        words: '这个应用看不到任何客服账号',
        remedy: '请在“企业微信管理后台 → 应用管理 → 微信客服”新建账号，并交给这个应用管理。',
      },
    ];
  const listed = channels.accounts.filter((one) => one.channel === 'wecom-kf' && !one.demo);
  const missing = listed
    .filter((one) => !accounts.some((account) => account.open_kfid === one.accountId))
    .map(
      (one): Finding => ({
        about: `${about} ${one.accountId}`,
        state: 'bad',
        words: '写在 config/channels.yaml 里，平台上却看不到',
        remedy: remedyOf(95004),
      }),
    );
  return [...accounts.map((account) => examineAccount(account, listed)), ...missing];
}

function examineAccount(account: Account, listed: Config['channels']['accounts']): Finding {
  const about = `微信客服账号 ${account.name || account.open_kfid}`;
  const isListed = listed.some((one) => one.accountId === account.open_kfid);
  if (!account.manage_privilege) {
    return {
      about,
      state: isListed || listed.length === 0 ? 'bad' : 'heed',
      words: '还没有交给接口管理，收不到也发不出（95017）',
      remedy: remedyOf(95017),
    };
  }
  if (isListed) return { about, state: 'ok', words: `${account.open_kfid}，已交给接口管理` };
  return {
    about,
    state: 'heed',
    words: `${account.open_kfid} 没写在 config/channels.yaml 里，按 unlisted 的小区处理`,
  };
}

/** The number, what it means, and where to click. */
export function troubleOf(
  about: string,
  answer: Refused | Unreachable,
  { remedy, baseUrl }: { remedy(errcode: number, word?: string): string; baseUrl: string } = {
    remedy: remedyOf,
    baseUrl: 'WECOM_API_BASE_URL',
  },
): Finding {
  if (answer.kind === 'unreachable') {
    return {
      about,
      state: 'bad',
      words: `平台没有应答（${answer.code}）`,
      remedy: `请检查这台机器能否访问 ${baseUrl}：域名解析、出网防火墙、代理和证书。`,
    };
  }
  const from = answer.fromAddress === undefined ? '' : `，平台看到的 IP 是 ${answer.fromAddress}`;
  return {
    about,
    state: 'bad',
    words: `平台拒绝，错误码 ${answer.word ?? answer.errcode}${from}`,
    remedy: remedy(answer.errcode, answer.word),
  };
}

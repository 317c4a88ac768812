// What the Official Account's errcodes mean for us, as data. Source of every row: developers.weixin.qq.com 全局返回码, and the page of
// the call where one is named. Decide on the number only. The same numbers may mean something else on WeCom (40001, 43004, 48002).
// Codes that are not here are `unknown`: permanent, alerted.
import type { ErrcodePolicy } from '../wecom/errcodes.ts';

export function oaPolicyOf(errcode: number): ErrcodePolicy {
  return byErrcode.get(errcode) ?? { errcode, class: 'unknown', meaning: 'not in our table' };
}

/** What an administrator reads when the platform refuses something only a person can mend. */
export function oaRemedyOf(errcode: number): string {
  const policy = oaPolicyOf(errcode);
  if (policy.remedy !== undefined) return policy.remedy;
  if (policy.class === 'refresh-token')
    return '新取的访问凭证也被拒绝。请核对 WECHAT_OA_APP_ID 与 WECHAT_OA_APP_SECRET 是不是同一个公众号的。';
  return `公众平台返回了错误码 ${errcode}。请在“公众平台 → 开发者文档 → 全局返回码”查看原因。`;
}

const MINUTE_MS = 60_000;
const CONSOLE = '公众平台（mp.weixin.qq.com）→ 设置与开发 → 基本配置';

export const oaErrcodes: readonly ErrcodePolicy[] = [
  { errcode: -1, class: 'retry', meaning: 'system busy' },
  { errcode: 6000, class: 'retry', meaning: 'data version conflict' },

  // 获取稳定版接口调用凭据: a token can die early, for example when the secret is reset.
  { errcode: 40001, class: 'refresh-token', meaning: 'access_token is invalid or not the latest' },
  { errcode: 40014, class: 'refresh-token', meaning: 'invalid access_token' },
  { errcode: 42001, class: 'refresh-token', meaning: 'access_token expired' },

  {
    errcode: 45009,
    class: 'frequency',
    meaning: 'quota of this api for today',
    retryAfterMs: 10 * MINUTE_MS,
  },
  { errcode: 45011, class: 'frequency', meaning: 'called too often in a minute', retryAfterMs: MINUTE_MS },

  // 客服消息 (message/custom/send)
  {
    errcode: 45015,
    class: 'window-closed',
    meaning: 'the follower last wrote more than 48 h ago, or follows no more',
  },
  { errcode: 45047, class: 'quota-used', meaning: 'more messages than their last word or deed allows' },

  { errcode: 40003, class: 'recipient-gone', meaning: 'invalid openid, or of another account' },
  { errcode: 43004, class: 'recipient-gone', meaning: 'does not follow the account' },
  { errcode: 43019, class: 'recipient-gone', meaning: 'is on the blacklist of the account' },
  { errcode: 43101, class: 'recipient-gone', meaning: 'has refused this kind of message (订阅通知)' },
  { errcode: 48002, class: 'recipient-gone', meaning: 'has switched off messages of the account' },
  { errcode: 50005, class: 'recipient-gone', meaning: 'has not followed the account' },

  { errcode: 40004, class: 'rejected', meaning: 'invalid kind of media' },
  { errcode: 40007, class: 'rejected', meaning: 'invalid media_id: media live 3 days' },
  { errcode: 40008, class: 'rejected', meaning: 'invalid message type' },
  // 自定义菜单 (menu/create)
  { errcode: 40016, class: 'rejected', meaning: 'too many buttons' },
  { errcode: 40017, class: 'rejected', meaning: 'unknown type of button' },
  { errcode: 40018, class: 'rejected', meaning: 'name of a button too long' },
  { errcode: 40019, class: 'rejected', meaning: 'key of a button too long' },
  { errcode: 40020, class: 'rejected', meaning: 'address of a button too long' },
  { errcode: 40023, class: 'rejected', meaning: 'too many buttons behind a button' },
  { errcode: 40058, class: 'rejected', meaning: 'invalid or too long parameter' },
  { errcode: 44004, class: 'rejected', meaning: 'empty content' },
  { errcode: 45001, class: 'rejected', meaning: 'media file too large' },
  { errcode: 45002, class: 'rejected', meaning: 'content too long' },
  { errcode: 45008, class: 'rejected', meaning: 'too many articles' },
  { errcode: 45065, class: 'rejected', meaning: 'client_msg_id has been used (模板消息)' },
  { errcode: 45072, class: 'rejected', meaning: 'unknown command (客服输入状态)' },
  { errcode: 45080, class: 'rejected', meaning: 'nothing was written in the last 30 s (客服输入状态)' },
  { errcode: 45081, class: 'rejected', meaning: 'is typing already (客服输入状态)' },
  {
    errcode: 47003,
    class: 'rejected',
    meaning: 'a field of the template is missing, too long or of another kind',
  },

  { errcode: 61458, class: 'state', meaning: 'served by another agent (客服会话控制)' },
  { errcode: 61459, class: 'state', meaning: 'agent offline (客服会话控制)' },

  { errcode: 41001, class: 'bug', meaning: 'access_token missing from the call' },
  { errcode: 43002, class: 'bug', meaning: 'must be a POST' },
  { errcode: 44002, class: 'bug', meaning: 'empty body' },
  { errcode: 47001, class: 'bug', meaning: 'body is no JSON' },

  {
    errcode: 40013,
    class: 'config',
    meaning: 'invalid appid',
    remedy: `AppID 填写有误。请在“${CONSOLE}”复制开发者ID(AppID)，填入 WECHAT_OA_APP_ID 后重启。`,
  },
  {
    errcode: 40125,
    class: 'config',
    meaning: 'invalid appsecret',
    remedy: `AppSecret 填写有误或已经重置。请在“${CONSOLE}”重置并复制，填入 WECHAT_OA_APP_SECRET 后重启。`,
  },
  {
    errcode: 40243,
    class: 'config',
    meaning: 'the secret is frozen',
    remedy: `AppSecret 已被冻结。请在“${CONSOLE}”解冻，再重启。`,
  },
  {
    errcode: 40164,
    class: 'config',
    meaning: 'our address is not in the whitelist',
    remedy: `服务器的出口 IP 不在白名单。请在“${CONSOLE} → IP白名单”加上它，约一分钟后生效。`,
  },
  {
    errcode: 40037,
    class: 'config',
    meaning: 'invalid template_id',
    remedy:
      '模板编号不对，或不属于这个公众号。请在“公众平台 → 广告与服务 → 模板消息 / 订阅通知”核对，改正 config/channels.yaml 后重启。',
  },
  {
    errcode: 48001,
    class: 'config',
    meaning: 'the account has no right to this api',
    remedy:
      '这个公众号没有客服消息的接口权限（多半是没有认证）。请完成认证，或在 config/channels.yaml 这个账号下写 replies: passive。',
  },
  {
    errcode: 48004,
    class: 'config',
    meaning: 'the api is banned',
    remedy: '接口已被封禁。请登录公众平台查看通知并申诉。',
  },
  {
    errcode: 48006,
    class: 'config',
    meaning: 'the daily counters may not be cleared any more this month',
    remedy: '本月清零次数已用完，请等第二天自动恢复。',
  },
  {
    errcode: 50002,
    class: 'config',
    meaning: 'the account is restricted',
    remedy: '公众号被限制使用。请登录公众平台查看通知。',
  },
  {
    errcode: 50004,
    class: 'config',
    meaning: 'the account may not use this service',
    remedy: '公众号被禁止使用这项服务。请登录公众平台查看通知。',
  },
  {
    errcode: 65400,
    class: 'config',
    meaning: 'the new customer service is not switched on (客服管理)',
    remedy: '请在“公众平台 → 广告与服务 → 客服”开通新版客服功能。',
  },
];

const byErrcode = new Map(oaErrcodes.map((policy) => [policy.errcode, policy]));

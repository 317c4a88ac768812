// What a platform errcode means for us, as data. Decide on the number only: errmsg carries changing hints and our IP.
// Source: docs 90313 (global list), 94677/96427 (微信客服). Codes that are not here are `unknown`: permanent, alerted.
// The Official Account gives some of these numbers another meaning (40001, 43004, 48002): it has its own table.

export type ErrcodeClass =
  /** Time may cure it. */
  | 'retry'
  /** The access token died early: fetch a new one and try once more. */
  | 'refresh-token'
  | 'frequency'
  /** May not write to this person until they write again. */
  | 'window-closed'
  | 'quota-used'
  | 'recipient-gone'
  /** This request is refused and would be again. */
  | 'rejected'
  /** An administrator must mend it; `remedy` says how. */
  | 'config'
  /** The token of a wake-up call is spent: pull without it. */
  | 'sync-token'
  /** The session is in another state than we thought: read it again. */
  | 'state'
  /** Our own fault. */
  | 'bug'
  | 'unknown';

export type ErrcodePolicy = {
  errcode: number;
  class: ErrcodeClass;
  meaning: string;
  /** For `config`: what the administrator should do. */
  remedy?: string;
  retryAfterMs?: number;
};

export function policyOf(errcode: number): ErrcodePolicy {
  return byErrcode.get(errcode) ?? { errcode, class: 'unknown', meaning: 'not in our table' };
}

const MINUTE_MS = 60_000;
const KF_CONSOLE = '企业微信管理后台 → 应用管理 → 微信客服';

export const errcodePolicies: readonly ErrcodePolicy[] = [
  { errcode: -1, class: 'retry', meaning: 'system busy; at most 3 tries (docs 90313)' },
  { errcode: 6000, class: 'retry', meaning: 'data version conflict' },

  { errcode: 40014, class: 'refresh-token', meaning: 'invalid access_token' },
  { errcode: 42001, class: 'refresh-token', meaning: 'access_token expired' },
  { errcode: 42009, class: 'refresh-token', meaning: 'suite_access_token expired (third-party apps only)' },

  {
    errcode: 45009,
    class: 'frequency',
    meaning: 'api called too often; 60 s, or 60 min for the hour limit',
    retryAfterMs: MINUTE_MS,
  },
  { errcode: 45011, class: 'frequency', meaning: 'minute quota reached', retryAfterMs: MINUTE_MS },
  { errcode: 45033, class: 'frequency', meaning: 'too many calls at the same time', retryAfterMs: 5_000 },

  { errcode: 95001, class: 'quota-used', meaning: 'more than 5 messages since the resident last wrote' },
  { errcode: 95002, class: 'window-closed', meaning: 'the resident last wrote more than 48 h ago' },
  { errcode: 95013, class: 'window-closed', meaning: 'session ended' },
  { errcode: 95031, class: 'window-closed', meaning: 'no inquiry within 48 h' },

  { errcode: 40003, class: 'recipient-gone', meaning: 'invalid userid: left the company or misspelt' },
  { errcode: 40096, class: 'recipient-gone', meaning: 'invalid external userid' },
  { errcode: 43004, class: 'recipient-gone', meaning: 'member has not bound WeChat' },
  { errcode: 50002, class: 'recipient-gone', meaning: 'member is outside the app’s visible range' },
  { errcode: 60111, class: 'recipient-gone', meaning: 'userid not found' },
  { errcode: 81013, class: 'recipient-gone', meaning: 'all users, departments and tags are invalid' },
  { errcode: 84061, class: 'recipient-gone', meaning: 'not an external contact' },

  { errcode: 40007, class: 'rejected', meaning: 'invalid media_id: media live 3 days' },
  { errcode: 40008, class: 'rejected', meaning: 'invalid message type' },
  { errcode: 40029, class: 'rejected', meaning: 'invalid login code: log in again' },
  { errcode: 40035, class: 'rejected', meaning: 'invalid parameter' },
  { errcode: 40058, class: 'rejected', meaning: 'invalid or too long parameter' },
  { errcode: 40063, class: 'rejected', meaning: 'empty parameter' },
  { errcode: 40201, class: 'rejected', meaning: 'blocked by anti-spam' },
  { errcode: 44004, class: 'rejected', meaning: 'empty content' },
  { errcode: 45002, class: 'rejected', meaning: 'content too long' },
  { errcode: 82001, class: 'rejected', meaning: 'users, departments and tags are all empty' },
  { errcode: 95006, class: 'rejected', meaning: 'account name invalid' },
  { errcode: 95008, class: 'rejected', meaning: 'more than 10 menu items' },
  { errcode: 95009, class: 'rejected', meaning: 'invalid menu item type' },
  { errcode: 95022, class: 'rejected', meaning: 'invalid location_type' },
  { errcode: 95030, class: 'rejected', meaning: 'message type forbidden for the component' },

  { errcode: 95007, class: 'sync-token', meaning: 'invalid msg token: they live 10 min' },

  { errcode: 95014, class: 'state', meaning: 'not a servicer of the account, or not activated' },
  { errcode: 95016, class: 'state', meaning: 'this change of the session state is not allowed' },
  {
    errcode: 95018,
    class: 'state',
    meaning: 'sending is not allowed in this session state, or the session is past 48 h',
  },
  { errcode: 95019, class: 'state', meaning: 'servicer stopped or suspended' },

  { errcode: 41001, class: 'bug', meaning: 'access_token missing from the call' },

  {
    errcode: 40001,
    class: 'config',
    meaning: 'wrong secret',
    remedy:
      '应用 Secret 与企业 ID 对不上，或应用已停用。请在“应用管理 → 自建应用”重新复制 Secret，填入 WECOM_APP_SECRET 后重启。',
  },
  {
    errcode: 40013,
    class: 'config',
    meaning: 'invalid corpid',
    remedy: '企业 ID 填写有误。请在“我的企业 → 企业信息”最下方复制企业 ID，填入 WECOM_CORP_ID 后重启。',
  },
  {
    errcode: 40056,
    class: 'config',
    meaning: 'invalid agentid',
    remedy: '应用编号填写有误。请在“应用管理 → 自建应用”复制 AgentId，填入 WECOM_AGENT_ID 后重启。',
  },
  {
    errcode: 40082,
    class: 'config',
    meaning: 'invalid suite token',
    remedy: '这是第三方应用的凭证。请改用本企业自建应用的企业 ID 和 Secret。',
  },
  {
    errcode: 40084,
    class: 'config',
    meaning: 'invalid permanent code',
    remedy: '第三方应用的授权已失效。请改用本企业自建应用的企业 ID 和 Secret。',
  },
  {
    errcode: 40091,
    class: 'config',
    meaning: 'secret of another company',
    remedy:
      'Secret 可能属于别的企业。请在“应用管理 → 自建应用”重新复制 Secret，填入 WECOM_APP_SECRET 后重启。',
  },
  {
    errcode: 41002,
    class: 'config',
    meaning: 'corpid missing',
    remedy: '还没有填写企业 ID。请填好 WECOM_CORP_ID 后重启。',
  },
  {
    errcode: 41004,
    class: 'config',
    meaning: 'secret missing',
    remedy: '还没有填写应用 Secret。请填好 WECOM_APP_SECRET 后重启。',
  },
  {
    errcode: 48002,
    class: 'config',
    meaning: 'api forbidden: the app is not among those allowed to call 微信客服',
    remedy: `应用没有调用权限。请在“${KF_CONSOLE} → 可调用接口的应用”勾选本应用。`,
  },
  {
    errcode: 50001,
    class: 'config',
    meaning: 'redirect domain is not trusted',
    remedy: '登录跳转的域名未登记。请在自建应用的“网页授权及 JS-SDK → 可信域名”加入 PUBLIC_URL 的域名。',
  },
  {
    errcode: 50003,
    class: 'config',
    meaning: 'app disabled',
    remedy: '自建应用已被停用。请在“应用管理”重新启用。',
  },
  {
    errcode: 60011,
    class: 'config',
    meaning: 'no privilege for this contact, department or app',
    remedy: '应用看不到这位成员或部门。请在自建应用的“可见范围”加入相关成员和部门。',
  },
  {
    errcode: 60020,
    class: 'config',
    meaning: 'our address is not among the trusted ones; a change takes about a minute',
    remedy: '服务器的出口 IP 不在白名单。请在自建应用的“企业可信 IP”加入本服务器的公网 IP，约一分钟后生效。',
  },
  {
    errcode: 93000,
    class: 'config',
    meaning: 'invalid robot webhook',
    remedy: '群机器人的地址已失效。请在群里重新复制机器人的 Webhook 地址。',
  },
  {
    errcode: 301002,
    class: 'config',
    meaning: 'not allowed to operate another agent',
    remedy: 'AgentId 与 Secret 不是同一个应用。请从同一个自建应用复制 WECOM_AGENT_ID 和 WECOM_APP_SECRET。',
  },
  {
    errcode: 95000,
    class: 'config',
    meaning: 'invalid open_kfid',
    remedy: `客服账号编号有误。请核对渠道配置中的 open_kfid 与“${KF_CONSOLE}”里的账号。`,
  },
  {
    errcode: 95003,
    class: 'config',
    meaning: 'unverified company: limit of customers reached',
    remedy: '企业尚未认证，可接待的客户数已满。请在“我的企业”完成企业认证。',
  },
  {
    errcode: 95004,
    class: 'config',
    meaning: 'account does not exist',
    remedy: `客服账号已不存在。请在“${KF_CONSOLE}”核对账号，并更新渠道配置。`,
  },
  {
    errcode: 95005,
    class: 'config',
    meaning: 'too many accounts',
    remedy: `客服账号数量已到上限。请在“${KF_CONSOLE}”删除不用的账号。`,
  },
  {
    errcode: 95011,
    class: 'config',
    meaning: 'token of the independent edition used in joint mode',
    remedy: '所用 Secret 属于另一版本的微信客服。请改用企业微信自建应用的 Secret。',
  },
  {
    errcode: 95012,
    class: 'config',
    meaning: 'token of the joint edition used in independent mode',
    remedy: '所用 Secret 属于另一版本的微信客服。请在企业微信里启用微信客服，并改用自建应用的 Secret。',
  },
  {
    errcode: 95015,
    class: 'config',
    meaning: 'a dedicated service is already set in the console',
    remedy: `后台已设置专属服务。请在“${KF_CONSOLE} → 升级服务”调整。`,
  },
  {
    errcode: 95017,
    class: 'config',
    meaning: 'API switch off',
    remedy: `客服账号还没有交给接口管理。请在“${KF_CONSOLE} → 通过API管理微信客服账号”打开开关并选中该账号。`,
  },
  {
    errcode: 95021,
    class: 'config',
    meaning: 'upgrade service not configured',
    remedy: `升级服务还没有配置。请在“${KF_CONSOLE} → 升级服务”设置成员或客户群。`,
  },
  {
    errcode: 95023,
    class: 'config',
    meaning: 'API switch granted to another app',
    remedy: `客服账号的接口权限给了别的代开发应用。请在“${KF_CONSOLE} → 通过API管理微信客服账号”改为本应用。`,
  },
  {
    errcode: 95026,
    class: 'config',
    meaning: 'existing accounts are hardly used: none may be added',
    remedy: '现有客服账号使用较少，平台暂停新增。请先使用已有账号。',
  },
  {
    errcode: 95027,
    class: 'config',
    meaning: 'unverified company: at most 10 accounts',
    remedy: '企业尚未认证，最多 10 个客服账号。请在“我的企业”完成企业认证。',
  },
  {
    errcode: 95032,
    class: 'config',
    meaning: 'the component lost its right to read chat records',
    remedy: '读取聊天记录的授权已取消。请在企业微信后台重新授权。',
  },
];

const byErrcode = new Map(errcodePolicies.map((policy) => [policy.errcode, policy]));

// What 飞书's codes mean for us, as data. Decide on the number only. Codes that are not here are `unknown`: permanent, alerted.
// `UNCONFIRMED` in a meaning: it stands in no document we could read, and was taken from what others report.
import type { ErrcodePolicy } from '../wecom/errcodes.ts';

export function feishuPolicyOf(errcode: number): ErrcodePolicy {
  return byErrcode.get(errcode) ?? { errcode, class: 'unknown', meaning: 'not in our table' };
}

/** What an administrator reads when the platform refuses something only a person can mend. */
export function feishuRemedyOf(errcode: number): string {
  const policy = feishuPolicyOf(errcode);
  if (policy.remedy !== undefined) return policy.remedy;
  if (policy.class === 'refresh-token')
    return '新取的访问凭证也被拒绝。请核对 FEISHU_APP_ID 与 FEISHU_APP_SECRET 是不是同一个应用的。';
  return `飞书返回了错误码 ${errcode}。请在“飞书开放平台 → 开发文档 → 通用错误码”查看原因。`;
}

const CONSOLE = '飞书开放平台（open.feishu.cn）→ 应用';

export const feishuErrcodes: readonly ErrcodePolicy[] = [
  // 服务端错误码说明 (generic-error-code)
  { errcode: 99991663, class: 'refresh-token', meaning: 'tenant_access_token is invalid or expired' },
  { errcode: 99991671, class: 'refresh-token', meaning: 'the token is not of a known form' },
  { errcode: 99991661, class: 'bug', meaning: 'no token in the header' },
  // 频控策略: the header x-ogw-ratelimit-reset says how long, where it is there.
  { errcode: 99991400, class: 'frequency', meaning: 'called too often', retryAfterMs: 5_000 },
  {
    errcode: 99991672,
    class: 'config',
    meaning: 'the app has no right to this',
    remedy: `请在“${CONSOLE} → 权限管理”开通“获取与发送单聊、群组消息（im:message）”，再发布一个版本。`,
  },
  {
    errcode: 99991401,
    class: 'config',
    meaning: 'our address is not on the list of the app (UNCONFIRMED)',
    remedy: `请在“${CONSOLE} → 安全设置 → IP 白名单”加上服务器的出口 IP。`,
  },
  // 自建应用获取 tenant_access_token
  {
    errcode: 10003,
    class: 'config',
    meaning: 'invalid param: the app id is of no app here',
    remedy: '请核对 FEISHU_APP_ID 与 FEISHU_APP_SECRET。',
  },
  {
    errcode: 10014,
    class: 'config',
    meaning: 'app secret invalid',
    remedy: '请核对 FEISHU_APP_SECRET；重置过就抄新的。',
  },

  { errcode: 99992361, class: 'rejected', meaning: 'open_id cross app: the id is of another app' },

  // 发送消息, 回复消息 (im/v1/messages)
  { errcode: 230001, class: 'rejected', meaning: 'invalid parameter' },
  { errcode: 230002, class: 'recipient-gone', meaning: 'the robot is not in the chat' },
  {
    errcode: 230006,
    class: 'config',
    meaning: 'the app has no robot',
    remedy: `请在“${CONSOLE} → 添加应用能力”打开机器人，再发布一个版本。`,
  },
  { errcode: 230011, class: 'rejected', meaning: 'the message it answers was taken back' },
  {
    errcode: 230013,
    class: 'recipient-gone',
    meaning: 'the person may not use the robot (可用范围), or has left',
  },
  {
    errcode: 230020,
    class: 'frequency',
    meaning: 'more than five a second to one person',
    retryAfterMs: 2_000,
  },
  { errcode: 230022, class: 'rejected', meaning: 'words the platform does not let through' },
  { errcode: 230025, class: 'rejected', meaning: 'too long' },
  {
    errcode: 230027,
    class: 'config',
    meaning: 'the app lacks a right',
    remedy: `请在“${CONSOLE} → 权限管理”开通“获取与发送单聊、群组消息（im:message）”，再发布一个版本。`,
  },
  // Telephone numbers and addresses of mail in words can be enough for it.
  { errcode: 230028, class: 'rejected', meaning: "held back by the company's own rules (数据防泄漏)" },
  { errcode: 230029, class: 'recipient-gone', meaning: 'the person has left the company (UNCONFIRMED)' },
  { errcode: 230034, class: 'recipient-gone', meaning: 'no such receive_id (UNCONFIRMED)' },
  {
    errcode: 230035,
    class: 'recipient-gone',
    meaning: 'the person has shut the robot out, or the company has',
  },
  { errcode: 230038, class: 'recipient-gone', meaning: 'the person is of another company' },
  { errcode: 230049, class: 'retry', meaning: 'the same uuid is being sent just now', retryAfterMs: 2_000 },
  {
    errcode: 230053,
    class: 'recipient-gone',
    meaning: 'the person takes no messages of the robot (UNCONFIRMED)',
  },
  { errcode: 230075, class: 'rejected', meaning: 'not into a secret chat' },
  { errcode: 230099, class: 'rejected', meaning: 'the card cannot be read' },

  // 获取消息中的资源文件 (message-resource/get)
  { errcode: 230110, class: 'rejected', meaning: 'the message was deleted' },
  { errcode: 234001, class: 'rejected', meaning: 'invalid parameter' },
  { errcode: 234003, class: 'rejected', meaning: 'the file is not of this message' },
  { errcode: 234004, class: 'rejected', meaning: 'the robot is not in the chat of the file' },
  { errcode: 234019, class: 'retry', meaning: 'the check of the app failed: try again' },
  { errcode: 234037, class: 'rejected', meaning: 'the file is larger than the platform gives out' },
  { errcode: 234038, class: 'rejected', meaning: 'files of this message may not be taken out' },
  { errcode: 234040, class: 'rejected', meaning: 'the message cannot be seen by the robot' },
  { errcode: 234043, class: 'rejected', meaning: 'no files of this kind of message' },
];

const byErrcode = new Map(feishuErrcodes.map((policy) => [policy.errcode, policy]));

// What the words mean with which 钉钉 refuses: 批量发送人与机器人会话中机器人消息, 下载机器人接收消息的文件内容, and 错误码 of
// open.dingtalk.com. Words that are not here are `unknown`: permanent, alerted. `UNCONFIRMED`: it stands in no document we could read,
// and was taken from what others report.
import type { ErrcodeClass } from '../wecom/errcodes.ts';

type WordPolicy = { word: string; class: ErrcodeClass; meaning: string; remedy?: string };

const CONSOLE = '钉钉开放平台（open-dev.dingtalk.com）→ 应用';

export const dingtalkWords: readonly WordPolicy[] = [
  {
    word: 'InvalidAuthentication',
    class: 'refresh-token',
    meaning: 'the token is invalid or expired (UNCONFIRMED)',
  },
  {
    word: 'invalidClientIdOrSecret',
    class: 'config',
    meaning: 'app key or secret is wrong',
    remedy: '请核对 DINGTALK_APP_KEY 与 DINGTALK_APP_SECRET。',
  },
  {
    word: 'Forbidden.AccessDenied.AccessTokenPermissionDenied',
    class: 'config',
    meaning: 'the app has no right to this (UNCONFIRMED)',
    remedy: `请在“${CONSOLE} → 权限管理”开通“企业内机器人发送消息权限”。`,
  },
  {
    word: 'Forbidden.AccessDenied.IpNotInWhiteList',
    class: 'config',
    meaning: 'our address is not on the list (UNCONFIRMED)',
    remedy: `请在“${CONSOLE} → 安全设置”的出口 IP 里加上这台服务器。`,
  },
  {
    word: 'invalidParameter.robotCode.empty',
    class: 'config',
    meaning: 'no robot code',
    remedy: '请核对 DINGTALK_ROBOT_CODE。',
  },
  {
    word: 'invalidParameter.robotCode.auth',
    class: 'config',
    meaning: 'the robot is not of this app',
    remedy: '请核对 DINGTALK_ROBOT_CODE 与 DINGTALK_APP_KEY 是不是同一个应用的。',
  },
  // Spelled so in the documents.
  ...['notExsit', 'invalid', 'missing'].map(
    (what): WordPolicy => ({
      word: `invalidParameter.robotCode.${what}`,
      class: 'config',
      meaning: 'no such robot',
      remedy: '请核对 DINGTALK_ROBOT_CODE：应用能力 → 机器人里的 RobotCode。',
    }),
  ),
  {
    word: 'resource.not.found',
    class: 'config',
    meaning: 'the robot does not exist (UNCONFIRMED)',
    remedy: '请核对 DINGTALK_ROBOT_CODE，并看应用是否已经发布。',
  },
  ...['bot.stopped', 'template.stopped', 'template.not.existed'].map(
    (word): WordPolicy => ({
      word,
      class: 'config',
      meaning: 'the robot was switched off',
      remedy: `请在“${CONSOLE} → 应用能力 → 机器人”打开机器人，再发布一个版本。`,
    }),
  ),
  { word: 'invalidParameter.userIds.empty', class: 'rejected', meaning: 'nobody to send to' },
  { word: 'invalidParameter.msgKey.empty', class: 'rejected', meaning: 'no form of message' },
  { word: 'invalidParameter.msgParam.tooLong', class: 'rejected', meaning: 'too long' },
  { word: 'staffId.notExisted', class: 'recipient-gone', meaning: 'nobody of this id in the company' },
  { word: 'invalidParameter.msgParam.invalid', class: 'rejected', meaning: 'the content is no JSON' },
  { word: 'invalidParameter.msgKey.invalid', class: 'rejected', meaning: 'no such form of message' },
  { word: 'invalidParameter.param.invalid', class: 'rejected', meaning: 'invalid parameter' },
];

const byWord = new Map(dingtalkWords.map((policy) => [policy.word, policy]));

export function dingtalkClassOf(word: string): ErrcodeClass {
  // One word for each api and each kind of allowance.
  if (/Throttling|QpsLimit|flowControl/i.test(word)) return 'frequency';
  return byWord.get(word)?.class ?? 'unknown';
}

/** What an administrator reads when the platform refuses something only a person can mend. */
export function dingtalkRemedyOf(_errcode: number, word = ''): string {
  const policy = byWord.get(word);
  if (policy?.remedy !== undefined) return policy.remedy;
  if (policy?.class === 'refresh-token')
    return '新取的访问凭证也被拒绝。请核对 DINGTALK_APP_KEY 与 DINGTALK_APP_SECRET 是不是同一个应用的。';
  return `钉钉返回了错误码 ${word}。请在“钉钉开放平台 → 开发文档 → 错误码”查看原因。`;
}

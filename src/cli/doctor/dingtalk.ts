// What 钉钉 says of our credentials and of the robot's code. Nothing is sent: a file is asked for that cannot be there, and what is refused
// about it shows how far the request came.
import type { Clock } from '../../base/clock.ts';
import type { Ids } from '../../base/ids.ts';
import { createDingtalkApi } from '../../channels/dingtalk/api.ts';
import { dingtalkRemedyOf } from '../../channels/dingtalk/errcodes.ts';
import type { Config, DingtalkConfig } from '../../config/config.ts';
import type { Finding } from './finding.ts';
import { troubleOf } from './platform.ts';

const TIMEOUT_MS = 8_000;

export async function examineDingtalk(
  robot: DingtalkConfig,
  { accounts }: Config['channels'],
  { clock, ids }: { clock: Clock; ids: Ids },
): Promise<Finding[]> {
  const api = createDingtalkApi({
    ...{ baseUrl: robot.apiBaseUrl, appKey: robot.appKey, appSecret: robot.appSecret.reveal() },
    ...{ clock, ids, timeoutMs: TIMEOUT_MS },
  });
  const about = '钉钉凭证与机器人';
  const isListed = accounts.some(
    ({ channel, accountId }) => channel === 'dingtalk' && accountId === robot.robotCode,
  );
  const listing: Finding[] = isListed
    ? []
    : [
        {
          about: '钉钉所属小区',
          state: 'heed',
          words: '钉钉机器人没有写在 config/channels.yaml 里，按 unlisted 的小区处理',
        },
      ];
  const events: Finding[] = robot.events
    ? []
    : [{ about: '钉钉事件订阅', state: 'off', words: '没有填 DINGTALK_EVENT_ 变量，不影响接待' }];
  const asked = { robotCode: robot.robotCode, downloadCode: 'doctor' };
  const answer = await api.call('POST', '/v1.0/robot/messageFiles/download', asked);
  const isTrouble =
    answer.kind === 'unreachable' ||
    (answer.kind === 'refused' && ['config', 'refresh-token', 'frequency'].includes(answer.class));
  if (isTrouble)
    return [
      troubleOf(about, answer, { remedy: dingtalkRemedyOf, baseUrl: 'DINGTALK_API_BASE_URL' }),
      ...listing,
      ...events,
    ];
  const words =
    '取到了访问凭证，平台对机器人编码没有异议；发消息的权限要真发一条才知道，请对机器人说一句话试试';
  return [{ about, state: 'ok', words }, ...listing, ...events];
}

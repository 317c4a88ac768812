// What 飞书 says of our credentials and whether the app has a robot.
import type { Clock } from '../../base/clock.ts';
import type { Ids } from '../../base/ids.ts';
import { createFeishuApi } from '../../channels/feishu/api.ts';
import { feishuRemedyOf } from '../../channels/feishu/errcodes.ts';
import type { Config, FeishuConfig } from '../../config/config.ts';
import type { Finding } from './finding.ts';
import { troubleOf } from './platform.ts';

const TIMEOUT_MS = 8_000;

export async function examineFeishu(
  robot: FeishuConfig,
  { accounts }: Config['channels'],
  { clock, ids }: { clock: Clock; ids: Ids },
): Promise<Finding[]> {
  const api = createFeishuApi({
    baseUrl: robot.apiBaseUrl,
    appId: robot.appId,
    appSecret: robot.appSecret.reveal(),
    clock,
    ids,
    timeoutMs: TIMEOUT_MS,
  });
  const about = '飞书凭证与机器人';
  const isListed = accounts.some(
    ({ channel, accountId }) => channel === 'feishu' && accountId === robot.appId,
  );
  const listing: Finding[] = isListed
    ? []
    : [
        {
          about: '飞书所属小区',
          state: 'heed',
          words: '飞书机器人没有写在 config/channels.yaml 里，按 unlisted 的小区处理',
        },
      ];
  const info = await api.call('GET', '/open-apis/bot/v3/info');
  if (info.kind !== 'ok') {
    const words = { remedy: feishuRemedyOf, baseUrl: 'FEISHU_API_BASE_URL' } as const;
    return [troubleOf(about, info, words), ...listing];
  }
  return [{ about, state: 'ok', words: '取到了访问凭证，应用的机器人已经打开' }, ...listing];
}

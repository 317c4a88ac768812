// Whether Microsoft's login takes our app id and password, and whether the keys that incoming activities are checked with can be read.
import type { Clock } from '../../base/clock.ts';
import { loadSdk } from '../../channels/bot-framework/sdk.ts';
import { createBotToken } from '../../channels/bot-framework/token.ts';
import { exchange } from '../../channels/wecom/http.ts';
import type { BotFrameworkConfig, Config } from '../../config/config.ts';
import type { Finding } from './finding.ts';

const TIMEOUT_MS = 8_000;

export async function examineBotFramework(
  bot: BotFrameworkConfig,
  { accounts }: Config['channels'],
  clock: Clock,
): Promise<Finding[]> {
  const token = await createBotToken(bot, clock).get(AbortSignal.timeout(TIMEOUT_MS));
  const keys = await exchange({
    method: 'GET',
    url: bot.openIdMetadataUrl,
    limitBytes: 256 * 1024,
    timeoutMs: TIMEOUT_MS,
  });
  const about = { token: 'Bot Framework 应用与密码', keys: 'Bot Framework 验证来信的公钥' };
  const listing: Finding[] = accounts.some(({ channel }) => channel === 'bot-framework')
    ? []
    : [
        {
          about: 'Bot Framework 所属小区',
          state: 'heed',
          words: '没有写在 config/channels.yaml 里，按 unlisted 的小区处理',
        },
      ];
  return [
    await examinePackage(),
    token.kind === 'token'
      ? { about: about.token, state: 'ok', words: '取到了访问令牌' }
      : {
          about: about.token,
          state: 'bad',
          words: `取不到访问令牌（${token.code}）`,
          remedy:
            token.kind === 'misconfigured' ? token.remedy : '检查这台机器能否连到 BOT_FRAMEWORK_TOKEN_URL。',
        },
    keys.kind === 'answer' && keys.status === 200
      ? { about: about.keys, state: 'ok', words: '读得到' }
      : {
          about: about.keys,
          state: 'bad',
          words: '读不到，来信一律收不下',
          remedy: '检查这台机器能否连到 BOT_FRAMEWORK_OPENID_METADATA_URL。',
        },
    ...listing,
  ];
}

async function examinePackage(): Promise<Finding> {
  const about = 'Bot Framework 软件包';
  try {
    await loadSdk();
    return { about, state: 'ok', words: 'botbuilder 已安装' };
  } catch {
    return {
      about,
      state: 'bad',
      words: 'botbuilder 没有安装，前台会拒绝启动',
      remedy: '请运行 npm ci（不要加 --omit=optional）；不用这条渠道就去掉 MicrosoftAppId。',
    };
  }
}

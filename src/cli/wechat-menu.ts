// `npm run wechat:menu` — brings the menu of config/channels.yaml to the Official Account; ends with 1 when the platform refuses.
import { systemClock } from '../base/clock.ts';
import { createIds } from '../base/ids.ts';
import { createOaApi } from '../channels/wechat-oa/api.ts';
import { oaRemedyOf } from '../channels/wechat-oa/errcodes.ts';
import { publishMenu } from '../channels/wechat-oa/menu.ts';
import { loadConfig, withDotEnv } from '../config/load.ts';
import { printProblems } from '../config/problem.ts';

const loaded = loadConfig({ env: withDotEnv(process.env) });
if (!loaded.ok) fail(printProblems(loaded.problems));
const { officialAccount: account, channels } = loaded.config;
if (!account) fail('四个 WECHAT_OA_ 变量没有填，不知道是哪个公众号。');
const { buttons } = channels.officialAccount;
if (buttons.length === 0) fail('config/channels.yaml 的 officialAccount.buttons 是空的，没有可发的菜单。');

const api = createOaApi({
  baseUrl: account.apiBaseUrl,
  appId: account.appId,
  appSecret: account.appSecret.reveal(),
  clock: systemClock,
  ids: createIds(systemClock),
});
const result = await publishMenu(api, buttons);
if (result.kind === 'refused') fail(`平台拒绝，错误码 ${result.errcode}。${oaRemedyOf(result.errcode)}`);
if (result.kind === 'unreachable') fail(`平台没有应答（${result.code}），请稍后再试。`);
console.log('菜单已经发给公众号，住户那边大约五分钟内换成新的。');

function fail(words: string): never {
  console.error(words);
  process.exit(1);
}

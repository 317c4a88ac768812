// `npm run doctor` — looks at everything the desk depends on and says what to mend and where; ends with 1 when something must be.
import { systemClock } from '../base/clock.ts';
import { createIds } from '../base/ids.ts';
import { loadConfig, withDotEnv } from '../config/load.ts';
import { printProblems } from '../config/problem.ts';
import { loadMind } from '../mind.ts';
import { examineBotFramework } from './doctor/bot-framework.ts';
import { examineDingtalk } from './doctor/dingtalk.ts';
import { examineEmergencyCall } from './doctor/emergency-call.ts';
import { examineFeishu } from './doctor/feishu.ts';
import { type Finding, printFindings } from './doctor/finding.ts';
import { examineMachine } from './doctor/machine.ts';
import { examineOfficialAccount } from './doctor/official-account.ts';
import { examinePlatform } from './doctor/platform.ts';
import { examineReach } from './doctor/reach.ts';

async function examine(): Promise<Finding[]> {
  const loaded = loadConfig({ env: withDotEnv(process.env) });
  if (!loaded.ok) return [{ about: '配置', state: 'bad', words: `\n${printProblems(loaded.problems)}` }];
  const { config } = loaded;
  const mind = loadMind(config);
  const configuration: Finding = mind.ok
    ? { about: '配置', state: 'ok', words: '环境变量、config/ 和 flows/ 都读得懂' }
    : { about: '配置', state: 'bad', words: `\n${mind.problems.join('\n')}` };
  const parts = { clock: systemClock, ids: createIds(systemClock) };
  const { wecom, officialAccount, feishu, dingtalk, botFramework, channels } = config;
  const platforms: Finding[][] = [
    wecom
      ? await examinePlatform(wecom, channels, parts)
      : [{ about: '企业微信', state: 'off', words: '五个 WECOM_ 变量没有填，这条渠道没有打开' }],
    officialAccount ? await examineOfficialAccount(officialAccount, channels, parts) : [],
    feishu ? await examineFeishu(feishu, channels, parts) : [],
    dingtalk ? await examineDingtalk(dingtalk, channels, parts) : [],
    botFramework ? await examineBotFramework(botFramework, channels, systemClock) : [],
  ];
  return [
    configuration,
    ...(await examineMachine(config, systemClock)),
    ...platforms.flat(),
    await examineEmergencyCall(config, parts),
    ...(await examineReach(config)),
  ];
}

const findings = await examine();
console.log(printFindings(findings));
// The libraries may keep connections open for a while; everything has been asked.
process.exit(findings.some((finding) => finding.state === 'bad') ? 1 : 0);

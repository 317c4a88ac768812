// Starts the desk: configuration first (all problems at once), then the parts, then the doors. Read this first.
import { createApp, webAccountsOf } from './app.ts';
import { systemClock } from './base/clock.ts';
import { noCrashPoints } from './base/crash-points.ts';
import { Fault } from './base/errors.ts';
import { createIds } from './base/ids.ts';
import { createLogger } from './base/log.ts';
import { giveMemoryBack, limitYoungGeneration } from './base/memory.ts';
import { daysUntilHolidaysUnknown } from './clocks/service-calendar.ts';
import { loadConfig, withDotEnv } from './config/load.ts';
import { printProblems } from './config/problem.ts';
import { loadMind } from './mind.ts';

const sources = { env: withDotEnv(process.env) };
const loaded = loadConfig(sources);
if (!loaded.ok) {
  process.stderr.write(`${printProblems(loaded.problems)}\n`);
  process.exit(1);
}
const { config } = loaded;
const thought = loadMind(config);
if (!thought.ok) {
  process.stderr.write(`${thought.problems.join('\n')}\n`);
  process.exit(1);
}
// The model's libraries would send what they see to a tracing service of their own if one of these is set.
for (const name of ['LANGSMITH_TRACING', 'LANGSMITH_TRACING_V2', 'LANGCHAIN_TRACING', 'LANGCHAIN_TRACING_V2'])
  delete process.env[name];
const log = createLogger(process.env.LOG_LEVEL ?? 'info');
for (const notice of loaded.notices) process.stdout.write(`${notice}\n`);

const clock = systemClock;
const ids = createIds(clock);
// Who does not play carries none of it: the played platforms are a good part of the program.
const simulator = config.simulator
  ? await (await import('./simulation.ts')).startSimulator(config, { clock, ids })
  : null;
const app = await createApp(config, simulator?.platforms ?? config, {
  mind: thought.mind,
  clock,
  ids,
  log,
  crashPoint: noCrashPoints,
  mounts: (parts) => (simulator ? [simulator.mount(parts)] : []),
  explain: null,
}).catch(refuse);
const { port } = await app.start().catch(refuse);
simulator?.connect(`http://127.0.0.1:${port}`);

// Before anything is announced: whoever hears that we are there may stop us at once.
let stopping = false;
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    if (stopping) return;
    stopping = true;
    log.info({ event: 'desk.stopping', signal });
    Promise.all([app.stop(), simulator?.stop()]).then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ event: 'desk.stop-failed', error });
        process.exit(1);
      },
    );
  });
}

const hasChat = webAccountsOf(config).length > 0;
const address = config.server.publicUrl ?? `http://localhost:${port}`;
process.stdout.write(`\n  前台已开始接待  ${address}\n`);
if (simulator) process.stdout.write(`  模拟器（没有连接真实微信）：${address}/simulator\n\n`);
if (config.roles.includes('web')) {
  process.stdout.write(`  工作台：${address}/desk\n`);
  // Behind the hash, so that it is in no log of any proxy.
  if (app.firstInvite !== null)
    process.stdout.write(`  第一次使用，请先给管理员设密码：${address}/desk/welcome#${app.firstInvite}\n`);
  if (hasChat) process.stdout.write(`  住户的网页聊天：${address}/chat\n`);
  process.stdout.write('\n');
}
if (
  !simulator &&
  !config.wecom &&
  !config.officialAccount &&
  !config.feishu &&
  !config.dingtalk &&
  !hasChat
) {
  process.stdout.write(
    '  还没有接上任何渠道，住户的消息进不来。怎么接：docs/install-wecom.md、docs/install-wechat-oa.md、docs/install-feishu.md、docs/install-dingtalk.md\n\n',
  );
}
const daysKnown = daysUntilHolidaysUnknown(config.calendar, systemClock.now());
if (daysKnown !== null) log.warn({ event: 'calendar.runs-out', days: daysKnown });
log.info({ event: 'desk.started', port, roles: config.roles, simulator: config.simulator });
giveMemoryBack();
limitYoungGeneration();

/** What an administrator can mend is said in one line; everything else is our own fault and keeps its stack. */
function refuse(error: unknown): never {
  const words = error instanceof Fault ? error.message : wordsForTakenPort(error);
  if (words === null) throw error;
  process.stderr.write(`${words}\nnothing was started.\n`);
  process.exit(1);
}

function wordsForTakenPort(error: unknown): string | null {
  const isTaken = (error as { code?: unknown } | null)?.code === 'EADDRINUSE';
  return isTaken ? `PORT ${config.server.port} is taken. Choose another.` : null;
}

// How long a start takes until the desk can store messages, and what it uses while nobody writes.
import { startHanging } from '../platform.ts';
import { freePort, freshFolder, pause, type Running, startPinned } from '../processes.ts';
import type { Row } from '../report.ts';
import { newSecrets, startDesk } from '../servers.ts';
import { spread } from '../stats.ts';

const IDLE_SECONDS = 10;

/** Enough for its packages to be loaded; nothing is asked of anybody. */
const BOT_FRAMEWORK = { MicrosoftAppId: 'bench', MicrosoftAppPassword: 'bench-bot-password-0123456789' };

export async function measureStart(
  { rounds }: { rounds: number },
  say: (line: string) => void,
): Promise<{ rows: Row[]; problems: string[] }> {
  const first: number[] = [];
  const again: number[] = [];
  const simulated: number[] = [];
  const idle: number[] = [];
  const idleSimulated: number[] = [];
  const withBot: number[] = [];
  const idleWithBot: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const folder = freshFolder();
    const secrets = newSecrets();
    const hanging = await startHanging();
    const inUse = async (running: Running) => {
      await pause(IDLE_SECONDS * 1000);
      const { rssMib } = running.memory();
      await running.stop();
      return rssMib;
    };
    try {
      const fresh = await startDesk(secrets, folder.path, hanging.url);
      first.push(fresh.readyMs);
      await fresh.stop();
      const desk = await startDesk(secrets, folder.path, hanging.url);
      again.push(desk.readyMs);
      idle.push(await inUse(desk));
      const bot = await startDesk(secrets, folder.path, hanging.url, BOT_FRAMEWORK);
      withBot.push(bot.readyMs);
      idleWithBot.push(await inUse(bot));
      const other = freshFolder();
      const demo = await startPinned(
        0,
        ['src/main.js'],
        { PORT: String(await freePort()), DATA_DIR: other.path },
        (output) => output.includes('前台已开始接待'),
      );
      simulated.push(demo.readyMs);
      idleSimulated.push(await inUse(demo));
      other.remove();
      say(
        `start: ${Math.round(again.at(-1) ?? 0)} ms, idle ${Math.round(idle.at(-1) ?? 0)} MiB; with the Bot Framework ${Math.round(withBot.at(-1) ?? 0)} ms, ${Math.round(idleWithBot.at(-1) ?? 0)} MiB; with the simulator ${Math.round(simulated.at(-1) ?? 0)} ms, ${Math.round(idleSimulated.at(-1) ?? 0)} MiB`,
      );
    } finally {
      await hanging.stop();
      folder.remove();
    }
  }
  const row = (what: string, unit: string, values: number[], atMost?: number): Row => {
    const value = spread(values);
    return {
      topic: 'Start and memory',
      what,
      unit,
      value,
      rounds: values.map(Math.round),
      ...(atMost === undefined
        ? {}
        : { target: { words: `≤ ${atMost.toLocaleString('en-US')} ${unit}`, met: value.median <= atMost } }),
    };
  };
  return {
    problems: [],
    rows: [
      row('ready, database there', 'ms', again, 1_500),
      row('ready, database made', 'ms', first, 1_500),
      row('ready with the simulator, database made', 'ms', simulated, 1_500),
      row('ready with the packages of the Bot Framework loaded, database there', 'ms', withBot),
      row(`resident memory after ${IDLE_SECONDS} idle seconds`, 'MiB', idle, 150),
      row(
        `resident memory after ${IDLE_SECONDS} idle seconds, with the packages of the Bot Framework`,
        'MiB',
        idleWithBot,
      ),
      row(`resident memory after ${IDLE_SECONDS} idle seconds, with the simulator`, 'MiB', idleSimulated),
    ],
  };
}

// Whole repairs through the encrypted callback: the desk beside the peers, in paired rounds.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DialogsResult, LoadOrder } from '../load.ts';
import { startAnswering, startHanging } from '../platform.ts';
import { freshFolder, runPinned } from '../processes.ts';
import type { Row } from '../report.ts';
import { type DeskServer, newSecrets, type Secrets, startDesk, startPeer } from '../servers.ts';
import { spread } from '../stats.ts';

export type TurnOptions = {
  rounds: number;
  warmSeconds: number;
  seconds: number;
  /** Gives a fresh database, or null where there is no PostgreSQL. */
  postgres: (() => Promise<{ url: string; drop(): Promise<void> }>) | null;
};

const CONVERSATIONS = 1_000;
const LINKS = 64;
const TOPIC = 'Completed durable turns';

const names = {
  desk: 'desk',
  sent: 'desk, replies sent as well',
  postgres: 'desk on PostgreSQL',
  echo: 'Express + @wecom/crypto echo, SQLite group commit',
  botbuilder: 'botbuilder waterfall dialog, memory storage',
} as const;
type Contender = keyof typeof names;

export async function measureTurns(
  options: TurnOptions,
  say: (line: string) => void,
): Promise<{ rows: Row[]; problems: string[] }> {
  const contenders: Contender[] = ['echo', 'desk', 'botbuilder', 'sent'];
  if (options.postgres) contenders.push('postgres');
  const results = new Map<Contender, DialogsResult[]>(contenders.map((name) => [name, []]));
  const problems: string[] = [];
  for (let round = 0; round < options.rounds; round++) {
    for (const name of round % 2 === 0 ? contenders : [...contenders].reverse()) {
      const result = await measure(name, options);
      results.get(name)?.push(result);
      const cpu = result.serverCpuMicros;
      say(
        `${names[name]}: ${Math.round(result.perSecond)}/s, p99 ${result.p99Ms.toFixed(0)} ms${cpu === null ? '' : `, ${Math.round(cpu)} µs of processor a turn`}`,
      );
      problems.push(...result.problems.map((problem) => `${names[name]}, round ${round + 1}: ${problem}`));
      if (result.generatorCore > 0.9) problems.push(`${names[name]}: the load itself was the limit`);
    }
  }
  const perSecond = (name: Contender) => results.get(name)?.map((result) => result.perSecond) ?? [];
  const ratio = (name: Contender, to: Contender) =>
    perSecond(name).map((each, round) => each / (perSecond(to)[round] ?? Number.NaN));
  const rows: Row[] = contenders.map((name) => ({
    topic: TOPIC,
    what: names[name],
    unit: 'turns/s',
    value: spread(perSecond(name)),
    rounds: perSecond(name).map(Math.round),
    ...(notes[name] ? { note: notes[name] } : {}),
  }));
  rows.push(
    ratioRow('desk ÷ echo', ratio('desk', 'echo'), 0.6),
    ratioRow('desk ÷ botbuilder', ratio('desk', 'botbuilder'), 2),
  );
  if (options.postgres) rows.push(ratioRow('desk on PostgreSQL ÷ desk on SQLite', ratio('postgres', 'desk')));
  for (const name of contenders) {
    const cpu = results.get(name)?.flatMap(({ serverCpuMicros }) => serverCpuMicros ?? []) ?? [];
    if (cpu.length === 0) continue;
    rows.push({
      topic: TOPIC,
      what: `processor time of the server's process a turn: ${names[name]}`,
      unit: 'µs',
      value: spread(cpu),
      rounds: cpu.map(Math.round),
      ...(name === 'postgres' ? { note: 'without what the database itself uses.' } : {}),
    });
  }
  rows.push({
    topic: TOPIC,
    what: 'message out → reply committed, 99th percentile, desk at full load',
    unit: 'ms',
    value: spread(results.get('desk')?.map((result) => result.p99Ms) ?? []),
    rounds: results.get('desk')?.map((result) => Math.round(result.p99Ms)) ?? [],
    note: `${CONVERSATIONS} conversations each write again as soon as they are answered, so this is a queue, not a wait a resident would meet.`,
  });
  return { rows, problems };
}

const notes: Partial<Record<Contender, string>> = {
  desk: `${CONVERSATIONS} conversations in a repair of six messages, new residents each time, \`BURST_MS=0\`; a turn counts when another process can read its reply in the database. The channel's API takes calls and never answers, so nothing is sent.`,
  sent: 'the same while the API answers at once: what could be sent beside was sent, by the same core.',
  echo: 'keeps one inbound, one state and one outbound row a message and a ticket at the end; understands nothing, encrypts nothing at rest, and answers in the callback.',
  botbuilder: 'keeps nothing: what it knows is lost with the process.',
};

function ratioRow(what: string, ratios: number[], atLeast?: number): Row {
  const value = spread(ratios, 2);
  return {
    topic: TOPIC,
    what,
    unit: '',
    value,
    rounds: ratios.map((ratio) => Number(ratio.toFixed(3))),
    ...(atLeast === undefined ? {} : { target: { words: `≥ ${atLeast}`, met: value.median >= atLeast } }),
  };
}

async function measure(name: Contender, options: TurnOptions): Promise<DialogsResult> {
  const folder = freshFolder();
  const secrets = newSecrets();
  const platform = name === 'sent' ? await startAnswering(() => {}) : await startHanging();
  const database = name === 'postgres' ? await options.postgres?.() : undefined;
  const dataDir = join(folder.path, 'data');
  mkdirSync(dataDir);
  try {
    const server =
      name === 'echo' || name === 'botbuilder'
        ? await startPeer(name, secrets, dataDir)
        : await startDesk(secrets, dataDir, platform.url, {
            BURST_MS: '0',
            ...(database ? { DATABASE_URL: database.url } : {}),
          });
    try {
      return await runPinned<DialogsResult>(
        1,
        'load.ts',
        orderFor(name, server, secrets, options, database?.url ?? join(dataDir, 'desk.db')),
      );
    } finally {
      await server.kill();
    }
  } finally {
    await platform.stop();
    await database?.drop();
    folder.remove();
  }
}

function orderFor(
  name: Contender,
  server: DeskServer,
  secrets: Secrets,
  { warmSeconds, seconds }: TurnOptions,
  where: string,
): LoadOrder {
  const isPeer = name === 'echo' || name === 'botbuilder';
  return {
    kind: 'dialogs',
    port: server.port,
    secrets,
    links: LINKS,
    conversations: CONVERSATIONS,
    warmSeconds,
    seconds,
    serverPid: server.child.pid ?? 0,
    answers: isPeer ? { in: 'callback' } : { in: 'database', where, fieldKey: secrets.fieldKey },
  };
}

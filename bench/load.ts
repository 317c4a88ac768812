// The load, in a process of its own: members of the company write to the app over encrypted callbacks. Its one argument is what to
// do (JSON), its last line what happened (JSON).
import { type CommittedView, SAMPLE, viewCommitted } from './committed.ts';
import { cpuSecondsOf } from './cpu.ts';
import { dialog } from './dialog.ts';
import { type Links, openLinks } from './links.ts';
import { quantile } from './stats.ts';
import { createWire, type WireSecrets } from './wire.ts';

export type LoadOrder = { port: number; secrets: WireSecrets; links: number } & (
  | {
      /** Whole repairs, each message after the answer to the one before. */
      kind: 'dialogs';
      conversations: number;
      warmSeconds: number;
      seconds: number;
      /** Whose time on the processor is counted while it is measured. */
      serverPid: number;
      /** Where answers are seen: in the answer to the callback, or in the database of the desk. */
      answers: { in: 'callback' } | { in: 'database'; where: string; fieldKey: string };
    }
  | {
      /** Messages at a steady pace whatever the answers do; latency counts from when a message was due. */
      kind: 'pace';
      conversations: number;
      perSecond: number;
      seconds: number;
      /** One resident writes this after so many seconds. */
      alarm?: { afterSeconds: number; userId: string; text: string };
    }
);

export type DialogsResult = {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  turns: number;
  /** Time of the server's process on the processor, all its threads, for each turn; null where the system does not tell. */
  serverCpuMicros: number | null;
  checked: number;
  problems: string[];
  /** What each answer of a repair was, as the rehearsal heard it. */
  rehearsal: string[];
  /** Share of a core the generator used; near 1 it would be the limit itself. */
  generatorCore: number;
};
export type PaceResult = {
  sent: number;
  p50Ms: number;
  p99Ms: number;
  maxMs: number;
  problems: string[];
  alarmSentAt: number | null;
  generatorCore: number;
};

const order = JSON.parse(process.argv[2] ?? '{}') as LoadOrder;
const wire = createWire(order.secrets);
const problems: string[] = [];
const broken = (what: string) => {
  if (problems.length < 20) problems.push(what);
};
/** Unique over processes and runs, as ids of the platform are. */
let messages = 0;
const messageId = () => `${process.pid}${Date.now()}${++messages}`;

const links = openLinks(order.port, order.links, broken);
const result = order.kind === 'dialogs' ? await runDialogs(order, links) : await runPace(order, links);
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);

type Talk = { userId: string; step: number; sentMs: number; heard: string[] };

async function runDialogs(
  { answers, conversations, warmSeconds, seconds, serverPid }: Extract<LoadOrder, { kind: 'dialogs' }>,
  links: Links,
): Promise<DialogsResult> {
  const view =
    answers.in === 'database'
      ? await viewCommitted(answers.where, Buffer.from(answers.fieldKey, 'base64'))
      : null;
  const byIndex = new Map<string, Talk>();
  const byConversation = new Map<string, Talk>();
  let people = 0;
  let rehearsal: string[] | null = null;
  let finishedRehearsal: () => void = () => {};
  const rehearsed = new Promise<void>((resolve) => {
    finishedRehearsal = resolve;
  });
  let measuring = false;
  let stopped = false;
  let checked = 0;
  const latencies: number[] = [];

  function begin(): void {
    const talk: Talk = { userId: `u${process.pid}x${++people}`, step: 0, sentMs: 0, heard: [] };
    if (view) byIndex.set(view.personIndex(talk.userId), talk);
    speak(talk);
  }

  function speak(talk: Talk): void {
    talk.sentMs = performance.now();
    const { step } = talk;
    links.send(wire.textMessage(talk.userId, dialog[step] ?? '', messageId()), ({ status, body }) => {
      if (status !== 200) return broken(`step ${step}: status ${status}`);
      if (view) return;
      const isRead = !measuring || latencies.length % SAMPLE === 0;
      if (isRead) checked += 1;
      hear(talk, isRead ? withoutNumber(wire.openReply(body) ?? 'nothing') : null);
    });
  }

  /** `what` is null for an answer that is not read. */
  function hear(talk: Talk, what: string | null): void {
    if (measuring) latencies.push(performance.now() - talk.sentMs);
    talk.heard.push(what ?? '');
    if (rehearsal && what !== null && what !== rehearsal[talk.step])
      broken(`step ${talk.step}: heard ${what}, rehearsed ${rehearsal[talk.step]}`);
    talk.step += 1;
    if (talk.step < dialog.length) {
      if (!stopped) speak(talk);
      return;
    }
    if (!rehearsal) {
      rehearsal = talk.heard;
      finishedRehearsal();
    } else if (!stopped) begin();
  }

  async function look(view: CommittedView): Promise<void> {
    while (!stopped) {
      // The replies of one turn become visible together; together they are one answer.
      const answered = new Map<Talk, string[]>();
      for (const reply of await view.newReplies()) {
        let talk = byConversation.get(reply.conversationId);
        if (!talk) {
          const found = await view.person(reply.conversationId, (index) => index);
          talk = byIndex.get(found ?? '');
          if (!talk) continue;
          byIndex.delete(found ?? '');
          byConversation.set(reply.conversationId, talk);
        }
        const text = reply.text();
        if (text !== '') {
          checked += 1;
          if (!/\p{Script=Han}/u.test(text)) broken(`a reply without words at step ${talk.step}`);
        }
        answered.set(talk, [...(answered.get(talk) ?? []), reply.replyKey]);
        if (talk.step === dialog.length - 1) byConversation.delete(reply.conversationId);
      }
      for (const [talk, keys] of answered) hear(talk, keys.join(' | '));
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  const looking = view ? look(view) : null;
  begin();
  await Promise.race([rehearsed, pause(20_000)]);
  if (!rehearsal) throw new Error(`no repair came to its end; problems: ${problems.join('; ')}`);
  for (let n = 0; n < conversations; n++) begin();
  await pause(warmSeconds * 1000);
  measuring = true;
  const usage = process.cpuUsage();
  const serverBefore = cpuSecondsOf(serverPid);
  const startedMs = performance.now();
  await pause(seconds * 1000);
  measuring = false;
  const serverAfter = cpuSecondsOf(serverPid);
  const elapsedMs = performance.now() - startedMs;
  const { user, system } = process.cpuUsage(usage);
  stopped = true;
  await looking;
  links.close();
  await view?.close();
  return {
    perSecond: latencies.length / (elapsedMs / 1000),
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    turns: latencies.length,
    serverCpuMicros:
      serverBefore === null || serverAfter === null
        ? null
        : ((serverAfter - serverBefore) * 1e6) / latencies.length,
    checked,
    problems,
    rehearsal,
    generatorCore: (user + system) / 1000 / elapsedMs,
  };
}

async function runPace(
  { conversations, perSecond, seconds, alarm }: Extract<LoadOrder, { kind: 'pace' }>,
  links: Links,
): Promise<PaceResult> {
  const talks = Array.from({ length: conversations }, (_, n) => ({
    userId: `p${process.pid}x${n}`,
    step: 0,
  }));
  const latencies: number[] = [];
  let alarmSentAt: number | null = null;
  const usage = process.cpuUsage();
  const startedMs = performance.now();
  const total = perSecond * seconds;
  for (let sent = 0; sent < total; sent++) {
    const dueMs = startedMs + (sent * 1000) / perSecond;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0.5) await pause(waitMs);
    if (alarm && alarmSentAt === null && dueMs - startedMs >= alarm.afterSeconds * 1000) {
      alarmSentAt = Date.now();
      links.send(wire.textMessage(alarm.userId, alarm.text, messageId()), () => {});
    }
    const talk = talks[sent % talks.length];
    if (!talk) break;
    const text = dialog[talk.step++ % dialog.length] ?? '';
    links.send(wire.textMessage(talk.userId, text, messageId()), ({ status }) => {
      latencies.push(performance.now() - dueMs);
      if (status !== 200) broken(`status ${status}`);
    });
  }
  const until = performance.now() + 10_000;
  while (latencies.length < total && performance.now() < until) await pause(20);
  if (latencies.length < total) broken(`${total - latencies.length} callbacks were not answered`);
  const { user, system } = process.cpuUsage(usage);
  links.close();
  return {
    sent: total,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
    maxMs: quantile(latencies, 1),
    problems,
    alarmSentAt,
    generatorCore: (user + system) / 1000 / (performance.now() - startedMs),
  };
}

/** Numbers of tickets differ from repair to repair. */
function withoutNumber(text: string): string {
  return text.replace(/\d+/g, '№');
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

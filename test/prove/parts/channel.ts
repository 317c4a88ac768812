// The platform's API is down, slow, garbled, limited or silent for a while, again and again, while residents go on writing.
import { sleep, systemClock } from '../../../src/base/clock.ts';
import type { Fault } from '../../../src/simulator/fake-wecom/faults.ts';
import type { Expected } from '../../harness/checker.ts';
import { mulberry } from '../../harness/random.ts';
import { converse, openStage, type Stage, say } from '../../harness/scenario.ts';
import { again, type Part } from '../proof.ts';

const SEND = '/cgi-bin/kf/send_msg';
const SYNC = '/cgi-bin/kf/sync_msg';
const TOKEN = '/cgi-bin/gettoken';
const NOTICE = '/cgi-bin/message/send';

/** Every way a call can go wrong, at every place it can; the platform may have done the deed all the same. */
const troubles: { name: string; fault: Fault; endpoints: string[]; isLong?: true }[] = [
  { name: 'slow', fault: { kind: 'delay', ms: 400 }, endpoints: [SEND, SYNC, TOKEN, NOTICE] },
  { name: 'never answers', fault: { kind: 'never-answer' }, endpoints: [SEND, SYNC], isLong: true },
  {
    name: 'never answers, though done',
    fault: { kind: 'never-answer', processed: true },
    endpoints: [SEND],
    isLong: true,
  },
  { name: 'reset before', fault: { kind: 'reset', processed: false }, endpoints: [SEND, SYNC, NOTICE] },
  { name: 'reset after', fault: { kind: 'reset', processed: true }, endpoints: [SEND, SYNC] },
  { name: 'half a body', fault: { kind: 'half-body' }, endpoints: [SEND, SYNC] },
  { name: '200 with -1', fault: { kind: 'errcode', errcode: -1 }, endpoints: [SEND, SYNC, TOKEN, NOTICE] },
  {
    name: '200 with -1, though done',
    fault: { kind: 'errcode', errcode: -1, processed: true },
    endpoints: [SEND],
  },
  { name: 'wrong content type', fault: { kind: 'wrong-content-type' }, endpoints: [SEND, SYNC] },
  { name: '500', fault: { kind: 'http-status', status: 500 }, endpoints: [SEND, SYNC, TOKEN, NOTICE] },
  { name: '502 page', fault: { kind: 'html-page', status: 502 }, endpoints: [SEND, SYNC] },
  { name: 'HTML under 200', fault: { kind: 'html-page', status: 200 }, endpoints: [SEND, SYNC, NOTICE] },
  { name: 'drips', fault: { kind: 'slow-drip', stepBytes: 9, stepMs: 5 }, endpoints: [SEND, SYNC] },
  { name: '42001', fault: { kind: 'errcode', errcode: 42001 }, endpoints: [SEND, SYNC, NOTICE] },
  {
    name: '45009',
    fault: { kind: 'errcode', errcode: 45009 },
    endpoints: [SEND, SYNC, NOTICE],
    isLong: true,
  },
  { name: 'repeated page', fault: { kind: 'repeat-page' }, endpoints: [SYNC] },
];

const SIZE = {
  short: { spells: 2, spellMs: 1_200, crowdPauseMs: 200 },
  full: { spells: 32, spellMs: 3_000, crowdPauseMs: 150 },
};
const CALLS_PER_SPELL = 4;
const LONGEST_SPELL_MS = 12_000;
/** A limit reached means a minute of waiting, a call without an answer ten seconds. */
const PATIENCE_MS = 150_000;

export const channel: Part = {
  name: 'channel',
  shortIn: 'test/prove/channel.test.ts',
  about: 'every call to the platform slow, cut, garbled, limited or silent for a while',
  minutes: 8,
  async run(proof) {
    const { spells, spellMs, crowdPauseMs } = SIZE[proof.size];
    const random = mulberry(proof.seed);
    const stage = await openStage(process.cwd());
    try {
      const { fake } = stage.platform;
      const desk = await stage.start({ LOG_LEVEL: 'fatal' });
      const talks: Promise<Expected>[] = [];
      let isOpen = true;
      const crowd = (async () => {
        for (let index = 0; isOpen; index++) {
          talks.push(converse(stage, index));
          await sleep(systemClock, random() * 2 * crowdPauseMs);
        }
      })();
      let outages = 0;
      // A call that is given up after ten seconds, or put off for a minute, is for the full run.
      const order = troubles
        .filter(({ isLong }) => proof.size === 'full' || !isLong)
        .map((trouble) => ({ trouble, at: random() }))
        .sort((a, b) => a.at - b.at);
      while (outages < spells && systemClock.monotonicMs() < proof.untilMs - PATIENCE_MS / 2) {
        const { trouble } = order[outages % order.length] ?? {};
        if (!trouble) break;
        for (const endpoint of trouble.endpoints) fake.faults.always(endpoint, trouble.fault);
        if (trouble.name === '42001') fake.tokens.invalidate();
        await Promise.all([sleep(systemClock, spellMs), metAtLeast(CALLS_PER_SPELL, stage)]);
        fake.faults.clear();
        outages++;
        proof.say(`${outages} of ${spells}: ${trouble.name}`);
        await sleep(systemClock, spellMs / 3);
      }
      isOpen = false;
      await crowd;
      const expected = await allHeard(talks);
      await stage.drained(PATIENCE_MS);
      const violations = expected === null ? ['some residents were never answered'] : [];
      if ((await desk.stop()) !== 0) violations.push('the desk did not stop cleanly');
      violations.push(...say(await stage.check(expected ?? [])));
      const { ledger } = fake;
      const unanswered = ledger.of('callback.failed').length;
      if (unanswered > 0) violations.push(`${unanswered} callbacks were not answered in time`);
      return [
        {
          promise: 'channel-down',
          counts: {
            outages,
            faults: ledger.of('fault.applied').length,
            messages: ledger.of('item.appended').length,
            out: ledger.of('message.accepted').length,
            callbacks: ledger.of('callback.answered').length,
          },
          violations: violations.map((line) => `${line} (${again('channel', proof.seed)})`),
        },
      ];
    } finally {
      await stage.close();
    }
  },
};

/** On a busy machine a spell lasts until so many calls have met it. */
async function metAtLeast(calls: number, { platform: { fake } }: Stage): Promise<void> {
  const applied = () => fake.ledger.of('fault.applied').length;
  const wanted = applied() + calls;
  await Promise.race([fake.ledger.until(() => applied() >= wanted), sleep(systemClock, LONGEST_SPELL_MS)]);
}

/** Retries are spread over minutes, so what is left may take some. */
async function allHeard(talks: Promise<Expected>[]): Promise<Expected[] | null> {
  return Promise.race([Promise.all(talks), sleep(systemClock, PATIENCE_MS).then(() => null)]);
}

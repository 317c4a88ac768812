// Whole conversations of invented residents, the process killed between any two messages: each gets what they would have got.
import { sleep, systemClock } from '../../../src/base/clock.ts';
import { openFlowHouse } from '../../../src/cli/flow-house.ts';
import type { TicketView } from '../../../src/http/api/schemas.ts';
import type { DeskProcess } from '../../harness/desk-process.ts';
import { wordsOf } from '../../harness/in-process-desk.ts';
import { OPEN_KF_ID } from '../../harness/platform.ts';
import { mulberry } from '../../harness/random.ts';
import { openStage, say } from '../../harness/scenario.ts';
import { judge } from '../../population/judge.ts';
import { createQuestionReader } from '../../population/questions.ts';
import { type Imagined, residents } from '../../population/residents.ts';
import { talk } from '../../population/talk.ts';
import { createLeapingClock } from '../../support/leaping-clock.ts';
import { shanghai } from '../../support/manual-clock.ts';
import { again, type Part, type Proof } from '../proof.ts';

/** Of the short run: somebody in danger. */
const SAMPLE = ['burst'];
/** Desks side by side, each with residents of its own: most of the time they start. */
const LANES = 3;
/** The process may live this long after the message was taken, so that it dies before, in and after the turn. */
const LONGEST_LIFE_MS = 120;
const TOKEN = 'prove-token-of-the-integration-api';
const API = { authorization: `Bearer ${TOKEN}` };

export const conversations: Part = {
  name: 'conversations',
  about: 'SIGKILL between any two messages of whole conversations',
  minutes: 16,
  async run(proof) {
    const some = proof.size === 'short' ? residents.filter(({ id }) => SAMPLE.includes(id)) : residents;
    const counts = { residents: 0, kills: 0, messages: 0 };
    const waiting = some.values();
    const lanes = Math.min(LANES, some.length);
    const played = await Promise.all(
      Array.from({ length: lanes }, (_, lane) => playKilled(waiting, counts, proof, proof.seed + lane)),
    );
    const violations = played.flat();
    return [
      {
        promise: 'conversations',
        counts,
        violations: violations.map((line) => `${line} (${again('conversations', proof.seed)})`),
      },
    ];
  },
};

async function playKilled(
  waiting: Iterable<Imagined>,
  counts: { residents: number; kills: number; messages: number },
  proof: Proof,
  seed: number,
): Promise<string[]> {
  const random = mulberry(seed);
  const readQuestion = createQuestionReader(openFlowHouse('flows', 'config').house.book);
  const begins = shanghai('2026-11-24 10:00');
  const stage = await openStage(process.cwd(), {
    clock: createLeapingClock(begins),
    env: {
      CLOCK_OFFSET_MS: String(begins - systemClock.now()),
      RECEPTION_API_TOKEN: TOKEN,
      LOG_LEVEL: 'fatal',
    },
  });
  const violations: string[] = [];
  let desk = await stage.start();
  try {
    for (const resident of waiting) {
      if (systemClock.monotonicMs() > proof.untilMs) break;
      const id = `wm-${resident.id}`;
      const person = stage.platform.fake.resident(id);
      const heard = () =>
        stage.platform.fake.ledger.messagesTo(OPEN_KF_ID, id).map((each) => wordsOf(each.content));
      const said = await talk(
        resident,
        {
          async write(words) {
            person.writes(words);
            await stage.platform.fake.settled();
            await sleep(systemClock, random() * LONGEST_LIFE_MS);
            await desk.kill();
            counts.kills += 1;
            counts.messages += 1;
            desk = await stage.start();
            await stage.drained();
          },
          heard,
        },
        readQuestion,
      );
      const { missed } = judge(said, await ticketsOf(desk, id), await isForPerson(desk, id));
      violations.push(...missed.map((what) => `${resident.id}: ${what}`));
      counts.residents += 1;
      proof.say(`${counts.residents} residents, ${counts.kills} kills`);
    }
    await desk.stop();
    violations.push(...say(await stage.check([])));
    return violations;
  } finally {
    await desk.kill();
    await stage.close();
  }
}

async function ticketsOf({ port }: DeskProcess, id: string): Promise<TicketView[]> {
  const url = `http://127.0.0.1:${port}/api/v1/tickets?channel=wecom-kf&channelUserId=${id}`;
  const { items } = (await (await fetch(url, { headers: API })).json()) as { items: TicketView[] };
  return items;
}

async function isForPerson({ port }: DeskProcess, id: string): Promise<boolean> {
  const url = `http://127.0.0.1:${port}/api/v1/conversations?channel=wecom-kf&channelUserId=${id}`;
  const { items } = (await (await fetch(url, { headers: API })).json()) as {
    items: { owner: { kind: string } }[];
  };
  return items[0]?.owner.kind === 'nobody';
}

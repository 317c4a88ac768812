// 常用话: what colleagues pick with /, by whose approval and until when; and writing it.
import { z } from 'zod';
import { wallDate } from '../../clocks/service-calendar.ts';
import { PHRASE_KIND, toPhrase, writePhrase } from '../../desk/written-phrases.ts';
import { phrasesInForce } from '../../knowledge/written.ts';
import { actorIdOf } from '../../people/account.ts';
import { json } from '../api/answer.ts';
import { deedRoute, type Route, readRoute, refusalAnswer } from '../api/route.ts';
import { personOf } from './conversation-routes.ts';
import type { DeskPorts } from './ports.ts';
import { anything, day, nothing } from './shapes.ts';

const NEW = 'new';

export function createWordingRoutes(ports: DeskPorts): Route[] {
  const { clock, ids } = ports;
  const today = () => wallDate(clock.now());

  const list = readRoute({
    path: '/wordings',
    operationId: 'listWordings',
    summary: 'Phrases for colleagues as they are now, and those written for later or no more offered.',
    params: nothing,
    query: nothing,
    answer: anything,
    handle: (_asked, { store }) =>
      store.read(async (tx) => {
        const versions = (await tx.written.list(PHRASE_KIND)).map(toPhrase);
        const standing = phrasesInForce(versions, today());
        const now = new Map(
          ports
            .phrases()
            .filter(({ key }) => key.startsWith('phrase.'))
            .map(({ key, text }) => [key, text]),
        );
        const keys = new Set([...now.keys(), ...versions.map(({ key }) => key)]);
        return json({
          today: today(),
          items: [...keys].map((key) => {
            const own = versions.filter((each) => each.key === key);
            const written = standing.get(key) ?? own.at(-1) ?? null;
            return {
              ...{ key, version: own.at(-1)?.version ?? 0, effective: written?.effective ?? null },
              text: written ? (written.value?.text ?? null) : (now.get(key) ?? null),
              approver: written?.value?.approver ?? null,
              expires: written?.value?.expires ?? null,
            };
          }),
        });
      }),
  });

  const write = deedRoute({
    path: '/wordings/{key}',
    operationId: 'writeWording',
    summary:
      'A new version of a phrase, or (`new`) one that there was not; without text it is offered no more.',
    params: z.strictObject({ key: z.string().regex(/^(?:new|phrase\.[a-z][\w]{0,60})$/) }),
    body: z.strictObject({
      text: z.string().trim().min(1).max(300).nullable(),
      effective: day,
      expires: day,
    }),
    answer: anything,
    async perform(tx, { params, body: { text, effective, expires }, principal, expectedVersion }) {
      const person = personOf(principal);
      const key = params.key === NEW ? `phrase.written_${ids.next().toLowerCase()}` : params.key;
      const own = (await tx.written.list(PHRASE_KIND)).filter((each) => each.key === key);
      const newest = own.at(-1)?.version ?? 0;
      const value = text === null ? null : { text, expires, approver: person.name };
      const order = { key, value, effective, before: expectedVersion ?? newest };
      const done = await writePhrase(tx, { ...order, by: actorIdOf(person), at: clock.now() }, today());
      if (!done.ok) return refusalAnswer(done, { view: {}, version: newest });
      await tx.audit.add({
        ...{ at: clock.now(), accountId: person.id, role: person.role, action: 'write-phrase' },
        ...{ object: key, detail: {}, address: null, result: 'done' as const },
      });
      return json({ key, version: done.value.version }, done.value.version);
    },
  });

  return [list, write];
}

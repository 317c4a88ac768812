// 常用话: what colleagues pick with /, by whose approval and until when; writing it, and a second person's word on it.
import { z } from 'zod';
import { accepted } from '../../base/errors.ts';
import { wallDate } from '../../clocks/service-calendar.ts';
import { openDraft } from '../../desk/written-drafts.ts';
import {
  approvePhrase,
  draftPhrase,
  PHRASE_DRAFT_KIND,
  PHRASE_KIND,
  type PhraseWords,
  toPhrase,
  writePhrase,
} from '../../desk/written-phrases.ts';
import { phrasesInForce } from '../../knowledge/written.ts';
import { actorIdOf } from '../../people/account.ts';
import { json } from '../api/answer.ts';
import { deedRoute, type Route, readRoute } from '../api/route.ts';
import { personOf } from './conversation-routes.ts';
import { createDraftKeeper } from './draft-keeper.ts';
import type { DeskPorts } from './ports.ts';
import { anything, day, nothing } from './shapes.ts';

const NEW = 'new';
const phraseKey = z.string().regex(/^phrase\.[a-z][\w]{0,60}$/);

export function createWordingRoutes(ports: DeskPorts): Route[] {
  const { clock, ids } = ports;
  const today = () => wallDate(clock.now());
  const { nameOf, approversIn, performOn, revisionOf, draftRoutes } = createDraftKeeper(ports, {
    kinds: { written: PHRASE_KIND, draft: PHRASE_DRAFT_KIND },
    shown: (value) => ({ text: (value as PhraseWords | null)?.text ?? null }),
  });

  const list = readRoute({
    path: '/wordings',
    operationId: 'listWordings',
    summary: 'Phrases for colleagues as they are now, and those written for later or no more offered.',
    params: nothing,
    query: nothing,
    answer: anything,
    handle: ({ principal }, { store }) =>
      store.read(async (tx) => {
        const me = actorIdOf(personOf(principal));
        const rows = await tx.written.list(PHRASE_KIND);
        const drafts = await tx.written.list(PHRASE_DRAFT_KIND);
        const versions = rows.map(toPhrase);
        const standing = phrasesInForce(versions, today());
        const now = new Map(
          ports
            .phrases()
            .filter(({ key }) => key.startsWith('phrase.'))
            .map(({ key, text }) => [key, text]),
        );
        const keys = new Set([...now.keys(), ...[...rows, ...drafts].map((each) => each.key)]);
        return json({
          today: today(),
          approvers: await approversIn(tx),
          items: [...keys].flatMap((key) => {
            const own = versions.filter((each) => each.key === key);
            const written = standing.get(key) ?? own.at(-1) ?? null;
            const draft = openDraft<PhraseWords>(drafts, PHRASE_DRAFT_KIND, key);
            // Put aside before it was ever said.
            if (!written && !draft && !now.has(key)) return [];
            return {
              ...{ key, revision: revisionOf([...rows, ...drafts], key) },
              effective: written?.effective ?? null,
              draft: draft && {
                ...{ text: draft.value.text, expires: draft.value.expires, effective: draft.effective },
                ...{ at: draft.at, by: nameOf(draft.by), isMine: draft.by === me },
              },
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
      'A new version of a phrase, or (`new`) one that there was not; it waits for a second person unless one is enough. Without text it is offered no more.',
    params: z.strictObject({ key: z.union([z.literal(NEW), phraseKey]) }),
    body: z.strictObject({
      text: z.string().trim().min(1).max(300).nullable(),
      effective: day,
      expires: day,
    }),
    answer: anything,
    async perform(tx, { params, body: { text, effective, expires }, principal, expectedVersion }) {
      const { name } = personOf(principal);
      // Who takes one away says less, for which one person is enough.
      const waits = text !== null && (await approversIn(tx)) === 2;
      const seen = {
        key: params.key === NEW ? `phrase.written_${ids.next().toLowerCase()}` : params.key,
        expected: expectedVersion,
      };
      const action = waits ? 'draft-phrase' : text === null ? 'withdraw-phrase' : 'write-phrase';
      return performOn(tx, principal, seen, action, async (deed, { version, draft }) => {
        const done = waits
          ? await draftPhrase(
              tx,
              { ...deed, effective, before: draft, value: { text, expires, approver: name, author: name } },
              today(),
            )
          : await writePhrase(
              tx,
              {
                ...{ ...deed, effective, before: version },
                value: text === null ? null : { text, expires, approver: name },
              },
              today(),
            );
        return done.ok ? accepted({ waits }) : done;
      });
    },
  });

  const second = draftRoutes({
    path: '/wordings/{key}',
    params: z.strictObject({ key: phraseKey }),
    keyOf: ({ key }) => key,
    approve: {
      operationId: 'approveWording',
      summary: 'A draft is offered to colleagues, by the word of somebody else than who wrote it.',
      action: 'approve-phrase',
      act: (tx, { person, ...approval }) => approvePhrase(tx, { ...approval, name: person.name }, today()),
    },
    discard: {
      operationId: 'discardWording',
      summary: 'A draft is put aside; what is offered stays as it is.',
      action: 'discard-phrase',
    },
  });

  return [list, write, ...second];
}

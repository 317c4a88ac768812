// 知识与话术: what the bot answers, by whose approval and until when; what nobody has an answer for yet; and writing it.
import { stringify } from 'yaml';
import { z } from 'zod';
import { accepted } from '../../base/errors.ts';
import { wallDate } from '../../clocks/service-calendar.ts';
import {
  ANSWER_KIND,
  approveAnswer,
  DRAFT_KIND,
  draftAnswer,
  toVersion,
  withdrawAnswer,
  writeAnswer,
} from '../../desk/written-answers.ts';
import { openDraft } from '../../desk/written-drafts.ts';
import { PHRASE_DRAFT_KIND } from '../../desk/written-phrases.ts';
import type { Answer } from '../../knowledge/answer.ts';
import { inForce, keyOf, type WrittenAnswer } from '../../knowledge/written.ts';
import { type Account, actorIdOf, worksFor } from '../../people/account.ts';
import { replyLangs, replyOf } from '../../replies/reply.ts';
import type { Tx, WrittenValue } from '../../storage/contract.ts';
import { json } from '../api/answer.ts';
import { id, word } from '../api/inputs.ts';
import { deedRoute, type Route, readRoute } from '../api/route.ts';
import { viewKnowledgeGap } from '../api/views.ts';
import { communitiesFor, personOf } from './conversation-routes.ts';
import { createDraftKeeper } from './draft-keeper.ts';
import type { DeskPorts } from './ports.ts';
import { anything, day, nothing } from './shapes.ts';

const said = z.string().trim().min(1).max(600);
const MOST_GAPS = 100;
const NEW = 'new';

const writtenBody = z.strictObject({
  title: z.string().trim().min(1).max(20),
  questions: z.array(z.string().trim().min(1).max(60)).min(3).max(40),
  words: z.strictObject({ 'zh-CN': said, 'zh-TW': said.nullable(), en: said.nullable() }),
  source: z.string().trim().min(1).max(80),
  effective: day,
  expires: day,
  communities: z.array(id).max(50),
});

export function createKnowledgeRoutes(ports: DeskPorts): Route[] {
  const { clock, ids, house, knowledge } = ports;
  const today = () => wallDate(clock.now());
  const ofHouse = () => knowledge.files().answers.filter((each) => each.price === undefined);
  const versionsIn = async (tx: Tx) => (await tx.written.list(ANSWER_KIND)).map(toVersion);
  const { nameOf, approversIn, performOn, revisionOf, draftRoutes } = createDraftKeeper(ports, {
    kinds: { written: ANSWER_KIND, draft: DRAFT_KIND },
    shown: (answer) => ({ answer }),
    isOfOthers,
  });
  const known = (person: Account) => ({
    ...{ today: today(), answers: knowledge.now().answers, fields: knowledge.fields },
    communityIds: communitiesFor(person, undefined, house),
  });

  const viewOf = (answer: Answer) => ({
    ...{ title: answer.title, questions: answer.questions, source: answer.source },
    ...{ approver: answer.approver, effective: answer.effective, expires: answer.expires },
    communities: answer.communities,
    words: Object.fromEntries(
      replyLangs.map((lang) => [
        lang,
        replyOf(knowledge.replies(), lang, answer.replyKey)?.variants[0] ?? null,
      ]),
    ),
  });

  const list = readRoute({
    path: '/knowledge',
    operationId: 'listKnowledge',
    summary: 'Approved answers with their versions, and questions that had none.',
    params: nothing,
    query: nothing,
    answer: anything,
    handle: ({ principal }, { store }) =>
      store.read(async (tx) => {
        const rows = await tx.written.list(ANSWER_KIND);
        const drafts = await tx.written.list(DRAFT_KIND);
        const me = actorIdOf(personOf(principal));
        const standing = inForce(rows.map(toVersion), today());
        const fromFiles = ofHouse();
        const all = new Set([
          ...fromFiles.map((each) => each.id),
          ...[...rows, ...drafts].map((each) => each.key),
        ]);
        const items = [...all].map((answerId) => {
          const own = rows.filter((each) => each.key === answerId).map(toVersion);
          const file = fromFiles.find((each) => each.id === answerId);
          const now = standing.get(answerId);
          const planned = own.findLast(({ effective }) => effective > today()) ?? null;
          const value = now ? now.value : file ? viewOf(file) : null;
          const draft = openDraft<WrittenAnswer>(drafts, DRAFT_KIND, answerId);
          const shown =
            value ??
            planned?.value ??
            own.findLast((each) => each.value !== null)?.value ??
            draft?.value ??
            null;
          return {
            ...{ id: answerId, version: own.at(-1)?.version ?? 0, from: now ? 'console' : 'files' },
            revision: revisionOf([...rows, ...drafts], answerId),
            draft: draft && {
              ...{ value: draft.value, effective: draft.effective, at: draft.at },
              ...{ by: nameOf(draft.by), isMine: draft.by === me },
            },
            state: own.length === 0 && draft && !file ? 'draft' : stateOf(value, planned, today()),
            ...{ answer: shown, planned: planned && { effective: planned.effective, value: planned.value } },
            versions: rows
              .filter((each) => each.key === answerId)
              .map(({ version, effective, by, at, value: of }) => ({
                ...{ version, effective, at, isWithdrawn: of === null },
                ...{ by: nameOf(by), author: (of as { author?: string } | null)?.author ?? null },
              })),
          };
        });
        const gaps = [];
        for (const community of communitiesFor(personOf(principal), undefined, house))
          for (const gap of await tx.gaps.list(community, MOST_GAPS))
            gaps.push(viewKnowledgeGap(gap, principal));
        const approvers = await approversIn(tx);
        const phrases = await tx.written.list(PHRASE_DRAFT_KIND);
        const keys = [...new Set(phrases.map((each) => each.key))];
        const phrasesWaiting = keys.filter((key) => openDraft(phrases, PHRASE_DRAFT_KIND, key)).length;
        return json({ today: today(), items, gaps, approvers, phrasesWaiting, fields: knowledge.fields });
      }),
  });

  const tryOut = readRoute({
    path: '/knowledge/try',
    operationId: 'tryKnowledge',
    summary: 'What the bot would answer to a question now.',
    params: nothing,
    query: z.strictObject({ question: word, community: word.optional() }),
    answer: anything,
    handle: async ({ query, principal }) => {
      const [community] = communitiesFor(personOf(principal), query.community, house);
      const found = knowledge.find(query.question, community ?? '', today());
      return json({
        kind: found.kind,
        titles: found.kind === 'choice' ? found.answers.map((each) => each.title) : [],
        answer: found.kind === 'answer' ? { id: found.answer.id, ...viewOf(found.answer) } : null,
      });
    },
  });

  /** Said in a community they do not work for: what it says there is not theirs to change or take away. */
  function isOfOthers(answerId: string, rows: readonly WrittenValue[], person: Account): boolean {
    const own = rows.filter((each) => each.key === answerId);
    const written = own.findLast(({ kind, value }) => kind === ANSWER_KIND && value !== null);
    const said = [
      (written?.value as WrittenAnswer | undefined) ?? ofHouse().find((each) => each.id === answerId),
      openDraft<WrittenAnswer>(own, DRAFT_KIND, answerId)?.value,
    ];
    return said.some((each) => each?.communities.some((one) => !worksFor(person, one)));
  }

  const write = deedRoute({
    path: '/knowledge/{answerId}',
    operationId: 'writeKnowledge',
    summary:
      'A new version of an answer, or (`new`) an answer that there was not; it waits for a second person unless one is enough.',
    params: z.strictObject({ answerId: id }),
    body: writtenBody,
    answer: anything,
    async perform(tx, { params, body, principal, expectedVersion }) {
      const person = personOf(principal);
      const { effective, ...given } = body;
      const answerId = params.answerId === NEW ? `written-${ids.next().toLowerCase()}` : params.answerId;
      const waits = (await approversIn(tx)) === 2;
      const value = { ...given, effective, approver: person.name, audience: 'everyone' as const };
      const seen = { key: answerId, expected: expectedVersion };
      const action = waits ? 'draft-answer' : 'write-answer';
      return performOn(tx, principal, seen, action, async ({ by, at }, { version, draft }) => {
        const order = { answerId, by, at, effective };
        const done = waits
          ? await draftAnswer(
              tx,
              { ...order, before: draft, value: { ...value, author: person.name } },
              known(person),
            )
          : await writeAnswer(tx, { ...order, before: version, value }, known(person));
        return done.ok ? accepted({ waits }) : done;
      });
    },
  });

  const second = draftRoutes({
    path: '/knowledge/{answerId}',
    params: z.strictObject({ answerId: id }),
    keyOf: ({ answerId }) => answerId,
    approve: {
      operationId: 'approveKnowledge',
      summary: 'A draft becomes what is said, by somebody else than who wrote it.',
      action: 'approve-answer',
      act: (tx, { key, person, ...approval }) =>
        approveAnswer(tx, { ...approval, answerId: key, name: person.name }, known(person)),
    },
    discard: {
      operationId: 'discardKnowledge',
      summary: 'A draft is put aside; what is said stays as it is.',
      action: 'discard-answer',
    },
  });

  const withdraw = deedRoute({
    path: '/knowledge/{answerId}/withdraw',
    operationId: 'withdrawKnowledge',
    summary: 'An answer is given no more from a day on; one person is enough for saying less.',
    params: z.strictObject({ answerId: id }),
    body: z.strictObject({ effective: day }),
    answer: anything,
    async perform(tx, { params, body: { effective }, principal, expectedVersion }) {
      const seen = { key: params.answerId, expected: expectedVersion };
      return performOn(tx, principal, seen, 'withdraw-answer', async ({ key, ...deed }, { version }) => {
        const done = await withdrawAnswer(tx, { ...deed, answerId: key, before: version, effective });
        return done.ok ? accepted({}) : done;
      });
    },
  });

  const exported = readRoute({
    path: '/knowledge/export',
    operationId: 'exportKnowledge',
    summary:
      'What was written at the console, as files for config/knowledge (answers) and flows/replies (words).',
    params: nothing,
    query: z.strictObject({ part: z.enum(['answers', ...replyLangs]) }),
    answer: { files: ['application/yaml'] },
    handle: ({ query: { part } }, { store }) =>
      store.read(async (tx) => {
        const standing = [...inForce(await versionsIn(tx), today()).values()];
        const values = standing.flatMap(({ answerId, value }) => (value ? [{ answerId, value }] : []));
        const key = (answerId: string) => keyOf(answerId, ofHouse());
        const whole =
          part === 'answers'
            ? {
                version: 1,
                answers: values.map(
                  ({ answerId, value: { words: _, communities, audience: __, author: ___, ...facts } }) => ({
                    ...{ id: answerId, reply: key(answerId), ...facts },
                    ...(communities.length === 0 ? {} : { communities }),
                  }),
                ),
              }
            : {
                ...{ version: 1, lang: part },
                replies: Object.fromEntries(
                  values.flatMap(({ answerId, value }) => {
                    const text = value.words[part];
                    return text === null ? [] : [[key(answerId), { variants: [text] }]];
                  }),
                ),
              };
        const bytes = new TextEncoder().encode(stringify(whole));
        return { kind: 'file', bytes, contentType: 'application/yaml', fileName: `console-${part}.yaml` };
      }),
  });

  return [list, tryOut, exported, write, ...second, withdraw];
}

type State = 'in-force' | 'planned' | 'expired' | 'withdrawn';

function stateOf(
  value: { effective: string; expires: string } | null,
  planned: object | null,
  today: string,
): State {
  if (value === null) return planned ? 'planned' : 'withdrawn';
  if (value.expires < today) return 'expired';
  return value.effective > today ? 'planned' : 'in-force';
}

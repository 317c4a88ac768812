// 知识与话术: what the bot answers, by whose approval and until when; what nobody has an answer for yet; and writing it.
import { stringify } from 'yaml';
import { z } from 'zod';
import { accepted, type Outcome, refused } from '../../base/errors.ts';
import { wallDate } from '../../clocks/service-calendar.ts';
import { approversOn, RULE_KINDS } from '../../config/written-rules.ts';
import {
  ANSWER_KIND,
  approveAnswer,
  closeDraft,
  DRAFT_KIND,
  draftAnswer,
  openDraft,
  toVersion,
  withdrawAnswer,
  writeAnswer,
} from '../../desk/written-answers.ts';
import type { Answer } from '../../knowledge/answer.ts';
import { inForce, keyOf, type WrittenAnswer } from '../../knowledge/written.ts';
import { type Account, actorIdOf, worksFor } from '../../people/account.ts';
import { replyLangs, replyOf } from '../../replies/reply.ts';
import type { Tx, WrittenValue } from '../../storage/contract.ts';
import { staffById } from '../../tickets/house.ts';
import { type ApiAnswer, json } from '../api/answer.ts';
import { id, word } from '../api/inputs.ts';
import type { Principal } from '../api/principal.ts';
import { deedRoute, type Route, readRoute, refusalAnswer } from '../api/route.ts';
import { viewKnowledgeGap } from '../api/views.ts';
import { communitiesFor, personOf } from './conversation-routes.ts';
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
  const nameOf = (by: string) => staffById(house, by)?.name ?? null;
  /** All that was written of one answer; its number grows with every version and every draft. */
  const historyIn = async (tx: Tx, answerId: string) => {
    const rows = [...(await tx.written.list(ANSWER_KIND)), ...(await tx.written.list(DRAFT_KIND))];
    const own = rows.filter((each) => each.key === answerId);
    return { own, revision: revisionOf(own), version: versionOf(own) };
  };
  type History = Awaited<ReturnType<typeof historyIn>>;
  const approversIn = async (tx: Tx) => approversOn(await tx.written.list(RULE_KINDS.rule), today());
  /** What stands there instead of what was seen. */
  const newer = ({ own, revision }: History) => {
    const newest = own.toSorted((a, b) => a.at - b.at).at(-1);
    const view = newest && { by: nameOf(newest.by), at: newest.at, effective: newest.effective };
    return { view: view ? { ...view, revision, answer: newest.value } : {}, version: revision };
  };
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
          const draft = openDraft(drafts, answerId);
          const shown =
            value ??
            planned?.value ??
            own.findLast((each) => each.value !== null)?.value ??
            draft?.value ??
            null;
          return {
            ...{ id: answerId, version: own.at(-1)?.version ?? 0, from: now ? 'console' : 'files' },
            revision: revisionOf([...rows, ...drafts].filter((each) => each.key === answerId)),
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
        return json({ today: today(), items, gaps, approvers, fields: knowledge.fields });
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

  const kept = (tx: Tx, principal: Principal, action: string, object: string) =>
    tx.audit.add({
      ...{ at: clock.now(), accountId: personOf(principal).id, role: personOf(principal).role },
      ...{ action, object, detail: {}, address: null, result: 'done' as const },
    });

  /** Said in a community they do not work for: what it says there is not theirs to change or take away. */
  function isOfOthers(answerId: string, { own }: History, person: Account): boolean {
    const written = own.findLast(({ kind, value }) => kind === ANSWER_KIND && value !== null);
    const said = [
      (written?.value as WrittenAnswer | undefined) ?? ofHouse().find((each) => each.id === answerId),
      openDraft(own, answerId)?.value,
    ];
    return said.some((each) => each?.communities.some((one) => !worksFor(person, one)));
  }

  type Seen = { id: string; person: Account; expected: number | undefined };
  /** One deed on one answer: whoever has seen an older state is shown the newer. */
  async function performOn(
    tx: Tx,
    principal: Principal,
    { id: answerId, person, expected }: Seen,
    action: string,
    act: (order: { answerId: string; by: string; at: number }, history: History) => Promise<Done>,
  ): Promise<ApiAnswer> {
    const history = await historyIn(tx, answerId);
    const done = isOfOthers(answerId, history, person)
      ? refused('knowledge/of-others', '这一条是别的小区的，请那边的同事来改')
      : expected !== undefined && expected !== history.revision
        ? refused('written/version-conflict', '同事刚改过这一条，请看看新的内容再改')
        : await act({ answerId, by: actorIdOf(person), at: clock.now() }, history);
    if (!done.ok) return refusalAnswer(done, newer(history));
    await kept(tx, principal, action, answerId);
    const { revision } = await historyIn(tx, answerId);
    return json({ id: answerId, version: revision, ...done.value }, revision);
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
      const seen = { id: answerId, person, expected: expectedVersion };
      return performOn(
        tx,
        principal,
        seen,
        waits ? 'draft-answer' : 'write-answer',
        async (order, { own, version }) => {
          if (waits) {
            const before = own.findLast(({ kind }) => kind === DRAFT_KIND)?.version ?? 0;
            const draft = { ...order, before, effective, value: { ...value, author: person.name } };
            const done = await draftAnswer(tx, draft, known(person));
            return done.ok ? accepted({ waits }) : done;
          }
          const done = await writeAnswer(tx, { ...order, before: version, effective, value }, known(person));
          if (!done.ok) return done;
          await closeDraft(tx, order);
          return accepted({ waits });
        },
      );
    },
  });

  const approve = deedRoute({
    path: '/knowledge/{answerId}/approve',
    operationId: 'approveKnowledge',
    summary: 'A draft becomes what is said, by somebody else than who wrote it.',
    params: z.strictObject({ answerId: id }),
    body: nothing,
    answer: anything,
    async perform(tx, { params, principal, expectedVersion }) {
      const person = personOf(principal);
      const people = await approversIn(tx);
      const seen = { id: params.answerId, person, expected: expectedVersion };
      return performOn(tx, principal, seen, 'approve-answer', async (order, { version: before }) => {
        const done = await approveAnswer(tx, { ...order, before, name: person.name, people }, known(person));
        return done.ok ? accepted({}) : done;
      });
    },
  });

  const discard = deedRoute({
    path: '/knowledge/{answerId}/discard',
    operationId: 'discardKnowledge',
    summary: 'A draft is put aside; what is said stays as it is.',
    params: z.strictObject({ answerId: id }),
    body: nothing,
    answer: anything,
    async perform(tx, { params, principal, expectedVersion }) {
      const person = personOf(principal);
      const seen = { id: params.answerId, person, expected: expectedVersion };
      return performOn(tx, principal, seen, 'discard-answer', async (order) =>
        (await closeDraft(tx, order))
          ? accepted({})
          : refused('written/version-conflict', '这一条没有等着批准的内容，同事可能刚处理过'),
      );
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
      const seen = { id: params.answerId, person: personOf(principal), expected: expectedVersion };
      return performOn(tx, principal, seen, 'withdraw-answer', async (order, { version: before }) => {
        const done = await withdrawAnswer(tx, { ...order, before, effective });
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

  return [list, tryOut, exported, write, approve, discard, withdraw];
}

type Done = Outcome<{ waits?: boolean }>;

function versionOf(own: readonly WrittenValue[]): number {
  return own.findLast(({ kind }) => kind === ANSWER_KIND)?.version ?? 0;
}

function revisionOf(own: readonly WrittenValue[]): number {
  return versionOf(own) + (own.findLast(({ kind }) => kind === DRAFT_KIND)?.version ?? 0);
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

// 知识与话术: what the bot answers, by whose approval and until when; what nobody has an answer for yet; and writing it.
import { stringify } from 'yaml';
import { z } from 'zod';
import { wallDate } from '../../clocks/service-calendar.ts';
import { ANSWER_KIND, toVersion, withdrawAnswer, writeAnswer } from '../../desk/written-answers.ts';
import type { Answer } from '../../knowledge/answer.ts';
import { type AnswerVersion, inForce, keyOf } from '../../knowledge/written.ts';
import { actorIdOf } from '../../people/account.ts';
import { replyLangs, replyOf } from '../../replies/reply.ts';
import type { Tx } from '../../storage/contract.ts';
import { staffById } from '../../tickets/house.ts';
import { json } from '../api/answer.ts';
import { id, word } from '../api/inputs.ts';
import type { Principal } from '../api/principal.ts';
import { deedRoute, type Route, readRoute, refusalAnswer } from '../api/route.ts';
import { viewKnowledgeGap } from '../api/views.ts';
import { communitiesFor, personOf } from './conversation-routes.ts';
import type { DeskPorts } from './ports.ts';

const nothing = z.strictObject({});
const anything = z.looseObject({});
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
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
        const standing = inForce(rows.map(toVersion), today());
        const fromFiles = ofHouse();
        const all = new Set([...fromFiles.map((each) => each.id), ...rows.map((each) => each.key)]);
        const items = [...all].map((answerId) => {
          const own = rows.filter((each) => each.key === answerId).map(toVersion);
          const file = fromFiles.find((each) => each.id === answerId);
          const now = standing.get(answerId);
          const planned = own.findLast(({ effective }) => effective > today()) ?? null;
          const value = now ? now.value : file ? viewOf(file) : null;
          const shown = value ?? planned?.value ?? own.findLast((each) => each.value !== null)?.value ?? null;
          return {
            ...{ id: answerId, version: own.at(-1)?.version ?? 0, from: now ? 'console' : 'files' },
            state: stateOf(value, planned, today()),
            ...{ answer: shown, planned: planned && { effective: planned.effective, value: planned.value } },
            versions: rows
              .filter((each) => each.key === answerId)
              .map(({ version, effective, by, at, value: of }) => ({
                ...{ version, effective, at, isWithdrawn: of === null },
                by: staffById(house, by)?.name ?? null,
              })),
          };
        });
        const gaps = [];
        for (const community of communitiesFor(personOf(principal), undefined, house))
          for (const gap of await tx.gaps.list(community, MOST_GAPS))
            gaps.push(viewKnowledgeGap(gap, principal));
        return json({ today: today(), items, gaps, fields: knowledge.fields });
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

  const write = deedRoute({
    path: '/knowledge/{answerId}',
    operationId: 'writeKnowledge',
    summary:
      'A new version of an answer, or (`new`) an answer that there was not; whoever writes it approves it.',
    params: z.strictObject({ answerId: id }),
    body: writtenBody,
    answer: anything,
    async perform(tx, { params, body, principal, expectedVersion }) {
      const person = personOf(principal);
      const { effective, ...value } = body;
      const versions = await versionsIn(tx);
      const answerId = params.answerId === NEW ? `written-${ids.next().toLowerCase()}` : params.answerId;
      const order = {
        ...{ answerId, before: expectedVersion ?? newestOf(versions, answerId), effective },
        value: { ...value, effective, approver: person.name, audience: 'everyone' as const },
        ...{ by: actorIdOf(person), at: clock.now() },
      };
      const done = await writeAnswer(tx, order, {
        ...{ today: today(), answers: knowledge.now().answers, fields: knowledge.fields },
        communityIds: communitiesFor(person, undefined, house),
      });
      if (!done.ok) return refusalAnswer(done, { view: {}, version: newestOf(versions, answerId) });
      await kept(tx, principal, 'write-answer', answerId);
      return json({ id: answerId, version: done.value.version }, done.value.version);
    },
  });

  const withdraw = deedRoute({
    path: '/knowledge/{answerId}/withdraw',
    operationId: 'withdrawKnowledge',
    summary: 'An answer is given no more from a day on.',
    params: z.strictObject({ answerId: id }),
    body: z.strictObject({ effective: day }),
    answer: anything,
    async perform(tx, { params: { answerId }, body, principal, expectedVersion }) {
      const versions = await versionsIn(tx);
      const before = newestOf(versions, answerId);
      const order = { answerId, before: expectedVersion ?? before, effective: body.effective };
      const by = { by: actorIdOf(personOf(principal)), at: clock.now() };
      const done = await withdrawAnswer(tx, { ...order, ...by });
      if (!done.ok) return refusalAnswer(done, { view: {}, version: before });
      await kept(tx, principal, 'withdraw-answer', answerId);
      return json({ id: answerId, version: done.value.version }, done.value.version);
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
                  ({ answerId, value: { words: _, communities, audience: __, ...facts } }) => ({
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

  return [list, tryOut, exported, write, withdraw];
}

function newestOf(versions: readonly AnswerVersion[], answerId: string): number {
  return versions.findLast((each) => each.answerId === answerId)?.version ?? 0;
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

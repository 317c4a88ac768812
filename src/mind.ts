// Loads what the desk thinks and speaks with: lexicon, flows, replies; and gives each community an understanding of its own estate.
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ChannelId, SpokenContent } from './channels/contract.ts';
import { wallDate } from './clocks/service-calendar.ts';
import type { CalendarConfig, Community, Config } from './config/config.ts';
import type { Understand } from './conversations/turn.ts';
import { STANDING_FIELDS } from './flows/deed-fields.ts';
import { loadFlowBook } from './flows/load.ts';
import type { FlowPorts } from './flows/ports.ts';
import { formatProblem } from './flows/problem.ts';
import { createFlowPorts, knownNames } from './flows/standard-ports.ts';
import type { FlowBook } from './flows/types.ts';
import type { Knowledge } from './knowledge/answer.ts';
import { type Answers, createAnswers } from './knowledge/answers.ts';
import { checkAnswerWordings, loadKnowledge } from './knowledge/load.ts';
import { priceAnswers } from './knowledge/prices.ts';
import {
  type AnswerVersion,
  knowledgeOn,
  type PhraseVersion,
  phrasesOn,
  repliesOn,
} from './knowledge/written.ts';
import { createReplyRenderer, type ReplyRenderer } from './replies/render.ts';
import { type Lang, replyOf } from './replies/reply.ts';
import { gradeMatter } from './tickets/grading.ts';
import type { Lexicon } from './understanding/input.ts';
import { loadLexicon } from './understanding/lexicon-load.ts';
import { createHazardCheck, createUnderstanding } from './understanding/understand.ts';

export type Mind = {
  lexicon: Lexicon;
  book: FlowBook;
  render: ReplyRenderer;
  /** A reply that no flow says (accepted, resolved, handed back …). */
  say(
    key: string,
    fields: Record<string, string>,
    to: { conversationId: string; channel: ChannelId; lang?: Lang },
  ): SpokenContent;
  of(communityId: string): { understand: Understand; flowPorts: FlowPorts; answers: Answers };
  /** Answers as the files have them, and as they are now. */
  answers: { files(): Knowledge; now(): Knowledge; fields: readonly string[] };
  /** What was written at the console over the files, as it stands on a day. */
  heed(
    written: { answers: AnswerVersion[]; phrases: PhraseVersion[] },
    day: string,
    now: { calendar: CalendarConfig; communities: readonly Community[] },
  ): void;
  /** True when these words name a danger. */
  hasHazard(text: string): boolean;
};

export type MindResult = { ok: true; mind: Mind } | { ok: false; problems: string[] };

/** Every problem of every file at once; with one of them there is no mind to start with. */
export function loadMind(
  config: Pick<Config, 'paths' | 'communities' | 'prices' | 'applications' | 'calendar'>,
): MindResult {
  const words = loadLexicon(join(config.paths.configDir, 'lexicon'));
  if (!words.ok)
    return {
      ok: false,
      problems: words.problems.map((problem) =>
        formatProblem({ ...problem, line: problem.line ?? 1, column: problem.column ?? 1 }),
      ),
    };
  const lexicon = words.value;
  const { knowledge, problems: knowledgeProblems } = loadKnowledge(join(config.paths.configDir, 'knowledge'));
  knowledge.answers.push(...priceAnswers(config.prices));
  let known = knowledge;
  let calendar = config.calendar;
  // Whoever was handed it reads the hours as they are now.
  const hours: CalendarConfig = {
    get timeZone() {
      return calendar.timeZone;
    },
    get week() {
      return calendar.week;
    },
    get exceptions() {
      return calendar.exceptions;
    },
    get exceptionsKnownUntil() {
      return calendar.exceptionsKnownUntil;
    },
    get quietHours() {
      return calendar.quietHours;
    },
  };
  const wordingOf = (key: string) => replyOf(book.replies, 'zh-CN', key)?.variants[0] ?? '';
  const mindOf = (
    { id, estate }: Pick<Community, 'id' | 'estate'>,
    answers = createAnswers(() => known, id, wordingOf),
  ) => ({
    estate,
    understand: createUnderstanding({ lexicon, estate }),
    flowPorts: createFlowPorts({
      ...{ lexicon, estate, grade: gradeMatter, answers, dayOf: wallDate },
      applications: config.applications.kinds,
      calendar: hours,
    }),
    answers,
  });
  const minds = new Map(config.communities.map((each) => [each.id, mindOf(each)]));
  const [firstId] = minds.keys();
  const first = firstId === undefined ? undefined : minds.get(firstId);
  if (firstId === undefined || !first)
    return { ok: false, problems: ['config/estate.yaml: there is no community'] };
  const { book: fromFiles, problems: flowProblems } = loadFlowBook(
    config.paths.flowsDir,
    knownNames(first.flowPorts, lexicon, first.answers),
  );
  let replies = fromFiles.replies;
  // Whoever reads the book reads the words as they are now.
  const book: FlowBook = {
    flows: fromFiles.flows,
    get replies() {
      return replies;
    },
  };
  const fields = [...STANDING_FIELDS, ...Object.keys(first.flowPorts.words)];
  const problems = [
    ...flowProblems,
    ...knowledgeProblems,
    ...checkAnswerWordings(knowledge, book.replies, fields),
  ].map((problem) => formatProblem(problem));
  if (problems.length > 0) return { ok: false, problems };
  const render: ReplyRenderer = (order) => createReplyRenderer(book.replies)(order);
  return {
    ok: true,
    mind: {
      lexicon,
      book,
      render,
      say(key, fields, { conversationId, channel, lang = 'zh-CN' }) {
        const { text } = render({
          key,
          fields,
          attempt: 0,
          lang,
          channel,
          seed: conversationId,
          slotClass: 'ticket',
        });
        return { type: 'text', text };
      },
      of(communityId) {
        return minds.get(communityId) ?? minds.get(firstId) ?? first;
      },
      answers: { files: () => knowledge, now: () => known, fields },
      heed({ answers: versions, phrases }, day, now) {
        calendar = now.calendar;
        for (const each of now.communities) {
          const before = minds.get(each.id);
          // Reading an estate anew takes its time; what was written may have been something else.
          if (before && !isDeepStrictEqual(before.estate, each.estate))
            minds.set(each.id, mindOf(each, before.answers));
        }
        known = knowledgeOn(knowledge, versions, day);
        replies = phrasesOn(repliesOn(fromFiles.replies, knowledge.answers, versions, day), phrases, day);
      },
      hasHazard: createHazardCheck(lexicon),
    },
  };
}

// Opens what flow files are checked and played with: book, lexicon, demo estate, real understanding. Nothing of it is stored.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { wallDate } from '../clocks/service-calendar.ts';
import { rulesOf } from '../config/applications.ts';
import { communityOf, estateFile } from '../config/files/estate.ts';
import { readApplications, readCalendar, readPrices } from '../config/load.ts';
import { lookupIn } from '../config/names.ts';
import type { PriceList } from '../config/price-list.ts';
import { joinPrices } from '../config/prices.ts';
import { STANDING_FIELDS } from '../flows/deed-fields.ts';
import { loadFlowBook } from '../flows/load.ts';
import type { Problem } from '../flows/problem.ts';
import { createFlowPorts, knownNames } from '../flows/standard-ports.ts';
import type { TestHouse } from '../flows/test-runner.ts';
import { createAnswers } from '../knowledge/answers.ts';
import { checkAnswerWordings, loadKnowledge } from '../knowledge/load.ts';
import { priceAnswers } from '../knowledge/prices.ts';
import { replyOf } from '../replies/reply.ts';
import { gradeMatter } from '../tickets/grading.ts';
import type { Estate, Lexicon } from '../understanding/input.ts';
import { loadLexicon } from '../understanding/lexicon-load.ts';
import { createUnderstanding } from '../understanding/understand.ts';

export type OpenedHouse = { house: TestHouse; estate: Estate; problems: Problem[] };

const EMPTY_LEXICON: Lexicon = {
  faults: [],
  areas: [],
  hazards: [],
  lookAlikes: [],
  hints: [],
  classes: [],
  moods: [],
  crowd: [],
  topics: [],
  scenes: [],
};

export function openFlowHouse(flowsDir: string, configDir: string): OpenedHouse {
  const loaded = loadLexicon(join(configDir, 'lexicon'));
  const lexicon: Lexicon = loaded.ok ? loaded.value : EMPTY_LEXICON;
  const ofLexicon = loaded.ok
    ? []
    : loaded.problems.map((problem) => ({
        ...problem,
        line: problem.line ?? 1,
        column: problem.column ?? 1,
      }));
  const estate = firstEstate(join(configDir, 'estate.yaml'));
  const { knowledge, problems: knowledgeProblems } = loadKnowledge(join(configDir, 'knowledge'));
  const { prices, problems: priceProblems } = publishedPrices(configDir);
  knowledge.answers.push(...priceAnswers(prices));
  const answers = createAnswers(
    () => knowledge,
    estate.id,
    (key) => replyOf(book.replies, 'zh-CN', key)?.variants[0] ?? '',
  );
  const rules = readApplications(configDir);
  const ports = createFlowPorts({
    ...{ lexicon, estate, grade: gradeMatter, answers, dayOf: wallDate },
    applications: rulesOf(rules.value ?? { kinds: [] }),
    calendar: readCalendar(configDir),
  });
  const { book, problems } = loadFlowBook(flowsDir, knownNames(ports, lexicon, answers));
  const understand = createUnderstanding({ lexicon, estate });
  return {
    estate,
    problems: [
      ...ofLexicon,
      ...problems,
      ...knowledgeProblems,
      ...priceProblems,
      ...rules.problems.map(({ what, line, column, ...rest }) => ({
        ...{ ...rest, message: what, line: line ?? 1, column: column ?? 1 },
      })),
      ...checkAnswerWordings(knowledge, book.replies, [...STANDING_FIELDS, ...Object.keys(ports.words)]),
    ],
    house: {
      book,
      ports,
      understand: (messages, pending, now) => understand({ messages, pending, now }),
    },
  };
}

function publishedPrices(configDir: string): { prices: PriceList; problems: Problem[] } {
  const file = readPrices(configDir);
  const look = lookupIn(file);
  const prices = file.value
    ? joinPrices(file.value, communitiesOf(join(configDir, 'estate.yaml')), look)
    : { quoteValidMs: 0, items: [] };
  const problems = [...file.problems, ...look.problems].map(({ what, line, column, ...rest }) => ({
    ...rest,
    message: what,
    line: line ?? 1,
    column: column ?? 1,
  }));
  return { prices, problems };
}

/** Flow tests are played in the first estate of the file. */
function firstEstate(file: string): Estate {
  const [first] = communitiesOf(file);
  return first ? communityOf(first).estate : { id: '', name: '', buildings: [], publicPlaces: [] };
}

function communitiesOf(file: string) {
  return estateFile.parse(parse(readFileSync(file, 'utf8'))).communities;
}

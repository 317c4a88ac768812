// Opens what flow files are checked and played with: book, lexicon, demo estate, real understanding. Nothing of it is stored.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { communityOf, estateFile } from '../config/files/estate.ts';
import { loadFlowBook } from '../flows/load.ts';
import type { Problem } from '../flows/problem.ts';
import { createFlowPorts, knownNames } from '../flows/standard-ports.ts';
import type { TestHouse } from '../flows/test-runner.ts';
import { gradeMatter } from '../tickets/grading.ts';
import type { Estate, Lexicon } from '../understanding/input.ts';
import { loadLexicon } from '../understanding/lexicon-load.ts';
import { createUnderstanding } from '../understanding/understand.ts';

export type OpenedHouse = { house: TestHouse; problems: Problem[] };

export function openFlowHouse(flowsDir: string, configDir: string): OpenedHouse {
  const loaded = loadLexicon(join(configDir, 'lexicon'));
  const lexicon: Lexicon = loaded.ok ? loaded.value : { faults: [], areas: [], hazards: [] };
  const ofLexicon = loaded.ok
    ? []
    : loaded.problems.map((problem) => ({
        ...problem,
        line: problem.line ?? 1,
        column: problem.column ?? 1,
      }));
  const estate = firstEstate(join(configDir, 'estate.yaml'));
  const ports = createFlowPorts({ lexicon, estate, grade: gradeMatter });
  const { book, problems } = loadFlowBook(flowsDir, knownNames(ports, lexicon));
  const understand = createUnderstanding({ lexicon, estate });
  return {
    problems: [...ofLexicon, ...problems],
    house: {
      book,
      ports,
      understand: (messages, pending, now) => understand({ messages, pending, now }),
    },
  };
}

/** Flow tests are played in the first estate of the file. */
function firstEstate(file: string): Estate {
  const { communities } = estateFile.parse(parse(readFileSync(file, 'utf8')));
  const [first] = communities;
  return first ? communityOf(first).estate : { id: '', name: '', buildings: [], publicPlaces: [] };
}

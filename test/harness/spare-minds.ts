// Minds of stories that have ended. Loading one takes longer than all else of a desk's start; whatever was written at one desk is gone
// from it when the next starts, which tells its mind all that is written there (`Mind.heed`).
import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../../src/config/config.ts';
import { loadMind, type Mind } from '../../src/mind.ts';

type Spare = { of: unknown; mind: Mind };

const spares: Spare[] = [];

type BorrowedMind = { mind: Mind; giveBack(): void };

/** Nobody else has it meanwhile. `configDir`: where its lexicon and its answers are. */
export function borrowMind(config: Config, configDir: string): BorrowedMind {
  const { communities, prices, applications, calendar } = config;
  const paths = { ...config.paths, configDir };
  const of = { communities, prices, applications, calendar, configDir, flowsDir: paths.flowsDir };
  const at = spares.findIndex((each) => isDeepStrictEqual(each.of, of));
  const spare = spares.splice(at, at < 0 ? 0 : 1)[0] ?? { of, mind: load({ ...config, paths }) };
  return { mind: spare.mind, giveBack: () => void spares.push(spare) };
}

function load(config: Config): Mind {
  const thought = loadMind(config);
  if (!thought.ok) throw new Error(thought.problems.join('\n'));
  return thought.mind;
}

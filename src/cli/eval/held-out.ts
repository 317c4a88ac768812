// The second hearing on families it was not trained on: a quarter of them is held out in turn, words and model together.
import { loadExamples } from '../../understanding/examples-load.ts';
import { hearTwice } from '../../understanding/hear-danger.ts';
import { compileLexicon, isLive } from '../../understanding/lexicon.ts';
import { loadDangerExamples } from '../../understanding/model/danger-examples.ts';
import { dangerLabels } from '../../understanding/model/danger-features.ts';
import { openModel } from '../../understanding/model/linear-model.ts';
import { trainDanger, withOrdinary } from '../../understanding/model/train-danger.ts';
import { normalise } from '../../understanding/normalise.ts';
import { openLexicon } from '../open-lexicon.ts';
import type { Section } from './measures.ts';

const TURNS = 4;

export function measureHeldOut(): Section {
  const lexicon = openLexicon();
  const match = compileLexicon(lexicon);
  const all = withOrdinary(loadDangerExamples('training/hazards'), loadExamples('training'), lexicon);
  const families = [...new Set(all.map((example) => example.family))];
  const judged = Array.from({ length: TURNS }).flatMap((_, turn) => {
    const held = new Set(families.filter((_family, at) => at % TURNS === turn));
    const model = openModel(
      trainDanger(
        all.filter((example) => !held.has(example.family)),
        lexicon,
      ),
      dangerLabels,
    );
    return all
      .filter((example) => held.has(example.family))
      .map((example) => {
        const text = normalise(example.text).text;
        const found = match(text);
        const second = hearTwice(text, found, { model, unknown: [] });
        return {
          ...example,
          byWords: found.hazards.some(isLive),
          heard: second.hazards.some(isLive),
          asked: second.suspected !== undefined,
        };
      });
  });
  const row = (name: string, rows: typeof judged) => {
    const percent = (count: number) => ((100 * count) / Math.max(1, rows.length)).toFixed(1);
    const byWords = rows.filter((one) => one.byWords).length;
    const heard = rows.filter((one) => one.heard).length;
    const asked = rows.filter((one) => one.asked).length;
    return `| ${name} | ${rows.length} | ${percent(byWords)} % | ${percent(heard)} % | ${percent(asked)} % |`;
  };
  const quiet = judged.filter((one) => one.label === 'quiet');
  return {
    title: `Danger in families held out (${families.length} families, a quarter held out in turn)`,
    lines: [
      '| | readings | heard by the words | by both hearings | asked about besides |',
      '|---|---|---|---|---|',
      row(
        'danger',
        judged.filter((one) => one.label !== 'quiet'),
      ),
      row(
        'look-alikes',
        quiet.filter((one) => one.family.startsWith('quiet/')),
      ),
      row(
        'ordinary messages',
        quiet.filter((one) => !one.family.startsWith('quiet/')),
      ),
      '',
      'Readings are made from fewer written lines, with other words for the same.',
    ],
  };
}

// npm run train — learns the statistical model of intents from training/*.yaml and writes it with its report. Same examples, same bytes.
import { writeFileSync } from 'node:fs';
import { loadExamples } from '../understanding/examples-load.ts';
import { trainIntents } from '../understanding/model/train-intents.ts';
import { openLexicon } from './open-lexicon.ts';

const examples = loadExamples('training');
const model = trainIntents(examples, openLexicon());
const file = 'src/understanding/model/intents.json';
writeFileSync(file, `${JSON.stringify(model, null, 2)}\n`);
console.log(`${file}: ${examples.length} examples`, model.trainedOn);

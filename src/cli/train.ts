// npm run train — learns the models of intents (training/*.yaml), of danger (training/hazards/), of what a complaint is about (training/classes/) and of applications (training/applications/) and writes them with their report. Same examples, same bytes.
import { writeFileSync } from 'node:fs';
import { loadExamples } from '../understanding/examples-load.ts';
import { loadApplicationExamples } from '../understanding/model/application-examples.ts';
import { loadClassExamples } from '../understanding/model/class-examples-load.ts';
import { loadDangerExamples } from '../understanding/model/danger-examples.ts';
import { trainApplications } from '../understanding/model/train-applications.ts';
import { trainClasses } from '../understanding/model/train-classes.ts';
import { trainDanger, withOrdinary } from '../understanding/model/train-danger.ts';
import { trainIntents } from '../understanding/model/train-intents.ts';
import { openLexicon } from './open-lexicon.ts';

const lexicon = openLexicon();
const examples = loadExamples('training');
const model = trainIntents(examples, lexicon);
const file = 'src/understanding/model/intents.json';
writeFileSync(file, `${JSON.stringify(model, null, 2)}\n`);
console.log(`${file}: ${examples.length} examples`, model.trainedOn);

const dangerExamples = withOrdinary(loadDangerExamples('training/hazards'), examples, lexicon);
const danger = trainDanger(dangerExamples, lexicon);
const dangerFile = 'src/understanding/model/danger.json';
writeFileSync(dangerFile, `${JSON.stringify(danger, null, 2)}\n`);
console.log(`${dangerFile}: ${dangerExamples.length} examples`, danger.trainedOn);

const classExamples = loadClassExamples('training/classes', examples);
const classes = trainClasses(classExamples, lexicon);
const classFile = 'src/understanding/model/classes.json';
writeFileSync(classFile, `${JSON.stringify(classes, null, 2)}\n`);
console.log(`${classFile}: ${classExamples.length} examples`, classes.trainedOn);

const applicationExamples = loadApplicationExamples('training/applications', examples);
const applications = trainApplications(applicationExamples, lexicon);
const applicationFile = 'src/understanding/model/applications.json';
writeFileSync(applicationFile, `${JSON.stringify(applications, null, 2)}\n`);
console.log(`${applicationFile}: ${applicationExamples.length} examples`, applications.trainedOn);

// `npm run env:example`: writes .env.example anew from the schema of the environment.
import { writeFileSync } from 'node:fs';
import { envExample } from '../config/env-example.ts';

const file = new URL('../../.env.example', import.meta.url);
writeFileSync(file, envExample());
console.log('.env.example written');

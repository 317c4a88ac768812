// npm run flows:schema: writes flows/schema/*.json and the tables of docs/flows.md anew, by which people and editors know what a flow may hold.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { editorSchemas, fieldTables } from '../flows/editor-schema.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'flows/schema');
mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(editorSchemas())) writeFileSync(join(folder, name), text);

const page = join(root, 'docs/flows.md');
const [before, , after] = readFileSync(page, 'utf8').split(
  /(?<=<!-- tables -->\n)|(?=<!-- end of tables -->)/,
);
writeFileSync(page, `${before ?? ''}\n${fieldTables()}\n\n${after ?? ''}`);
console.log('flows/schema and the tables of docs/flows.md written');

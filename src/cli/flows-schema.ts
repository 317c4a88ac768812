// npm run flows:schema: writes flows/schema/*.json anew, by which editors complete and check flow files.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { editorSchemas } from '../flows/editor-schema.ts';

const folder = join(import.meta.dirname, '../../flows/schema');
mkdirSync(folder, { recursive: true });
for (const [name, text] of Object.entries(editorSchemas())) writeFileSync(join(folder, name), text);
console.log('flows/schema written');

// Keeps the ladder of ARCHITECTURE.md true: who may import whom, who may know the time, and that its table names what exists.
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { brokenRules, folderOf, importsOf } from './architecture/check.ts';
import { exceptions, rungs, sides } from './architecture/rules.ts';

const root = new URL('../', import.meta.url).pathname;
const sourceFiles = globSync('src/**/*.ts', { cwd: root })
  .sort()
  .map((file) => ({ path: file.replace(/^src\//, ''), source: readFileSync(`${root}${file}`, 'utf8') }));
const page = readFileSync(`${root}ARCHITECTURE.md`, 'utf8');

const sample = (path: string, source: string) => brokenRules([{ path, source }]);

describe('the ladder', () => {
  it('is climbed by every source file', () => {
    expect(sourceFiles.length).toBeGreaterThan(30);
    expect(brokenRules(sourceFiles)).toEqual([]);
  });

  it('has a place for every folder', () => {
    const known = new Set([...rungs, ...sides].map((row) => folderOf(row.path)));
    expect(
      [...new Set(sourceFiles.map((file) => folderOf(file.path)))].filter((folder) => !known.has(folder)),
    ).toEqual([]);
  });

  it('names only files that exist, so that no rule guards a ghost', () => {
    const paths = new Set(sourceFiles.map((file) => file.path));
    const folders = new Set(sourceFiles.map((file) => folderOf(file.path)));
    const named = [...rungs.map((row) => row.path), ...exceptions.map((row) => row.file)].filter(
      (path) => path.includes('/') && path.endsWith('.ts'),
    );
    // A folder nobody has begun yet is no ghost.
    expect(named.filter((path) => folders.has(folderOf(path)) && !paths.has(path))).toEqual([]);
  });
});

describe('the checker', () => {
  it.each([
    [
      'flows/advance.ts',
      "import { openStore } from '../storage/sqlite/store.ts';",
      'flows/advance.ts imports storage/sqlite/store.ts',
    ],
    [
      'flows/advance.ts',
      "import { openTicket } from '../tickets/deeds.ts';",
      'flows/advance.ts imports tickets/deeds.ts',
    ],
    [
      'flows/steps/say.ts',
      "import type { Turn } from '../../conversations/turn.ts';",
      'flows/steps/say.ts imports conversations/turn.ts',
    ],
    [
      'tickets/deeds.ts',
      "import { runTurn } from '../conversations/turn.ts';",
      'tickets/deeds.ts imports conversations/turn.ts',
    ],
    [
      'tickets/ticket.ts',
      "import { openTicket } from './deeds.ts';",
      'tickets/ticket.ts imports tickets/deeds.ts',
    ],
    [
      'storage/contract/jobs.ts',
      "import { createJobTable } from '../tables/jobs.ts';",
      'storage/contract/jobs.ts imports storage/tables/jobs.ts',
    ],
    [
      'outbox/deliver.ts',
      "import { createWecomKfChannel } from '../channels/wecom-kf/channel.ts';",
      'outbox/deliver.ts imports channels/wecom-kf/channel.ts',
    ],
    [
      'intake/accept.ts',
      "const { runTurn } = await import('../conversations/turn.ts');",
      'intake/accept.ts imports conversations/turn.ts',
    ],
    [
      'channels/wecom-kf/feed.ts',
      "import { acceptInbound } from '../../intake/accept.ts';",
      'channels/wecom-kf/feed.ts imports intake/accept.ts',
    ],
    [
      'simulator/fake-wecom/server.ts',
      "import { open } from '../../channels/wecom/frame.ts';",
      'simulator/fake-wecom/server.ts imports channels/wecom/frame.ts',
    ],
    [
      'desk/takeover.ts',
      "import { loadConfig } from '../config/load.ts';",
      'desk/takeover.ts imports config/load.ts',
    ],
    ['http/api.ts', "import { buildApp } from '../app.ts';", 'http/api.ts imports app.ts'],
    ['unheard/of.ts', "import { now } from '../http/api.ts';", 'unheard/of.ts imports http/api.ts'],
    [
      'understanding/understand.ts',
      "import express from 'express';",
      'understanding/understand.ts imports express',
    ],
    ['flows/check.ts', "import { readFileSync } from 'node:fs';", 'flows/check.ts imports node:fs'],
    ['replies/compose.ts', 'const at = Date.now();', 'replies/compose.ts uses the time of day'],
    ['conversations/turn.ts', 'const at = new Date();', 'conversations/turn.ts uses the time of day'],
    ['jobs/worker.ts', 'setTimeout(() => wake(), 5);', 'jobs/worker.ts uses a timer'],
    ['tickets/deeds.ts', 'const code = randomUUID();', 'tickets/deeds.ts uses randomness'],
    ['http/server.ts', 'const port = process.env.PORT;', 'http/server.ts uses the environment'],
    [
      'conversations/turn.ts',
      'await channel.send(message, signal);',
      'conversations/turn.ts uses Channel.send',
    ],
    ['flows/advance.ts', "const page = await fetch('http://localhost');", 'flows/advance.ts uses fetch'],
  ])('refuses in %s: %s', (path, source, sentence) => {
    expect(sample(path, source)).toEqual([
      expect.stringMatching(`^${sentence.replaceAll('.', '\\.')} – .{20,}`),
    ]);
  });

  it.each([
    ['flows/load.ts', "import { readFileSync } from 'node:fs';"],
    ['flows/advance.ts', "import type { Command } from '../understanding/commands.ts';"],
    [
      'tickets/deeds.ts',
      "import { enqueueReply } from '../outbox/enqueue.ts';\nimport type { Store } from '../storage/contract.ts';",
    ],
    ['conversations/turn.ts', "import type { Accepted } from '../intake/accept.ts';"],
    [
      'app.ts',
      "import { openStore } from './storage/sqlite/store.ts';\nimport { createWecomKfChannel } from './channels/wecom-kf/channel.ts';",
    ],
    ['cli/simulate.ts', "import { buildApp } from '../app.ts';"],
    ['outbox/deliver.ts', 'const result = await channel.send(message, signal);'],
    ['http/api.ts', 'res.send(body);'],
    ['jobs/worker.ts', '// Date.now() is not used here\nconst note = "setTimeout(never)";'],
    ['clocks/timers.ts', 'const day = new Date(dueAt);'],
  ])('accepts in %s: %s', (path, source) => {
    expect(sample(path, source)).toEqual([]);
  });

  it('reads every form of import', () => {
    const code =
      "import a from './a.ts';\nimport type { B } from './b.ts';\nimport { type C, type D } from './c.ts';\nimport { type E, f } from './e.ts';\nexport { g } from './g.ts';\nexport * from './h.ts';\nimport './i.ts';\nawait import('./j.ts');\nimport {\n  k,\n  l,\n} from './k.ts';";
    expect(importsOf(code)).toEqual([
      { target: './a.ts', typeOnly: false },
      { target: './b.ts', typeOnly: true },
      { target: './c.ts', typeOnly: true },
      { target: './e.ts', typeOnly: false },
      { target: './g.ts', typeOnly: false },
      { target: './h.ts', typeOnly: false },
      { target: './i.ts', typeOnly: false },
      { target: './k.ts', typeOnly: false },
      { target: './j.ts', typeOnly: false },
    ]);
  });
});

describe('ARCHITECTURE.md', () => {
  const rows = [...page.matchAll(/^\| *\d+ *\| *`([^`]+\.ts)` *\| *((?:`[^`]+`,? *)+)\|/gm)].map((match) => ({
    file: match[1] ?? '',
    functions: [...(match[2] ?? '').matchAll(/`([^`]+)`/g)].map((name) => name[1] ?? ''),
  }));

  it('has the path as a table', () => {
    expect(rows.length).toBeGreaterThanOrEqual(10);
  });

  it.each(rows)('the path names $file and what it exports', ({ file, functions }) => {
    const source = sourceFiles.find((candidate) => candidate.path === file)?.source;
    const begun = sourceFiles.some((candidate) => folderOf(candidate.path) === folderOf(file));
    if (!begun) return; // Not written yet: there is nothing the table could contradict.
    expect(source, `src/${file} is missing`).toBeDefined();
    for (const name of functions) {
      expect(source).toMatch(new RegExp(`export (async )?(function\\*?|const|class) ${name}\\b`));
    }
  });

  it('has a line for every folder and every single file of src', () => {
    const tree = /```\nsrc\/[\s\S]*?```/.exec(page)?.[0] ?? '';
    const missing = [...new Set(sourceFiles.map((file) => folderOf(file.path)))].filter(
      (name) => !new RegExp(`^\\s+${name.replace('.', '\\.')}\\s`, 'm').test(tree),
    );
    expect(missing).toEqual([]);
  });
});

// docs/operations.md explains every task, alarm and metric there is, and none there is not.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createMetrics } from '../../src/http/metrics.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const page = read('docs/operations.md');
const source = globSync('src/**/*.ts', { cwd: root })
  // What these call events are lines of a history.
  .filter((file) => !/(?:tickets.(?:states|incident-course|application)|notices.notice)\.ts$/.test(file))
  .map(read)
  .join('\n');

const named = (pattern: RegExp) => [...new Set([...page.matchAll(pattern)].map((match) => match[1]))].sort();

it('names every event of the log', () => {
  const events = [...source.matchAll(/\bevent: (?:\w+ \? '([a-z.-]+)' : )?'([a-z]+\.[a-z.-]+)'/g)].flatMap(
    (match) => [match[1], match[2]].filter((name) => name !== undefined),
  );
  expect(events.length).toBeGreaterThan(20);
  const onPage = named(/`([a-z]+\.[a-z]+(?:-[a-z]+)*)`/g);
  expect([...new Set(events)].filter((name) => !onPage.includes(name))).toEqual([]);
  const families = new Set(events.map((name) => name.split('.')[0]));
  const gone = onPage.filter(
    (name) => families.has(name?.split('.')[0] ?? '') && !events.includes(name ?? ''),
  );
  expect(gone.filter((name) => !['field.key'].includes(name ?? ''))).toEqual([]);
});

it('names every kind of task', () => {
  const kinds = /export type StaffTask = \{[\s\S]*?\bkind:([^;]+);/.exec(
    read('src/storage/contract/staff.ts'),
  )?.[1];
  const known = [...(kinds ?? '').matchAll(/'([a-z-]+)'/g)].map((match) => match[1]).sort();
  expect(known.length).toBeGreaterThan(3);
  const table = /\| kind \|[\s\S]*?\n\n/.exec(page)?.[0] ?? '';
  expect([...table.matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1]).sort()).toEqual(known);
});

it('names every metric of ours', async () => {
  const metrics = await createMetrics().registry.getMetricsAsJSON();
  const ours = metrics.map(({ name }) => name).filter((name) => name.startsWith('desk_'));
  expect(named(/`(desk_[a-z_]+)`/g)).toEqual(ours.sort());
});

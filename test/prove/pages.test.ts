// What README and docs/reliability.md claim is what the report says, and nothing is claimed of a run that did not reach its figures.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pageFiles, readmeTable } from './pages.ts';
import { promiseIds, promises, verdictOf } from './promises.ts';
import { merged, type Report, readReport } from './report.ts';

const report = readReport(process.cwd());

describe.each(Object.entries(pageFiles))('%s', (file, make) => {
  it('is what `npm run docs:reliability` writes', () => {
    const page = readFileSync(file, 'utf8');
    expect(page).toBe(make(report, page));
  });
});

describe('verdictOf', () => {
  it('keeps a promise only when the figures of its bar are reached', () => {
    expect(verdictOf('fsync', { counts: { acks: 1000 }, violations: [] })).toBe('kept');
    expect(verdictOf('fsync', { counts: { acks: 999 }, violations: [] })).toBe('too-few');
    expect(verdictOf('fsync', { counts: { acks: 5000 }, violations: ['one'] })).toBe('broken');
    expect(verdictOf('fsync', { counts: {}, violations: [] })).toBe('not-run');
    expect(verdictOf('fsync', null)).toBe('not-run');
  });

  it.each([...promiseIds])('%s has a bar, and shows it', (id) => {
    const { bar, shown } = promises[id];
    expect(Object.keys(bar)).not.toEqual([]);
    for (const text of Object.values(shown))
      for (const name of Object.keys(bar).slice(0, 1)) expect(text).toContain(`{${name}}`);
  });
});

describe('readmeTable', () => {
  const row = (verdict: 'kept' | 'broken' | 'too-few', acks: number) => ({
    promise: 'fsync' as const,
    verdict,
    counts: { acks },
    violations: verdict === 'broken' ? ['one'] : [],
    notRun: [],
  });
  const reportWith = (rows: Report['parts'][number]['promises']): Report => ({
    at: '2026-11-27T10:00',
    commit: 'abc',
    size: 'full',
    seed: 1,
    minutes: 1,
    machine: { cores: 2, processor: 'x', memoryGiB: 8, os: 'linux' },
    versions: {},
    parts: [
      {
        part: 'fsync',
        about: '',
        at: '2026-11-27T10:00',
        commit: 'abc',
        seed: 1,
        seconds: 1,
        promises: rows,
      },
    ],
    leftOut: [],
  });

  it('says in plain words what was not run, not reached or broken', () => {
    expect(readmeTable(null, 'zh')).toContain('还没跑过');
    expect(readmeTable(reportWith([row('kept', 1200)]), 'zh')).toContain('strace 看过 1200 次应答 |');
    expect(readmeTable(reportWith([row('too-few', 12)]), 'zh')).toContain('次数还不够');
    expect(readmeTable(reportWith([row('broken', 1200)]), 'en')).toContain('**broken**');
  });

  it('takes a part that was run again from the later run', () => {
    const whole = reportWith([row('broken', 1)]);
    const after = merged(whole, reportWith([row('kept', 1200)]));
    expect(after.parts).toHaveLength(1);
    expect(after.parts[0]?.promises[0]?.verdict).toBe('kept');
  });

  it('and a promise from the part that looked last, wherever it stood before', () => {
    const whole = reportWith([row('broken', 1)]);
    const elsewhere = reportWith([row('kept', 1200)]);
    elsewhere.parts = elsewhere.parts.map((part) => ({ ...part, part: 'strace' }));
    const rows = merged(whole, elsewhere).parts.flatMap((part) => part.promises);
    expect(rows.map((one) => one.verdict)).toEqual(['kept']);
  });
});

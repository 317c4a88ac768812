// A changed word of a prompt is a new version; a field without a value is our own fault.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPrompt } from '../../src/model/prompt.ts';

/** Digest of the words under each version. A new version gets a new line; an old line is never changed. */
const known: Record<string, string> = {
  'understand.1': 'e4fa7eeadc77cc38',
  'understand.2': '4ccf4a82b9e5ca18',
  'reword.1': '2a2294becb2de1ca',
};

describe('the prompts', () => {
  const names = readdirSync('prompts')
    .filter((name) => name.endsWith('.md') && name !== 'README.md')
    .map((name) => name.replace(/\.md$/, ''));

  it.each(names)('%s has the words of its version', (name) => {
    const { version } = loadPrompt('prompts', name);
    const words = readFileSync(join('prompts', `${name}.md`), 'utf8').replace(/^---[\s\S]*?---\n/, '');
    expect(createHash('sha256').update(words).digest('hex').slice(0, 16)).toBe(known[version]);
  });

  it('are filled whole', () => {
    const { fill } = loadPrompt('prompts', 'understand');
    const text = fill({ faults: 'leak 漏水', areas: 'kitchen 厨房' });
    expect(text).toContain('leak 漏水');
    expect(text).not.toContain('{{');
    expect(() => fill({ faults: '' })).toThrow('areas');
  });

  it('without a version are refused', () => {
    const dir = mkdtempSync(join(tmpdir(), 'prompts-'));
    writeFileSync(join(dir, 'bare.md'), '你好');
    expect(() => loadPrompt(dir, 'bare')).toThrow('version');
    rmSync(dir, { recursive: true });
  });
});

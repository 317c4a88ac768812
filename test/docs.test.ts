// Keeps the pages true: commands that exist, links that lead somewhere, generated files that are current.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { envExample } from '../src/config/env-example.ts';
import { variableNames } from '../src/config/environment-schema.ts';

const root = new URL('../', import.meta.url).pathname;
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const pages = [...globSync('*.md', { cwd: root }), ...globSync('docs/**/*.md', { cwd: root })].sort();
const scripts: Record<string, string> = JSON.parse(read('package.json')).scripts;

describe.each(['README.md', 'README.en.md'])('%s', (file) => {
  it('gives the two commands, and both are scripts', () => {
    expect(read(file)).toMatch(/^npm ci && npm start\b/m);
    expect(read(file)).toMatch(/^npm ci && npm test\b/m);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['start', 'test']));
  });

  it('is one page', () => {
    expect(read(file).split('\n').length).toBeLessThanOrEqual(75);
  });
});

it('both READMEs have the same parts and the same links', () => {
  const shape = (file: string) => ({
    headings: read(file).match(/^#+ /gm)?.length,
    tableRows: read(file).match(/^\|/gm)?.length,
    links: linksOf(read(file)).filter((link) => !link.startsWith('README')),
  });
  expect(shape('README.en.md')).toEqual(shape('README.md'));
});

describe.each(pages)('%s', (file) => {
  it('has links that lead somewhere', () => {
    const targets = linksOf(read(file)).filter((link) => !/^(https?:|#)/.test(link));
    const missing = targets.filter(
      (link) => !existsSync(join(root, normalize(join(dirname(file), link.split('#')[0] ?? '')))),
    );
    expect(missing).toEqual([]);
  });

  it('has links that lead to the record they name', () => {
    const named = [...read(file).matchAll(/\[(?:docs\/decisions\/)?(\d{4})\]\(([^)\s]+)\)/g)];
    expect(named.filter(([, number, link]) => !link?.includes(`${number}-`)).map(([words]) => words)).toEqual(
      [],
    );
  });

  it('names only npm scripts that exist', () => {
    const named = [
      ...read(file).matchAll(
        /\bnpm (?:run (?:--silent )?)?((?:start|test)\b|(?<=run (?:--silent )?)[a-z][a-z:-]*)/g,
      ),
    ];
    expect(named.map((match) => match[1] ?? '').filter((name) => !(name in scripts))).toEqual([]);
  });

  it('names only variables that exist', () => {
    const named = read(file).match(/\b(WECOM|RECEPTION|WECHAT_OA|FEISHU|DINGTALK)_[A-Z_]+\b/g) ?? [];
    expect(named.filter((name) => !variableNames.some((known) => known === name))).toEqual([]);
  });
});

it('.env.example is what `npm run env:example` writes', () => {
  expect(read('.env.example')).toBe(envExample());
});

it('.env.example explains every variable and holds no secret', () => {
  for (const name of variableNames)
    expect(read('.env.example')).toMatch(
      new RegExp(`^# .*\\p{Script=Han}.*\\n#${name}=|^# .+\\n#${name}=`, 'mu'),
    );
  expect(read('.env.example')).not.toMatch(/^[A-Za-z]/m);
});

it('every npm script runs a file or a program that exists', () => {
  const missing = Object.entries(scripts).filter(([, command]) => {
    const words = command.split(' ');
    const file = words.find((word) => word.endsWith('.ts'));
    return file
      ? !existsSync(join(root, file))
      : !existsSync(join(root, 'node_modules/.bin', words[0] ?? ''));
  });
  expect(missing).toEqual([]);
});

describe('docs/decisions', () => {
  const records = globSync('docs/decisions/*.md', { cwd: root }).sort();

  it('are numbered from 0001 without a gap', () => {
    const numbers = records.map((file) => file.replace(/^.*\/(\d{4})-[a-z0-9-]+\.md$/, '$1'));
    expect(numbers).toEqual(numbers.map((_, index) => String(index + 1).padStart(4, '0')));
    expect(numbers.length).toBeGreaterThanOrEqual(11);
  });

  it.each(records)('%s says context, decision and consequences', (file) => {
    const number = /(\d{4})-/.exec(file)?.[1];
    expect(read(file)).toMatch(new RegExp(`^# ${number} \\S`));
    expect(read(file).match(/^(Status|## .*)/gm)).toEqual([
      'Status',
      '## Context',
      '## Decision',
      '## Consequences',
    ]);
  });

  it('a record that another replaces says so', () => {
    const statusOf = (file: string) => /^Status.*$/m.exec(read(file))?.[0] ?? '';
    const numberOf = (file: string) => /(\d{4})-/.exec(file)?.[1] ?? '';
    const claims = records.flatMap((file) => {
      const replaced = statusOf(file).split(/\breplaces\b/)[1] ?? '';
      return [...replaced.matchAll(/\[(\d{4})\]/g)].map((match) => ({ by: numberOf(file), of: match[1] }));
    });
    expect(claims.length).toBeGreaterThan(4);
    const silent = claims.filter(({ by, of }) => {
      const older = records.find((file) => numberOf(file) === of);
      return older === undefined || !statusOf(older).includes(`[${by}]`);
    });
    expect(silent).toEqual([]);
  });

  it('0010 has a line for every dependency', () => {
    const { dependencies, devDependencies } = JSON.parse(read('package.json'));
    const record = read(records.find((file) => file.includes('0010-')) ?? '');
    const missing = Object.keys({ ...dependencies, ...devDependencies })
      .filter((name) => !name.startsWith('@types/'))
      .filter((name) => !record.includes(name.replace(/^@biomejs\//, '')));
    expect(missing).toEqual([]);
  });
});

it('CHANGELOG.md begins with what is unreleased', () => {
  expect(read('CHANGELOG.md').match(/^## .*/gm)?.[0]).toBe('## [Unreleased]');
});

/** Targets of Markdown links outside code. */
function linksOf(text: string): string[] {
  const prose = text.replace(/```[\s\S]*?```/g, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
}

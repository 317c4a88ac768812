// The built page of residents and its script for other sites: small, whole, and nothing in them from anywhere else.
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { sayWhen } from '../../console/chat/src/time.ts';
import { LANGS, languageOf, wordsIn } from '../../console/chat/src/words.ts';
import { shanghai } from '../support/manual-clock.ts';
import { buildConsole } from './support.ts';

const dist = join(import.meta.dirname, '../../console/dist/chat');
const source = join(import.meta.dirname, '../../console/chat/src');
const MOST_KB = 40;

describe('the built chat', () => {
  beforeAll(buildConsole);
  const read = (name: string) => readFileSync(join(dist, name));
  const all = () => [
    'index.html',
    'widget.js',
    ...readdirSync(join(dist, 'assets'))
      .filter((name) => /\.(js|css|svg)$/.test(name))
      .map((name) => `assets/${name}`),
  ];

  it(`is at most ${MOST_KB} kB, compressed, all of it`, () => {
    const bytes = all().map((name) => gzipSync(read(name), { level: 9 }).length);
    expect(all().length).toBeGreaterThanOrEqual(4);
    const whole = bytes.reduce((sum, each) => sum + each, 0);
    // Less than this, and something is missing.
    expect(whole).toBeGreaterThan(6_000);
    expect(whole / 1_000).toBeLessThan(MOST_KB);
  });

  it('has no script and no style in its shell, and asks nobody else for anything', () => {
    const shell = read('index.html').toString();
    expect(shell).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/);
    const addresses = [...shell.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address);
    expect(addresses.length).toBeGreaterThanOrEqual(3);
    for (const address of addresses) expect(address).toMatch(/^\/chat\/assets\//);
    for (const name of all().filter((each) => each.endsWith('.css')))
      expect(read(name).toString()).not.toMatch(/@import|url\(/);
  });

  it('makes no markup of words and no code of text', () => {
    for (const name of all().filter((each) => each.endsWith('.js')))
      expect(read(name).toString()).not.toMatch(
        /innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|\beval\(|new Function|createContextualFragment/,
      );
  });

  it('leaves no name in the page of another site', () => {
    expect(read('widget.js').toString()).not.toMatch(/^\s*(?:var|let|const|function)\s|window\.\w+\s*=[^=]/);
  });
});

describe('the source of the chat', () => {
  it('takes nothing but its own files and shapes of the server', () => {
    const files = globSync('*.ts', { cwd: source });
    expect(files.length).toBeGreaterThan(8);
    for (const file of files)
      for (const [, kind, from = ''] of readFileSync(join(source, file), 'utf8').matchAll(
        /^import( type)? [^;]*?from '([^']+)';/gms,
      ))
        expect(
          from.startsWith('./') || (kind !== undefined && from.includes('/src/http/chat/')),
          `${file}: ${from}`,
        ).toBe(true);
  });
});

describe('the language of the page', () => {
  it.each([
    [null, ['zh-CN', 'en'], 'zh-CN'],
    [null, ['zh'], 'zh-CN'],
    [null, ['zh-Hans-HK'], 'zh-CN'],
    [null, ['zh-HK'], 'zh-TW'],
    [null, ['zh-Hant-TW'], 'zh-TW'],
    [null, ['en-GB', 'zh-CN'], 'en'],
    [null, ['ja-JP', 'zh-CN'], 'zh-CN'],
    [null, ['fr-FR'], 'en'],
    [null, [], 'zh-CN'],
    ['en', ['zh-CN'], 'en'],
    ['nonsense', ['zh-TW'], 'zh-TW'],
  ] as const)('picked %s, browser %j: %s', (picked, spoken, lang) => {
    expect(languageOf(picked, spoken)).toBe(lang);
  });

  it('has every word in each, and Chinese pages no simplified letter in the traditional one', () => {
    const keys = Object.keys(wordsIn('zh-CN')).sort();
    for (const { lang } of LANGS) {
      expect(Object.keys(wordsIn(lang)).sort()).toEqual(keys);
      for (const words of Object.values(wordsIn(lang))) expect(words.trim()).not.toBe('');
    }
    expect(Object.values(wordsIn('zh-TW')).join('')).not.toMatch(/[这发网话单对开关没记办张请电]/);
    expect(Object.values(wordsIn('en')).join('')).not.toMatch(/\p{Script=Han}/u);
  });
});

describe('a time on the page', () => {
  const now = shanghai('2026-11-28 10:05');
  it.each([
    ['2026-11-28 09:03', 'zh-CN', '今天 09:03'],
    ['2026-11-27 22:40', 'zh-CN', '昨天 22:40'],
    ['2026-11-21 08:00', 'zh-CN', '11月21日星期六 08:00'],
    ['2025-12-31 23:59', 'zh-CN', '2025年12月31日星期三 23:59'],
    ['2026-11-21 08:00', 'zh-TW', '11月21日星期六 08:00'],
    ['2026-11-28 00:00', 'zh-TW', '今天 00:00'],
    ['2026-11-21 08:00', 'en', 'Saturday, November 21 08:00'],
  ] as const)('%s in %s is %s', (at, lang, words) => {
    expect(sayWhen(shanghai(at), now, lang, wordsIn(lang))).toBe(words);
  });
});

// The built pages: small enough, whole, and nothing in them from anywhere else.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildConsole } from './support.ts';

const dist = join(import.meta.dirname, '../../console/dist');
const INITIAL_KB = 500;

type Chunk = { file: string; imports?: string[]; css?: string[]; isEntry?: boolean };

beforeAll(buildConsole);

const manifest = () =>
  JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Record<string, Chunk>;
const read = (name: string) => readFileSync(join(dist, name));

/** Everything the browser fetches before it shows the first page. */
function initialFiles(): string[] {
  const chunks = manifest();
  const files = new Set<string>();
  const take = (key: string) => {
    const chunk = chunks[key];
    if (!chunk || files.has(chunk.file)) return;
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    for (const each of chunk.imports ?? []) take(each);
  };
  for (const [key, chunk] of Object.entries(chunks)) if (chunk.isEntry) take(key);
  return [...files];
}

describe('the built console', () => {
  it(`loads at most ${INITIAL_KB} kB, compressed, before the first page`, () => {
    const files = initialFiles();
    const bytes = files.reduce((sum, file) => sum + gzipSync(read(file), { level: 9 }).length, 0);
    expect(files.length).toBeGreaterThan(2);
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes / 1_000).toBeLessThan(INITIAL_KB);
  });

  it('is built for work, also when a test has it built', () => {
    for (const file of initialFiles().filter((name) => name.endsWith('.js')))
      expect(read(file).toString()).not.toMatch(/css-dev-only|react-dom\.development/);
  });

  it('has no script and no style in its shell, and asks nobody else for anything', () => {
    const shell = read('index.html').toString();
    expect(shell).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(shell).not.toMatch(/<style|\son\w+=|\sstyle=/);
    for (const [, address = ''] of shell.matchAll(/(?:src|href)="([^"]+)"/g))
      expect(address).toMatch(/^\/desk\/assets\//);
    for (const file of initialFiles().filter((name) => name.endsWith('.css')))
      expect(read(file).toString()).not.toMatch(/@import|url\((?!["']?data:)/);
  });

  it('lies there compressed as well, with the same content', () => {
    const names = readdirSync(join(dist, 'assets'));
    const big = names.filter((name) => /\.(js|css)$/.test(name) && read(`assets/${name}`).length >= 1_024);
    expect(big.length).toBeGreaterThan(4);
    for (const name of big) {
      const plain = read(`assets/${name}`);
      expect(gunzipSync(read(`assets/${name}.gz`)).equals(plain), name).toBe(true);
      expect(brotliDecompressSync(read(`assets/${name}.br`)).equals(plain), name).toBe(true);
    }
    expect(existsSync(join(dist, '.made-of'))).toBe(true);
  });
});

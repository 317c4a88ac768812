// Reads the recorded and constructed platform bodies these tests run on.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../fixtures/wecom');

export function fixtureText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

export function fixtureJson<T>(path: string): T {
  return JSON.parse(fixtureText(path)) as T;
}

/** File names in a fixture folder, sorted. */
export function fixtureNames(folder: string): string[] {
  return readdirSync(join(root, folder)).sort();
}

/** A file of the wider fixture collection; null when EVAL_DATA is not set. */
export function evalJson<T>(path: string): T | null {
  const evalData = process.env.EVAL_DATA;
  if (evalData === undefined || evalData === '') return null;
  return JSON.parse(readFileSync(join(evalData, 'fixtures', path), 'utf8')) as T;
}

/** Where the samples of the upstream library lie; it calls 企业微信 `work` and the Official Account `mp`. */
export function upstreamOf(platform: 'work' | 'mp', path = ''): string {
  return ['upstream', platform, path].filter((part) => part !== '').join('/');
}

export function evalTexts(folder: string): { name: string; text: string }[] {
  const evalData = process.env.EVAL_DATA;
  if (evalData === undefined || evalData === '') return [];
  const base = join(evalData, 'fixtures', folder);
  return readdirSync(base, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(xml|json)$/.test(name))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(base, name), 'utf8') }));
}

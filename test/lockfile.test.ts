// `npm ci` must work from a clean clone on every platform: the lockfile names what package.json asks for, whole and pinned.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (file: string) => JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'));
type Entry = {
  version?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  integrity?: string;
  optional?: boolean;
};
const packages: Record<string, Entry> = read('package-lock.json').packages;
const manifest: Record<string, Record<string, string>> = read('package.json');

it.each(['dependencies', 'devDependencies', 'optionalDependencies'])(
  'every one of the %s is exact and locked',
  (kind) => {
    for (const [name, version] of Object.entries(manifest[kind] ?? {})) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
      expect(packages[`node_modules/${name}`]?.version, name).toBe(version);
    }
  },
);

// Otherwise npm 11 refuses: mend with `node scripts/complete-lockfile.ts`.
it('packages of other platforms are in it too', () => {
  const missing = Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }).filter(
      (name) => !placesOf(path, name).some((place) => place in packages),
    ),
  );
  expect(missing).toEqual([]);
});

it('only optional packages of other platforms may be without a hash', () => {
  const bare = Object.entries(packages).filter(
    ([path, entry]) => path !== '' && !entry.integrity && !entry.optional,
  );
  expect(bare.map(([path]) => path)).toEqual([]);
});

it('the runtime is locked with its hash for every platform', () => {
  const runtimes = Object.keys(manifest.optionalDependencies ?? {}).filter((name) =>
    name.startsWith('node-'),
  );
  expect(runtimes.length).toBeGreaterThanOrEqual(5);
  for (const name of runtimes) expect(packages[`node_modules/${name}`]?.integrity, name).toMatch(/^sha512-/);
});

/** Where Node looks for a package, from the inside out. */
function placesOf(path: string, name: string): string[] {
  const parts =
    path === '' ? [] : path.split('/node_modules/').map((part) => part.replace(/^node_modules\//, ''));
  return Array.from({ length: parts.length + 1 }, (_, drop) =>
    [...parts.slice(0, parts.length - drop), name].map((part) => `node_modules/${part}`).join('/'),
  );
}

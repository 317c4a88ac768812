// `node scripts/complete-lockfile.ts`, after npm install: adds the packages of other platforms that npm left out of the lockfile.
//
// A registry mirror may lack packages of platforms nobody there uses. npm then writes a lockfile without them, and `npm ci`
// (npm 11) refuses that lockfile on every platform: "Missing: @biomejs/cli-darwin-arm64@ from lock file". The names and exact
// versions are known from their parents, so they can be entered; their hashes are not, and stay out.
import { readFileSync, writeFileSync } from 'node:fs';

type Entry = { optionalDependencies?: Record<string, string>; dev?: boolean };

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const packages: Record<string, Entry> = lock.packages;

const added: string[] = [];
for (const [path, parent] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const known = packages[`node_modules/${name}`] ?? packages[`${path}/node_modules/${name}`];
    if (known || !/^\d+\.\d+\.\d+/.test(version)) continue;
    packages[`node_modules/${name}`] = {
      version,
      ...platformOf(name),
      ...(parent.dev ? { dev: true } : {}),
      optional: true,
    } as Entry;
    added.push(`${name}@${version}`);
  }
}

lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(
  added.length === 0 ? 'The lockfile was complete.' : `Added without hash:\n  ${added.join('\n  ')}`,
);

/** As such packages are named everywhere: …-linux-x64-musl. */
function platformOf(name: string): { os?: string[]; cpu?: string[]; libc?: string[] } {
  const words = name.split(/[/-]/);
  const pick = (known: string[]) => known.filter((word) => words.includes(word)).slice(0, 1);
  const os = pick(['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32']);
  const cpu = pick(['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']);
  const libc = words.some((word) => word.startsWith('musl'))
    ? ['musl']
    : words.some((word) => word.startsWith('gnu'))
      ? ['glibc']
      : [];
  return { ...(os[0] ? { os } : {}), ...(cpu[0] ? { cpu } : {}), ...(libc[0] ? { libc } : {}) };
}

// The other files of deploy/ can not be run here; what they name must exist, what they promise must stand in them,
// and where systemd's own checker is installed, it reads the units.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { variableNames } from '../../src/config/environment-schema.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = join(root, 'deploy');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
const units = readdirSync(folder).filter((name) => name.endsWith('.service'));

describe('deploy/Containerfile', () => {
  const lines = read('Containerfile').split('\n');

  it('copies only what exists', () => {
    const sources = lines
      .filter((line) => /^COPY (?!--from)/.test(line))
      .flatMap((line) => line.split(/\s+/).slice(1, -1));
    expect(sources.length).toBeGreaterThan(4);
    expect(sources.filter((source) => !existsSync(join(root, source)))).toEqual([]);
  });

  it('starts the entrance, not as root, and knows only variables that exist', () => {
    expect(lines).toContain('USER node');
    expect(lines).toContain('CMD ["node", "src/main.js"]');
    const names = lines
      .filter((line) => line.startsWith('ENV '))
      .flatMap((line) => [...line.matchAll(/(\w+)=/g)].map((match) => match[1] ?? ''));
    // glibc's own, see mallopt(3).
    const known: readonly string[] = [...variableNames, 'MALLOC_ARENA_MAX'];
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
  });
});

describe.each(units)('deploy/%s', (name) => {
  const lines = read(name).split('\n');

  it('runs a program of ours', () => {
    const script = /^ExecStart=\S+ (src\/\S+\.ts)/m.exec(read(name))?.[1] ?? '';
    expect(existsSync(join(root, script))).toBe(true);
  });

  it('may write to its own folder and nowhere else', () => {
    expect(lines).toEqual(
      expect.arrayContaining([
        'User=reception-desk',
        'NoNewPrivileges=yes',
        'CapabilityBoundingSet=',
        'ProtectSystem=strict',
        'ProtectHome=yes',
        'StateDirectory=reception-desk',
        'UMask=0077',
      ]),
    );
    expect(read(name)).toMatch(/^Environment=.*\bDATA_DIR=\/var\/lib\/reception-desk\b/m);
  });
});

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

/** What systemd finds to say about a unit, with the program at a place where it is: its status does not tell of a misspelt key. */
function verdictOfSystemd(name: string, unit: string): string {
  const place = mkdtempSync(join(tmpdir(), 'desk-units-'));
  try {
    const timer = name.replace(/\.timer$/, '.service');
    for (const [file, text] of [
      [timer, read(timer)],
      [name, unit],
    ] as const)
      writeFileSync(
        join(place, file),
        text.replaceAll('/opt/reception-desk/node_modules/.bin/node', process.execPath),
      );
    const run = spawnSync('systemd-analyze', ['verify', '--man=no', join(place, name)], { encoding: 'utf8' });
    return run.stderr + (run.status === 0 ? '' : `status ${run.status}`);
  } finally {
    rmSync(place, { recursive: true });
  }
}

describe.skipIf(!hasSystemd)('systemd', { timeout: 60_000 }, () => {
  it.each(readdirSync(folder).filter((name) => /\.(?:service|timer)$/.test(name)))(
    'has nothing to say against %s',
    (name) => {
      expect(verdictOfSystemd(name, read(name))).toBe('');
    },
  );

  it.each([
    ['reception-desk.service', 'ProtectSystem=strict', 'ProtectSytem=strict', 'ProtectSytem'],
    ['reception-desk.service', 'TimeoutStopSec=20', 'TimeoutStopSec=soon', 'parse time value'],
    ['reception-desk-backup.timer', 'OnCalendar=*:0/4', 'OnCalendar=*:0/4x', 'OnCalendar|calendar'],
  ])('would say so: %s with a slip in %s', (name, right, wrong, said) => {
    expect(read(name)).toContain(right);
    expect(verdictOfSystemd(name, read(name).replace(right, wrong))).toMatch(new RegExp(said));
  });
});

it('the unit for several processes is the one for a single process with a port', () => {
  const known = (name: string) =>
    read(name)
      .split('\n')
      .filter((line) => !line.startsWith('#') && !line.startsWith('Description='))
      .join('\n');
  expect(known('reception-desk@.service')).toBe(
    known('reception-desk.service').replace(
      'DATA_DIR=/var/lib/reception-desk',
      'DATA_DIR=/var/lib/reception-desk PORT=%i',
    ),
  );
});

// The other files of deploy/ can not be run here; what they name must exist, and what they promise must stand in them.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
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
    expect(lines).toContain('CMD ["node", "src/main.ts"]');
    const names = lines
      .filter((line) => line.startsWith('ENV '))
      .flatMap((line) => [...line.matchAll(/(\w+)=/g)].map((match) => match[1] ?? ''));
    expect(names.filter((name) => !variableNames.some((known) => known === name))).toEqual([]);
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

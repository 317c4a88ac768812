// How long a copy of a large database takes, and bringing it back with everything checked. By the commands an operator uses.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../processes.ts';
import type { Row } from '../report.ts';
import { spread } from '../stats.ts';

/** `dataDir` holds the database; it is only read. */
export function measureBackup(
  { dataDir, fieldKey, into, rounds }: { dataDir: string; fieldKey: string; into: string; rounds: number },
  say: (line: string) => void,
): Row[] {
  const run = (script: string, args: string[], env: Record<string, string>) => {
    const startedMs = performance.now();
    execFileSync(process.execPath, [join('src/cli', script), ...args], {
      cwd: root,
      env: { PATH: process.env.PATH ?? '', FIELD_KEY: fieldKey, ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return (performance.now() - startedMs) / 1000;
  };
  const seconds: { backup: number[]; restore: number[] } = { backup: [], restore: [] };
  for (let round = 0; round < rounds; round++) {
    const copies = join(into, `copies-${round}`);
    mkdirSync(copies, { recursive: true });
    seconds.backup.push(run('backup.ts', ['--to', copies], { DATA_DIR: dataDir }));
    const [copy = ''] = readdirSync(copies);
    const back = join(into, `back-${round}`);
    seconds.restore.push(run('restore.ts', [join(copies, copy)], { DATA_DIR: back }));
  }
  say(`backup: ${seconds.backup.at(-1)?.toFixed(1)} s, back in ${seconds.restore.at(-1)?.toFixed(1)} s`);
  const gib = statSync(join(dataDir, 'desk.db')).size / 2 ** 30;
  const row = (what: string, of: number[], note?: string): Row => ({
    topic: 'Backup of a million messages',
    what,
    unit: 's',
    value: spread(of, 1),
    rounds: of.map((each) => Number(each.toFixed(1))),
    ...(note === undefined ? {} : { note }),
  });
  return [
    row('backup', seconds.backup),
    row(
      'restored, digests and counts checked',
      seconds.restore,
      `the large database of the table above, ${gib.toFixed(2)} GiB and no photos, nobody writing, its file in the memory of the system: the commands alone, without the time to find the fault and to bring the copy back.`,
    ),
  ];
}

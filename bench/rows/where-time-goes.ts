// What the desk does with its processor at full load, so that a missed target says where the time went.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DialogsResult, LoadOrder } from '../load.ts';
import { startHanging } from '../platform.ts';
import { freePort, freshFolder, runPinned } from '../processes.ts';
import { profileFor, sharesOf } from '../profile.ts';
import type { Row } from '../report.ts';
import { newSecrets, startDesk } from '../servers.ts';

export async function measureWhereTimeGoes(
  { warmSeconds, seconds }: { warmSeconds: number; seconds: number },
  say: (line: string) => void,
): Promise<{ rows: Row[]; problems: string[] }> {
  const folder = freshFolder();
  const secrets = newSecrets();
  const platform = await startHanging();
  const dataDir = join(folder.path, 'data');
  mkdirSync(dataDir);
  try {
    const inspectPort = await freePort();
    const desk = await startDesk(secrets, dataDir, platform.url, {
      BURST_MS: '0',
      NODE_OPTIONS: `--inspect=127.0.0.1:${inspectPort}`,
    });
    try {
      const order: LoadOrder = {
        kind: 'dialogs',
        port: desk.port,
        secrets,
        links: 64,
        conversations: 1_000,
        warmSeconds,
        seconds,
        serverPid: desk.child.pid ?? 0,
        answers: { in: 'database', where: join(dataDir, 'desk.db'), fieldKey: secrets.fieldKey },
      };
      const [profile, result] = await Promise.all([
        profileFor(inspectPort, warmSeconds, seconds),
        runPinned<DialogsResult>(1, 'load.ts', order),
      ]);
      const shares = sharesOf(profile);
      for (const { place, share } of shares) say(`${Math.round(share * 100)} % ${place}`);
      return {
        problems: result.problems.map((problem) => `profile: ${problem}`),
        rows: shares.map(({ place, share }, at) => {
          const figure = Number((share * 100).toFixed(1));
          return {
            topic: 'Where the desk’s processor time goes, at full load on the embedded store',
            what: place,
            unit: '%',
            value: { median: figure, min: figure, max: figure },
            rounds: [figure],
            ...(at === 0
              ? {
                  note: `samples of the engine’s profiler over ${seconds} s of the load of the first table, idle time left out; what has no file of its own is counted where it was called from.`,
                }
              : {}),
          };
        }),
      };
    } finally {
      await desk.kill();
    }
  } finally {
    await platform.stop();
    folder.remove();
  }
}

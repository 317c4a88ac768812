// The desk dies at every named place once. Afterwards the platform's ledger and the database must tell the same, whole story.
import { describe, expect, it } from 'vitest';
import { type CrashPointName, crashPointNames } from '../../src/base/crash-points.ts';
import { demoPhoto } from '../../src/simulator/demo-photo.ts';
import { emergencyOf, openStage, say } from '../harness/scenario.ts';
import { onPostgres } from '../support/store-for-test.ts';

const ROOT = process.cwd();

describe.concurrent('a desk killed at', () => {
  it.each([...crashPointNames])(
    '%s loses nothing, doubles nothing and keeps the order',
    async (point: CrashPointName) => {
      const stage = await openStage(ROOT);
      try {
        const { fake } = stage.platform;
        const { residentId, says } = emergencyOf(1);
        const resident = fake.resident(residentId);

        const doomed = await stage.start({ CRASH_AT: `${point}:1` });
        resident.sendsPhoto(demoPhoto, 'image/png');
        resident.writes(says[0]);
        const { signal } = await doomed.exited;
        expect(signal, doomed.stderr()).toBe('SIGKILL');
        const confirmed = fake.ledger.of('callback.answered').filter((answer) => answer.status === 200);
        if (point === 'callback.before-commit') expect(confirmed).toEqual([]);

        const desk = await stage.start();
        await stage.answered(residentId);
        resident.writes(says[1]);
        await stage.drained();
        expect(await desk.stop(), desk.stderr()).toBe(0);

        expect(say(await stage.check([{ residentId, tickets: 1, grade: 1 }]))).toEqual([]);
      } finally {
        await stage.close();
      }
    },
    // Without the embedded engine's lock, a dead process is known as dead only after ten seconds.
    onPostgres ? 180_000 : 90_000,
  );
});

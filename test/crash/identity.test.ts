// The desk dies between any two messages of somebody who shows who they are, on one channel and then on another: who they are known as,
// and that the two are one, comes out as if nothing had happened. What the database itself must do is proved by crash-points.test.ts.
import { expect, it } from 'vitest';
import { sleep, systemClock } from '../../src/base/clock.ts';
import type { CrashPointName } from '../../src/base/crash-points.ts';
import { wordsOf } from '../harness/in-process-desk.ts';
import { OPEN_KF_ID, startOa } from '../harness/platform.ts';
import { openStage } from '../harness/scenario.ts';
import { onPostgres } from '../support/store-for-test.ts';

it.skipIf(onPostgres)(
  'who somebody is, and that they are one on two channels, is found out all the same by a desk that dies three times',
  { timeout: 120_000 },
  async () => {
    const { oa, deskEnv } = await startOa();
    const stage = await openStage(process.cwd(), { env: deskEnv });
    try {
      const { fake } = stage.platform;
      const wang = fake.resident('wmWang');
      const follower = oa.follower('oWang');
      const atKf = () => fake.ledger.messagesTo(OPEN_KF_ID, 'wmWang').map(({ content }) => wordsOf(content));
      const atOa = () => oa.ledger.messagesTo('oWang').map(({ content }) => wordsOf(content));
      const start = async (env: Record<string, string> = {}) => {
        const desk = await stage.start(env);
        oa.pointTo(`http://127.0.0.1:${desk.port}/webhooks/wechat`);
        return desk;
      };
      const says = async (screen: () => string[], words: RegExp) => {
        const until = systemClock.now() + 30_000;
        while (!screen().some((each) => words.test(each)) && systemClock.now() < until)
          await sleep(systemClock, 40);
        expect(screen().join('\n')).toMatch(words);
      };
      /** A desk that dies at that pass of that place, while this happens. */
      const dies = async (point: CrashPointName, pass: number, happens: () => Promise<void> | void) => {
        const desk = await start({ CRASH_AT: `${point}:${pass}` });
        await happens();
        const { signal } = await desk.exited;
        expect(signal, desk.stderr()).toBe('SIGKILL');
      };

      await (await start()).stop();
      const store = await stage.database.open();
      await store.transact((tx) =>
        tx.occupants.add(
          {
            ...{ place: { building: '3', unit: '2', room: '501' }, name: '王小明', relation: 'owner' },
            ...{ phone: '+8613800001234', movedInOn: null },
          },
          { communityId: 'cuihu', importId: 'i', at: systemClock.now() },
        ),
      );
      await store.close();

      // After the first question, with the second answer thought about and not kept.
      await dies('turn.before-commit', 2, async () => {
        wang.writes('绑定房号');
        await says(atKf, /房号、登记的姓名/);
        wang.writes('3栋2单元501');
      });
      // The second is answered now; the third makes them known, and nobody has told them.
      await dies('turn.committed', 2, async () => {
        await says(atKf, /还差登记的姓名/);
        wang.writes('王小明 1234');
      });
      // On the other channel likewise: linked, and neither of the two told.
      await dies('turn.committed', 1, async () => {
        await says(atKf, /3栋2单元501登记的业主/);
        follower.writes('绑定房号 3-2-501 王小明 1234');
      });
      const desk = await start();
      await says(atOa, /在别处跟我们说过的事/);
      await says(atKf, /刚刚在另一处也认证了/);
      await stage.drained();
      expect(await desk.stop(), desk.stderr()).toBe(0);

      expect(
        await stage.database.rows(
          'select count(*) as bound, count(distinct resident_id) as residents, count(distinct occupant_id) as persons from home_binding where until_at is null',
        ),
      ).toEqual([{ bound: 2, residents: 2, persons: 1 }]);
      const after = await stage.database.open();
      const audited = await after.read((tx) => tx.audit.list({ before: null, limit: 50 }));
      await after.close();
      expect(audited.filter(({ action }) => action === 'bind-home')).toHaveLength(2);
      // 微信客服 knows a message again by its id, so each is there once.
      for (const words of [/房号、登记的姓名/, /还差登记的姓名/, /登记的业主/, /另一处也认证了/])
        expect(atKf().filter((each) => words.test(each))).toHaveLength(1);
    } finally {
      await oa.stop();
      await stage.close();
    }
  },
);

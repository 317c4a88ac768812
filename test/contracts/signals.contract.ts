// What signals must do, whatever carries them. `open` gives as many processes as can hear each other.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LiveNews, LoopName, Signals } from '../../src/signals/contract.ts';
import { until } from '../support/until.ts';

export type SignalsUnderTest = { first: Signals; second: Signals; close(): Promise<void> };

const lin = { topic: 'conversation:lin', kind: 'turn.done', subjectId: 'lin' };
const zhou = { topic: 'conversation:zhou', kind: 'turn.done', subjectId: 'zhou' };

/** `second` is another process, or the same when there is none. */
export function describeSignals(name: string, open: () => Promise<SignalsUnderTest>): void {
  describe(name, () => {
    let under: SignalsUnderTest;
    beforeEach(async () => {
      under = await open();
    });
    afterEach(() => under.close());

    const listen = (to: Signals, topics: string[], afterId: string | null = null) => {
      const heard: LiveNews[] = [];
      const end = to.live.subscribe(topics, afterId, (news) => heard.push(news));
      return {
        heard,
        end,
        kinds: () => heard.map((news) => (news === 'look-again' ? news : news.subjectId)),
      };
    };

    it('tells a page what has changed in its topics, and nothing else', async () => {
      const page = listen(under.second, ['conversation:lin']);
      under.first.live.publish(zhou);
      under.first.live.publish(lin);
      await until(() => page.heard.length > 0);
      expect(page.heard).toEqual([{ id: expect.any(String), ...lin }]);
      page.end();
      expect(under.second.live.listenerCount()).toBe(0);
    });

    it('hands a page that comes back what it has missed, in either process', async () => {
      const page = listen(under.second, ['conversation:lin']);
      const own = listen(under.first, ['conversation:lin']);
      for (let i = 0; i < 3; i++) under.first.live.publish({ ...lin, kind: `change.${i}` });
      await until(() => page.heard.length === 3 && own.heard.length === 3);
      expect(page.heard).toEqual(own.heard);
      const [first] = page.heard;
      if (!first || first === 'look-again') throw new Error('nothing heard');
      for (const process of [under.first, under.second])
        expect(listen(process, ['conversation:lin'], first.id).heard).toEqual(page.heard.slice(1));
    });

    it('tells a page to look again when its place is no longer known', () => {
      expect(listen(under.first, ['conversation:lin'], 'long-ago').heard).toEqual(['look-again']);
    });

    it('after a hole nobody goes on from before it', async () => {
      const page = listen(under.first, ['conversation:lin']);
      under.first.live.publish(lin);
      await until(() => page.heard.length === 1);
      under.first.live.lookAgain();
      expect(page.heard[1]).toBe('look-again');
      const [seen] = page.heard;
      if (!seen || seen === 'look-again') throw new Error('nothing heard');
      expect(listen(under.first, ['conversation:lin'], seen.id).heard).toEqual(['look-again']);
    });

    it('never rings the process that rang: it knows itself', async () => {
      const rung: LoopName[] = [];
      under.first.wakeUps.onRing((loops) => rung.push(...loops));
      const page = listen(under.first, [lin.topic]);
      under.first.wakeUps.ring(['turns']);
      under.first.live.publish(lin);
      await until(() => page.heard.length === 1);
      expect(rung).toEqual([]);
    });

    it('counts a limit together', async () => {
      const limit = { max: 3, perMs: 60_000 };
      for (const process of [under.first, under.second, under.first])
        expect(await process.limits.take('guess', limit)).toEqual({ ok: true });
      const refused = await under.second.limits.take('guess', limit);
      expect(refused).toEqual({ ok: false, retryAfterMs: expect.any(Number) });
      if (!refused.ok) expect(refused.retryAfterMs).toBeGreaterThan(0);
      expect(await under.second.limits.take('another', limit)).toEqual({ ok: true });
    });
  });
}

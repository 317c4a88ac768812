// What every channel must do, told once, through the whole desk: its real door, its real store, its real way out, and the played
// platform at the other end. A new channel brings a ChannelUnderTest and calls `describeChannel`.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChannelId, ChannelRules, SendingWindow } from '../../../src/channels/contract.ts';
import type { MessageView } from '../../../src/http/api/schemas.ts';
import { openedAt, windowOf } from '../../../src/outbox/allowance.ts';
import { demoPhoto } from '../../../src/simulator/demo-photo.ts';
import type { Story } from '../../harness/in-process-desk.ts';
import type { LeapingClock } from '../../support/leaping-clock.ts';

/** A request by which the platform brings something, before it is sent. */
export type Wire = { path: string; body: string | Uint8Array<ArrayBuffer>; headers?: Record<string, string> };

export type ChannelUnderTest = {
  id: ChannelId;
  open(): Promise<ChannelStage>;
};

export type ChannelStage = {
  story: Story;
  clock: LeapingClock;
  /** As the platform calls this person. */
  person(name: string): string;
  /** The person writes; answers the request the platform would bring it with, which nobody has sent yet. */
  writes(person: string, text: string): Promise<Wire> | Wire;
  /** The person sends a photo. */
  sendsPhoto(person: string, png: Uint8Array<ArrayBuffer>): Promise<Wire> | Wire;
  /** The person takes the n-th (from 1) of the choices that were offered last: taps it, or writes its number where nothing can be tapped. */
  chooses(person: string, nth: number): Promise<Wire> | Wire;
  /** The same request as somebody else would send it who does not have the keys, and every way to change what they protect. */
  forged: readonly { how: string; alter(wire: Wire): Wire }[];
  /** Larger than the door takes. */
  oversized(wire: Wire): Wire;
  /** What stands on the person's screen from us, oldest first. */
  screen(person: string): string[];
  /** The next send goes wrong with 500; `processed`: although the message has arrived. */
  nextSendFails(processed: boolean): void;
  /** The next send is refused because the platform holds the window for closed; null where it never does. */
  nextSendFindsItClosed: (() => void) | null;
  /** True where the platform, or the far end, knows a message again by its id. */
  knowsRepeats: boolean;
  /** Where the signature does not cover what is said, only time bounds its use: an old request is refused. */
  refusesOld?: true;
};

const HOUR_MS = 3_600_000;

export function describeChannel({ id, open }: ChannelUnderTest): void {
  describe(id, { shuffle: false }, () => {
    let on: ChannelStage;
    beforeAll(async () => {
      on = await open();
      // A channel that is read from looks once at its start, and would find what the first test has not rung for.
      await on.story.settled();
    });
    afterAll(() => on?.story.close());

    async function bring({ path, body, headers = {} }: Wire): Promise<number> {
      const answer = await fetch(`${on.story.baseUrl}${path}`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'text/xml', ...headers },
      });
      await answer.text();
      return answer.status;
    }
    async function said(person: string, text: string): Promise<void> {
      expect(await bring(await on.writes(person, text))).toBe(200);
      await on.story.settled();
    }
    async function conversationId(person: string): Promise<string | undefined> {
      const path = `/conversations?channel=${id}&channelUserId=${encodeURIComponent(person)}`;
      const { body } = await on.story.api<{ items: { id: string }[] }>('GET', path);
      return body.items[0]?.id;
    }
    async function thread(person: string): Promise<MessageView[]> {
      const conversation = await conversationId(person);
      if (conversation === undefined) return [];
      const path = `/conversations/${conversation}/messages?limit=200`;
      return (await on.story.api<{ items: MessageView[] }>('GET', path)).body.items;
    }
    const heard = async (person: string) =>
      (await thread(person)).filter((each) => each.direction === 'in').map((each) => each.text);
    /** One of our people says it; the bot is silent from then on. */
    async function reply(person: string, text: string): Promise<void> {
      const path = `/conversations/${await conversationId(person)}/reply`;
      const { status } = await on.story.api('POST', path, { onBehalfOf: 'xu-jing', text });
      expect(status).toBe(200);
    }
    async function takeOver(person: string): Promise<void> {
      const path = `/conversations/${await conversationId(person)}/takeover`;
      expect((await on.story.api('POST', path, { onBehalfOf: 'xu-jing' })).status).toBe(200);
    }
    async function delivery(person: string, text: string) {
      return (await thread(person)).find((each) => each.text === text)?.delivery;
    }
    async function window(person: string): Promise<SendingWindow> {
      const conversation = await conversationId(person);
      return on.story.app.store.read(async (tx) => {
        const found = await tx.conversations.get(conversation ?? '');
        if (!found) throw new Error('no conversation');
        const used = await tx.quota.used(found.id, openedAt(found) ?? 0);
        return windowOf(found, rules(), used, on.clock.now());
      });
    }
    function rules(): ChannelRules {
      const known = on.story.app.house.rulesOf(id);
      if (!known) throw new Error(`the desk has no channel ${id}`);
      return known;
    }
    const timesOnScreen = (person: string, text: string) =>
      on.screen(person).join('\n').split(text).length - 1;

    it('keeps authentic words before it answers, and answers them', async () => {
      const an = on.person('An');
      const wire = await on.writes(an, '你好');
      expect(await heard(an)).toEqual([]);
      expect(await bring(wire)).toBe(200);
      await on.story.settled();
      expect(await heard(an)).toEqual(['你好']);
      expect(on.screen(an).length).toBeGreaterThan(0);
    });

    it('refuses what is forged or altered, keeps nothing of it, and takes the true one afterwards', async () => {
      const bo = on.person('Bo');
      const wire = await on.writes(bo, '在吗');
      for (const { how, alter } of on.forged) {
        const status = await bring(alter(wire));
        expect([400, 401, 403], `${how}: ${status}`).toContain(status);
        expect(await heard(bo), how).toEqual([]);
      }
      expect(on.forged.length).toBeGreaterThanOrEqual(3);
      expect(await bring(wire)).toBe(200);
      await on.story.settled();
      expect(await heard(bo)).toEqual(['在吗']);
    });

    it('takes the same thing brought four times at once for one', async () => {
      const cao = on.person('Cao');
      const wire = await on.writes(cao, '谢谢');
      expect(await Promise.all(Array.from({ length: 4 }, () => bring(wire)))).toEqual([200, 200, 200, 200]);
      await on.story.settled();
      expect(await heard(cao)).toEqual(['谢谢']);
    });

    it('takes a replay hours later for known, and says nothing again', async () => {
      const dai = on.person('Dai');
      const wire = await on.writes(dai, '你好');
      expect(await bring(wire)).toBe(200);
      await on.story.settled();
      on.clock.leap(2 * HOUR_MS);
      await on.story.quiet();
      const before = on.screen(dai).length;
      expect(await bring(wire)).toBe(on.refusesOld ? 401 : 200);
      await on.story.settled();
      expect(await heard(dai)).toEqual(['你好']);
      expect(on.screen(dai)).toHaveLength(before);
    });

    it('answers what comes late', async () => {
      const e = on.person('E');
      const wire = await on.writes(e, '我要报修');
      on.clock.leap(30 * 60_000);
      expect(await bring(wire)).toBe(200);
      await on.story.settled();
      expect(await heard(e)).toEqual(['我要报修']);
      expect(on.screen(e).length).toBeGreaterThan(0);
    });

    it('loses and doubles nothing of what comes in another order', async () => {
      const fu = on.person('Fu');
      const first = await on.writes(fu, '厨房');
      const second = await on.writes(fu, '漏水');
      expect([await bring(second), await bring(first)]).toEqual([200, 200]);
      await on.story.settled();
      expect((await heard(fu)).toSorted()).toEqual(['厨房', '漏水'].toSorted());
    });

    it('takes a choice that was offered', async () => {
      const mei = on.person('Mei');
      await said(mei, '马桶堵了');
      await said(mei, '5栋1203');
      expect(on.screen(mei).at(-1)).toMatch(/1单元/);
      expect(await bring(await on.chooses(mei, 1))).toBe(200);
      await on.story.settled();
      const path = `/tickets?channel=${id}&channelUserId=${encodeURIComponent(mei)}`;
      const { body } = await on.story.api<{ items: { place: object }[] }>('GET', path);
      expect(body.items).toMatchObject([{ place: { building: '5', unit: '1', room: '1203' } }]);
    });

    it('keeps a photo once it is looked at', async () => {
      const ning = on.person('Ning');
      await said(ning, '3栋2单元501客厅灯不亮了');
      expect(await bring(await on.sendsPhoto(ning, Uint8Array.from(demoPhoto)))).toBe(200);
      await on.story.settled();
      await on.story.quiet();
      expect((await thread(ning)).findLast((each) => each.direction === 'in')).toMatchObject({
        type: 'image',
        attachments: [{ type: 'image', state: 'stored', contentType: 'image/png' }],
      });
    });

    it('refuses what is too large with 413 and goes on', async () => {
      const ge = on.person('Ge');
      const wire = await on.writes(ge, '还在吗');
      expect(await bring(on.oversized(wire))).toBe(413);
      expect(await heard(ge)).toEqual([]);
      expect(await bring(wire)).toBe(200);
      await on.story.settled();
      expect(await heard(ge)).toEqual(['还在吗']);
    });

    it('says how much is left, spends no more than that, and lets the rest go with the next words', async () => {
      const he = on.person('He');
      await said(he, '你好');
      await takeOver(he);
      await on.story.quiet();
      const quota = rules().perInboundQuota;
      const spoken = on.screen(he).length;
      expect(await window(he)).toMatchObject({
        canSendNow: true,
        remaining: quota === null ? null : quota - spoken,
        why: null,
      });
      const texts = Array.from({ length: 7 }, (_, at) => `第${'一二三四五六七'[at]}句话`);
      for (const text of texts) await reply(he, text);
      await on.story.quiet();
      const shown = texts.filter((text) => timesOnScreen(he, text) === 1);
      if (quota === null) return expect(shown).toEqual(texts);
      expect(on.screen(he).length).toBeLessThanOrEqual(quota);
      expect(shown).toEqual(texts.slice(0, shown.length));
      expect(shown.length).toBeLessThan(texts.length);
      expect(await window(he)).toMatchObject({ canSendNow: false, remaining: 0, why: 'quota-used' });
      expect(await delivery(he, texts.at(-1) ?? '')).toMatchObject({ state: 'held' });
      await said(he, '好的');
      await on.story.quiet();
      expect(texts.map((text) => timesOnScreen(he, text))).toEqual(texts.map(() => 1));
    });

    it('writes to nobody whose window has closed, and does when they write again', async () => {
      const ji = on.person('Ji');
      await said(ji, '你好');
      await takeOver(ji);
      await on.story.quiet();
      const { windowMs } = rules();
      const { windowEndsAt } = await window(ji);
      if (windowMs === null) expect(windowEndsAt).toBeNull();
      else expect((windowEndsAt ?? 0) - on.clock.now()).toBeGreaterThan(windowMs - 2 * HOUR_MS);
      on.clock.leap(49 * HOUR_MS);
      await on.story.quiet();
      await reply(ji, '灯修好了');
      await on.story.quiet();
      if (windowMs === null) return expect(timesOnScreen(ji, '灯修好了')).toBe(1);
      expect(await window(ji)).toMatchObject({ canSendNow: false, why: 'window-closed' });
      expect(timesOnScreen(ji, '灯修好了')).toBe(0);
      expect(await delivery(ji, '灯修好了')).toMatchObject({ state: 'held', reason: 'window-closed' });
      await said(ji, '修好了吗');
      await on.story.quiet();
      expect(timesOnScreen(ji, '灯修好了')).toBe(1);
    });

    it('holds its words where the platform says that the window is closed', async () => {
      if (on.nextSendFindsItClosed === null) return expect(rules().windowMs).toBeNull();
      const kong = on.person('Kong');
      await said(kong, '你好');
      await takeOver(kong);
      await on.story.quiet();
      on.nextSendFindsItClosed();
      await reply(kong, '师傅在路上');
      await on.story.quiet();
      expect(timesOnScreen(kong, '师傅在路上')).toBe(0);
      expect(await delivery(kong, '师傅在路上')).toMatchObject({ state: 'held', reason: 'window-closed' });
      await said(kong, '人呢');
      await on.story.quiet();
      expect(timesOnScreen(kong, '师傅在路上')).toBe(1);
    });

    it('lays beside whoever speaks what the bot would say, and sends none of it', async () => {
      const mo = on.person('Mo');
      await said(mo, '你好');
      await takeOver(mo);
      await on.story.quiet();
      const before = on.screen(mo).length;
      await said(mo, '客厅灯不亮了');
      await on.story.quiet();
      const id = (await conversationId(mo)) ?? '';
      const open = await on.story.app.store.read((tx) => tx.drafts.open(id));
      expect(open.map(({ by, state }) => ({ by, state }))).toEqual([{ by: null, state: 'open' }]);
      expect(on.screen(mo)).toHaveLength(before);
    });

    it.each([false, true])('sends again after a 500 (message arrived: %s)', async (processed) => {
      const lu = on.person(processed ? 'Lu' : 'Lv');
      await said(lu, '你好');
      await takeOver(lu);
      await on.story.quiet();
      on.nextSendFails(processed);
      await reply(lu, '马上就到');
      for (let minute = 0; minute < 10; minute++) {
        await on.story.quiet();
        if ((await delivery(lu, '马上就到'))?.state === 'sent') break;
        on.clock.leap(60_000);
      }
      expect(await delivery(lu, '马上就到')).toMatchObject({ state: 'sent' });
      // Where nobody knows a message again, one that may have arrived is rather told twice than never.
      expect(timesOnScreen(lu, '马上就到')).toBe(processed && !on.knowsRepeats ? 2 : 1);
    });
  });
}

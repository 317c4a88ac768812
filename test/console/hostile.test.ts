// Hostile words of residents at every place of the console that shows them, in a real browser (playwright): text, and nothing else.
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTicket } from '../../src/tickets/deeds.ts';
import { botActor } from '../../src/tickets/house.ts';
import { applicationOf } from '../contracts/storage/subject.ts';
import { createLeapingClock } from '../support/leaping-clock.ts';
import { withMark as mark, PAYLOADS } from './hostile-words.ts';
import { buildConsole, hasChromium, launchBrowser, openStage, type Stage } from './support.ts';

const A_TUESDAY_MORNING = Date.parse('2026-12-01T10:00:00+08:00');

/** A page on a busy machine. */
const SOON = { timeout: 20_000 };

describe.skipIf(!hasChromium)('hostile words', { timeout: 120_000 }, () => {
  let browser: Browser;
  let stage: Stage;
  let page: Page;

  beforeAll(async () => {
    buildConsole();
    browser = await launchBrowser();
    // In the evening nothing runs out within two hours, and the pages of what does would be empty.
    stage = await openStage(browser, { clock: createLeapingClock(A_TUESDAY_MORNING) });
    await bring();
    page = await stage.open('/board');
    page.on('dialog', (dialog) => {
      stage.complaints.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await stage.signIn(page);
  });
  afterAll(async () => {
    await stage.close();
    await browser.close();
  });

  /** Each as a name, a message, a place and a description of its own. */
  async function bring(): Promise<void> {
    const { store, house } = stage.story.app;
    const at = house.clock.now();
    const staffId = (await store.read((tx) => tx.people.byLogin('admin')))?.id ?? '';
    for (const [index, payload] of PAYLOADS.entries()) {
      const words = mark(payload);
      await store.transact(async (tx) => {
        const key = { channel: 'wecom-kf', channelAccountId: 'wk', channelUserId: `wm-${index}` } as const;
        const conversation = await tx.conversations.forPerson(key, { communityId: 'cuihu', at });
        await tx.residents.saveProfile(conversation.residentId, { name: words, phone: null, home: null });
        await tx.messages.add({
          ...{ conversationId: conversation.id, direction: 'in', author: 'resident', type: 'text' },
          ...{ content: { type: 'text', text: words }, createdAt: at },
        });
        const { ticket } = await openTicket(
          tx,
          {
            ...{ conversation, kind: 'repair', partial: false, actor: botActor },
            facts: {
              ...{ faults: ['water.leak'], hazards: [], place: {}, description: words },
              ...{ photoMessageIds: [], grade: 3, gradeReason: words },
            },
          },
          house,
        );
        await tx.gaps.add({
          ...{ communityId: 'cuihu', conversationId: conversation.id },
          question: words,
          answerKey: null,
          createdAt: at,
        });
        await tx.notes.add({ conversationId: conversation.id, text: words, by: 'admin', at });
        const draft = { conversationId: conversation.id, by: null, replyKey: null };
        await tx.drafts.add({ ...draft, text: words, at });
        await tx.drafts.add({ ...draft, by: 'tang-li', text: words, at });
        const applied = { kind: 'access', note: words, fields: { topic: words, plate: words } } as const;
        await tx.applications.add(applicationOf(ticket.id, { ...applied, missing: [] }), null);
        const fresh = await tx.conversations.get(conversation.id);
        if (!fresh) throw new Error('gone');
        fresh.owner = { kind: 'staff', staffId };
        fresh.lastMessageAt = at + index;
        fresh.lastResidentMessageAt = at;
        await tx.conversations.save(fresh);
      });
    }
  }

  async function isUnhurt(): Promise<void> {
    expect(await page.evaluate(() => (window as { hurt?: number }).hurt ?? 0)).toBe(0);
    expect(
      await page.locator('#desk iframe, #desk script, #desk base, #desk form[action], #desk style').count(),
    ).toBe(0);
    expect(await page.locator('a[href^="javascript:"], a[href^="data:"]').count()).toBe(0);
    expect(page.url()).toContain('/desk/');
    expect(stage.complaints).toEqual([]);
  }

  it('are sixty and more', () => {
    expect(PAYLOADS.length).toBeGreaterThanOrEqual(60);
  });

  it('stand on the board as text', async () => {
    await page.goto(`${stage.story.baseUrl}/desk/board`);
    await page.locator('.due').nth(20).waitFor();
    await isUnhurt();
  });

  it('stand in the table of tickets as text, every one', async () => {
    await page.goto(`${stage.story.baseUrl}/desk/tickets`);
    await page.locator('tr.clickable').nth(40).waitFor();
    await page.getByRole('button', { name: '再看 50 张' }).click();
    await page
      .locator('tr.clickable')
      .nth(PAYLOADS.length - 1)
      .waitFor();
    const shown = await page.locator('tr.clickable').allTextContents();
    for (const payload of PAYLOADS.filter((each) => each.length < 200))
      expect(
        shown.some((row) => row.includes(mark(payload))),
        payload,
      ).toBe(true);
    await isUnhurt();
  });

  it('stand before whoever sends people, and on the big screen’s pages, as text', async () => {
    await page.goto(`${stage.story.baseUrl}/desk/dispatch`);
    await page
      .locator('.watch-line')
      .nth(PAYLOADS.length - 1)
      .waitFor();
    const shown = (await page.locator('.line-said').allTextContents()).join('\n');
    for (const payload of PAYLOADS.filter((each) => each.length < 200))
      expect(shown.includes(mark(payload)), payload).toBe(true);
    await isUnhurt();
    for (const path of ['watched', 'wall', 'drafts', 'knowledge']) {
      await page.goto(`${stage.story.baseUrl}/desk/${path}`);
      await page.locator('.watch-line, .wall-line, .clickable').first().waitFor();
      await isUnhurt();
    }
    await page.locator('.ant-segmented-item', { hasText: '没答上来的' }).click();
    await page
      .locator('.watch-line')
      .nth(PAYLOADS.length - 1)
      .waitFor();
    await isUnhurt();
  });

  it('stand in the list of applications and in a file as text', async () => {
    await page.goto(`${stage.story.baseUrl}/desk/applications`);
    await page
      .locator('.application')
      .nth(PAYLOADS.length - 1)
      .waitFor();
    const shown = await page.locator('.application').allTextContents();
    for (const payload of PAYLOADS.filter((each) => each.length < 200))
      expect(
        shown.some((row) => row.includes(mark(payload))),
        payload,
      ).toBe(true);
    await page.locator('.application').first().click();
    await page.getByText('准备单').waitFor();
    await isUnhurt();
  });

  it('stand in one ticket, its history and its resident’s conversation as text, every one', async () => {
    const { store } = stage.story.app;
    const listed = await store.read((tx) =>
      tx.queue.tickets({ communityIds: ['cuihu'] }, { after: null, limit: 100 }),
    );
    expect(listed.ids).toHaveLength(PAYLOADS.length);
    const tickets = await store.read((tx) => Promise.all(listed.ids.map((id) => tx.tickets.get(id))));
    const goTo = (path: string) =>
      page.evaluate((to) => {
        window.history.pushState(null, '', to);
        window.dispatchEvent(new PopStateEvent('popstate'));
      }, path);
    // One kind of page after the other: only what differs is drawn anew.
    for (const ticket of tickets) {
      await goTo(`/desk/tickets/${ticket?.id}`);
      await page.locator('.ticket code', { hasText: ticket?.code ?? '?' }).waitFor();
      expect(await page.locator('.ticket').textContent()).toContain(ticket?.description ?? '?');
    }
    await isUnhurt();
    for (const ticket of tickets) {
      const words = ticket?.description ?? '?';
      await goTo(`/desk/conversations/${ticket?.conversationId}`);
      await expect.poll(() => page.locator('.bubble').first().textContent(), SOON).toBe(words);
      await expect.poll(() => page.locator('.thread-head strong').textContent(), SOON).toContain(words);
      await expect.poll(() => page.locator('.suggestions button').textContent(), SOON).toBe(words);
    }
    await isUnhurt();
  });
});

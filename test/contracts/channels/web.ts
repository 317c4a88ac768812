// Our own page as the contract wants to see it: the far end is the page of a resident, and what stands there is read as it reads.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTokens } from '../../../src/channels/web/token.ts';
import { openStory } from '../../harness/in-process-desk.ts';
import { CHANNELS_WITH_WEB, type ChatPage, createChatPage, newClientId } from '../../support/chat-page.ts';
import { createLeapingClock } from '../../support/leaping-clock.ts';
import { shanghai } from '../../support/manual-clock.ts';
import type { ChannelStage, ChannelUnderTest, Wire } from './channel.contract.ts';

const withToken = (wire: Wire, change: (token: string) => string): Wire => ({
  ...wire,
  headers: { ...wire.headers, cookie: (wire.headers?.cookie ?? '').replace(/[^=]+$/, change) },
});

const forged: ChannelStage['forged'] = [
  {
    how: 'with one letter of the token other',
    alter: (wire) => withToken(wire, (t) => `${t.slice(0, -1)}~`),
  },
  { how: 'under another name', alter: (wire) => withToken(wire, (t) => t.replace('.web-', '.web-x')) },
  {
    how: 'with a later date',
    alter: (wire) => withToken(wire, (t) => t.replace(/\.(\w+)\.([^.]+)$/, '.z$1.$2')),
  },
  {
    how: 'signed with another key',
    alter: (wire) =>
      withToken(wire, (t) =>
        createTokens(Buffer.alloc(32)).make({
          accountId: 'cuihu',
          userId: t.split('.')[2] ?? '',
          issuedAt: 1,
        }),
      ),
  },
  {
    how: 'without a token',
    alter: ({ path, body }) => ({ path, body, headers: { 'content-type': 'application/json' } }),
  },
  {
    how: 'by somebody’s browser on another site',
    alter: (wire) => ({ ...wire, headers: { ...wire.headers, origin: 'https://evil.example' } }),
  },
  { how: 'as no JSON', alter: (wire) => ({ ...wire, body: String(wire.body).slice(1) }) },
];

export const web: ChannelUnderTest = {
  id: 'web',
  async open() {
    const clock = createLeapingClock(shanghai('2026-11-24 10:00'));
    const story = await openStory({ clock, config: { 'channels.yaml': CHANNELS_WITH_WEB } });
    const given =
      story.database.env.FIELD_KEY ?? readFileSync(join(story.dataDir, 'field.key'), 'utf8').trim();
    const tokens = createTokens(Buffer.from(given, 'base64'));
    const pages = new Map<string, { page: ChatPage; screen: string[] }>();
    const look = async () => {
      for (const each of pages.values()) each.screen = await each.page.hears();
    };
    const asked = (page: ChatPage, what: string, body: Wire['body'], type = 'application/json'): Wire => ({
      path: `/chat/api/-/${what}`,
      body,
      headers: { 'content-type': type, cookie: page.cookie ?? '' },
    });
    async function pageOf(person: string): Promise<ChatPage> {
      const known = pages.get(person);
      if (known) return known.page;
      const page = createChatPage(story.baseUrl);
      page.cookie = `chat-cuihu=${tokens.make({ accountId: 'cuihu', userId: person, issuedAt: clock.now() })}`;
      await page.enters();
      pages.set(person, { page, screen: [] });
      return page;
    }
    return {
      // Whoever waits for the desk looks at the page afterwards.
      story: {
        ...story,
        async settled() {
          await story.settled();
          await look();
        },
        async quiet() {
          await story.quiet();
          await look();
        },
      },
      clock,
      forged,
      person: (name) => `web-${name}`,
      async writes(person, text) {
        return asked(await pageOf(person), 'messages', JSON.stringify({ clientId: newClientId(), text }));
      },
      async sendsPhoto(person, png) {
        return asked(await pageOf(person), `photos?clientId=${newClientId()}`, png, 'image/png');
      },
      async chooses(person, nth) {
        const page = await pageOf(person);
        const offer = (await page.sees()).findLast(({ items = [] }) => items.length > 0);
        const press = { messageId: offer?.id, itemId: offer?.items?.[nth - 1]?.id };
        return asked(page, 'messages', JSON.stringify({ clientId: newClientId(), press }));
      },
      oversized: (wire) => ({ ...wire, body: String(wire.body).padEnd(32 * 1024 + 1, ' ') }),
      screen: (person) => pages.get(person)?.screen ?? [],
      // There is no network between the desk and what its page reads.
      nextSendFails: () => {},
      nextSendFindsItClosed: null,
      knowsRepeats: true,
    };
  },
};

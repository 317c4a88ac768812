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
  { how: 'as no JSON', alter: (wire) => ({ ...wire, body: wire.body.slice(1) }) },
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
        let known = pages.get(person);
        if (!known) {
          const page = createChatPage(story.baseUrl);
          const token = tokens.make({ accountId: 'cuihu', userId: person, issuedAt: clock.now() });
          page.cookie = `chat-cuihu=${token}`;
          await page.enters();
          known = { page, screen: [] };
          pages.set(person, known);
        }
        return {
          path: '/chat/api/-/messages',
          body: JSON.stringify({ clientId: newClientId(), text }),
          headers: { 'content-type': 'application/json', cookie: known.page.cookie ?? '' },
        };
      },
      oversized: (wire) => ({ ...wire, body: wire.body.padEnd(32 * 1024 + 1, ' ') }),
      screen: (person) => pages.get(person)?.screen ?? [],
      // There is no network between the desk and what its page reads.
      nextSendFails: () => {},
      nextSendFindsItClosed: null,
      knowsRepeats: true,
    };
  },
};

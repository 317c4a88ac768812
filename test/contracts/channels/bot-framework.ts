// The Bot Framework's Direct Line as the contract wants to see it.
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../src/base/clock.ts';
import { createIds } from '../../../src/base/ids.ts';
import {
  createFakeBotFramework,
  type SentActivity,
} from '../../../src/simulator/fake-bot-framework/fake-bot-framework.ts';
import { openStory } from '../../harness/in-process-desk.ts';
import { createLeapingClock } from '../../support/leaping-clock.ts';
import { shanghai } from '../../support/manual-clock.ts';
import type { ChannelStage, ChannelUnderTest, Wire } from './channel.contract.ts';

/** It is an optional package; where it is missing the run names what it could not try. */
export const hasBotbuilder = existsSync(join(import.meta.dirname, '../../../node_modules/botbuilder'));

export const BOT_APP_ID = '00000000-aaaa-4000-8000-000000000001';
const APP_PASSWORD = 'test-bot-password-0123456789';

/** A desk with the played service beside it. */
export async function openBotDesk(env: Record<string, string> = {}) {
  const clock = createLeapingClock(shanghai('2026-11-24 10:00'));
  const service = createFakeBotFramework({
    ...{ clock, wallClock: systemClock, ids: createIds(systemClock) },
    ...{ appId: BOT_APP_ID, appPassword: APP_PASSWORD },
  });
  const { url } = await service.start();
  const desk = await openStory({
    clock,
    env: {
      MicrosoftAppId: BOT_APP_ID,
      MicrosoftAppPassword: APP_PASSWORD,
      BOT_FRAMEWORK_OPENID_METADATA_URL: `${url}/openid`,
      BOT_FRAMEWORK_TOKEN_URL: `${url}/token`,
      BOT_FRAMEWORK_SERVICE_HOSTS: '127.0.0.1',
      ...env,
    },
  });
  const story = {
    ...desk,
    async close() {
      await desk.close();
      await service.stop();
    },
  };
  return { clock, service, story };
}

export const toWire = ({ body, authorization }: { body: string; authorization: string }): Wire => ({
  path: '/api/messages',
  body,
  headers: { 'content-type': 'application/json', authorization },
});

const headOf = (token: string): { kid?: string } =>
  JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString());

export function shownWords({ text = '', suggestedActions }: SentActivity): string {
  return [text, ...(suggestedActions?.actions ?? []).map(({ title }) => `[${title}]`)].join('\n');
}

export const botFramework: ChannelUnderTest = {
  id: 'bot-framework',
  async open() {
    const { clock, service, story } = await openBotDesk();
    const withToken =
      (token: () => string) =>
      (wire: Wire): Wire => ({
        ...wire,
        headers: { ...wire.headers, authorization: `Bearer ${token()}` },
      });
    /** The same claims under another head. */
    const headed = (head: object, sign: (signed: string) => string) =>
      withToken(() => {
        const [, claims] = service.token().split('.');
        const signed = `${Buffer.from(JSON.stringify(head)).toString('base64url')}.${claims}`;
        return `${signed}.${sign(signed)}`;
      });
    const claiming = (claims: Record<string, unknown>) => withToken(() => service.token({ claims }));
    const forged: ChannelStage['forged'] = [
      {
        how: 'without a token',
        alter: ({ path, body }) => ({ path, body, headers: { 'content-type': 'application/json' } }),
      },
      {
        how: 'signed with another key under the same name',
        alter: withToken(() =>
          service.token({ key: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey }),
        ),
      },
      { how: 'signed with a key nobody knows', alter: withToken(() => service.token({ kid: 'other' })) },
      {
        how: 'with one letter of the signature other',
        alter: withToken(() =>
          service.token().replace(/\.(.)([^.]*)$/, (_, a, b) => `.${a === 'A' ? 'B' : 'A'}${b}`),
        ),
      },
      { how: 'signed by nobody, and saying so', alter: headed({ alg: 'none', typ: 'JWT' }, () => '') },
      {
        how: 'signed with a word where a pair of keys is asked for',
        alter: headed({ alg: 'HS256', typ: 'JWT', kid: headOf(service.token()).kid }, (signed) =>
          createHmac('sha256', 'secret').update(signed).digest('base64url'),
        ),
      },
      {
        how: 'from a channel the key does not vouch for',
        alter: (wire) => ({
          ...wire,
          body: JSON.stringify({ ...JSON.parse(String(wire.body)), channelId: 'sms' }),
        }),
      },
      { how: 'for another bot', alter: claiming({ aud: 'other' }) },
      { how: 'by another issuer', alter: claiming({ iss: 'https://evil.example' }) },
      { how: 'with a token that has ended', alter: claiming({ exp: 1_700_000_000, nbf: 1_600_000_000 }) },
      { how: 'with a token for another address', alter: claiming({ serviceurl: 'https://evil.example' }) },
      { how: 'with a token for no address', alter: claiming({ serviceurl: undefined }) },
      {
        how: 'to be answered at another address',
        alter: (wire) => ({
          ...wire,
          body: JSON.stringify({ ...JSON.parse(String(wire.body)), serviceUrl: 'https://evil.example' }),
        }),
      },
      {
        how: 'to be answered at an address that is not the service’s, with a token for it',
        alter: (wire) => ({
          ...claiming({ serviceurl: 'https://evil.example' })(wire),
          body: JSON.stringify({ ...JSON.parse(String(wire.body)), serviceUrl: 'https://evil.example' }),
        }),
      },
      { how: 'as no JSON', alter: (wire) => ({ ...wire, body: String(wire.body).slice(1) }) },
    ];
    return {
      ...{ story, clock, forged },
      person: (name) => `dl_${name}`,
      writes: (person, text) => toWire(service.writes({ person }, text)),
      sendsPhoto: (person, png) => toWire(service.sendsPhoto({ person }, png)),
      chooses(person, nth) {
        const offer = service
          .screen({ person })
          .findLast(({ suggestedActions }) => suggestedActions !== undefined);
        return toWire(
          service.writes({ person }, offer?.suggestedActions?.actions[nth - 1]?.value ?? String(nth)),
        );
      },
      oversized: (wire) => ({ ...wire, body: String(wire.body).padEnd(256 * 1024 + 1, ' ') }),
      screen: (person) => service.screen({ person }).map(shownWords),
      nextSendFails: (processed) => service.nextSend({ status: 500, processed }),
      nextSendFindsItClosed: () => service.nextSend({ status: 404, code: 'ConversationNotFound' }),
      knowsRepeats: false,
    };
  },
};

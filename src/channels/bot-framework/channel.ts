// Sends by the reference that came with the resident's last activity (continueConversation). There is no id against repeats: what
// may have arrived is sent again, because a ticket's number told twice is better than one that was never told.
import type { BotFrameworkConfig } from '../../config/config.ts';
import type {
  Channel,
  ChannelRules,
  MediaSource,
  OutboundContent,
  SendResult,
  StatusCard,
} from '../contract.ts';
import { exchange, type HttpAnswer } from '../wecom/http.ts';
import { notNow } from '../wecom/media.ts';
import { CHANNEL_ISSUER } from './door.ts';
import { isServiceAddress } from './hosts.ts';
import type { Authentication, CredentialsFactory, Sdk, SdkOptions } from './sdk.ts';
import { type BotToken, refused } from './token.ts';

export const botFrameworkRules: ChannelRules = {
  windowMs: null,
  perInboundQuota: null,
  briefly: null,
  perRecipientPerMinute: null,
  textBytes: 16_384,
  // Slack's; the others take more.
  textCharacters: 4_000,
  // What is sent is marked as plain.
  markdown: false,
  menuItems: 10,
  menuHeadBytes: 8_192,
  menuLabelBytes: 256,
  statusCards: true,
  cardChangeableMs: null,
};

const TIMEOUT_MS = 20_000;
const LIMIT_BYTES = 256 * 1024;

/** `load`: the library, once it is needed. */
type Parts = { load(): Promise<Sdk>; config: BotFrameworkConfig; token: BotToken };

/** For checking what comes in; nothing is sent through it. */
export function createAuthentication({ load, config }: Omit<Parts, 'token'>): Authentication {
  let made: Authentication | null = null;
  return {
    async authenticateRequest(activity, authorization) {
      made ??= authenticationOf({ sdk: await load(), config }, '', undefined);
      return made.authenticateRequest(activity, authorization);
    },
  };
}

function authenticationOf(
  { sdk, config }: { sdk: Sdk; config: BotFrameworkConfig },
  token: string,
  options: SdkOptions | undefined,
): Authentication {
  const credentials: CredentialsFactory = {
    isValidAppId: async (appId) => appId === config.appId,
    // Without an app id there is no channel at all.
    isAuthenticationDisabled: async () => false,
    createCredentials: async () => ({
      async signRequest(request) {
        request.headers.set('authorization', `Bearer ${token}`);
        return request;
      },
    }),
  };
  const configuration = {
    MicrosoftAppId: config.appId,
    ToChannelFromBotLoginUrl: config.tokenUrl,
    ToChannelFromBotOAuthScope: CHANNEL_ISSUER,
    ToBotFromChannelTokenIssuer: CHANNEL_ISSUER,
    ToBotFromChannelOpenIdMetadataUrl: config.openIdMetadataUrl,
    ToBotFromEmulatorOpenIdMetadataUrl: config.openIdMetadataUrl,
    OAuthUrl: CHANNEL_ISSUER,
  };
  return new sdk.ConfigurationBotFrameworkAuthentication(
    configuration,
    credentials,
    undefined,
    undefined,
    options,
  );
}

export function createBotFrameworkChannel({ load, config, token }: Parts): Channel {
  return {
    id: 'bot-framework',
    rules: botFrameworkRules,
    // Of some channels behind it nobody vouches for the name.
    identity: { vouchedBy: 'nobody', isPerson: (id) => id !== '' && id.length <= 128 },
    async send({ replyTo, content }, signal) {
      const reference = referenceOf(replyTo);
      if (reference === null) return { kind: 'window-closed', code: 'no-reference' };
      const { serviceUrl, channelId } = reference;
      if (!isServiceAddress(serviceUrl, config.serviceHosts))
        return { kind: 'rejected', code: 'foreign-service' };
      const access = await token.get(signal);
      if (access.kind !== 'token') return access;
      const sdk = await load();
      let answer: HttpAnswer | null = null;
      const options: SdkOptions = {
        httpClient: {
          async sendRequest(request) {
            answer = await exchange({
              method: 'POST',
              url: request.url,
              headers: { 'content-type': 'application/json', authorization: `Bearer ${access.token}` },
              body: String(request.body ?? ''),
              limitBytes: LIMIT_BYTES,
              timeoutMs: TIMEOUT_MS,
              signal,
            });
            // A bare error: the library tries again by itself after answers it knows, and trying again is the outbox's.
            if (answer.kind !== 'answer' || answer.status >= 300) throw new Error('not sent');
            const bodyAsText = Buffer.from(answer.bytes).toString('utf8');
            const headers = { toJson: () => ({ 'content-type': 'application/json' }) };
            return { request, status: answer.status, headers, bodyAsText };
          },
        },
      };
      const authentication = authenticationOf({ sdk, config }, access.token, options);
      let channelMessageId: string | null = null;
      try {
        const adapter = new sdk.CloudAdapter(authentication);
        await adapter.continueConversationAsync(config.appId, reference, async (context) => {
          const sent = await context.sendActivity(activityOf(content, channelId));
          channelMessageId = sent?.id ?? null;
        });
      } catch (error) {
        if (answer === null) throw error;
      }
      return resultOf(answer, channelMessageId, token);
    },
  };
}

type Reference = { serviceUrl: string; channelId: string };

function referenceOf(replyTo: string | undefined): Reference | null {
  if (replyTo === undefined) return null;
  const { serviceUrl, channelId, ...rest } = JSON.parse(replyTo) as Partial<Reference>;
  return serviceUrl === undefined || channelId === undefined ? null : { ...rest, serviceUrl, channelId };
}

/** Where buttons below the words can be pressed; elsewhere the service would drop them. */
const WITH_BUTTONS = new Set(['directline', 'webchat', 'emulator', 'test', 'msteams', 'telegram', 'line']);

/** Where an Adaptive Card is drawn; elsewhere the service makes a picture of it or drops it. */
const WITH_CARDS = new Set(['directline', 'webchat', 'emulator', 'test', 'msteams']);

/** Beside the words, which say it all; a client that is too old for the card shows them in its place. */
function adaptive({ title, lines }: StatusCard, text: string): object {
  return {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.2',
      fallbackText: text,
      speak: text,
      body: [
        { type: 'TextBlock', text: title, weight: 'Bolder', wrap: true },
        { type: 'FactSet', facts: lines.map(({ label, value }) => ({ title: label, value })) },
      ],
    },
  };
}

function activityOf(content: OutboundContent, channelId: string): object {
  const { text, actions } = wordsFor(content, WITH_BUTTONS.has(channelId));
  const card = content.type !== 'card' && WITH_CARDS.has(channelId) ? content.card : undefined;
  return {
    ...{ type: 'message', textFormat: 'plain', text },
    ...(actions === null ? {} : { suggestedActions: { actions, to: [] } }),
    ...(card ? { attachments: [adaptive(card, text)] } : {}),
  };
}

/** A press says its label, as if it had been written. */
function wordsFor(
  content: OutboundContent,
  withButtons: boolean,
): { text: string; actions: object[] | null } {
  if (content.type !== 'menu') return { text: content.text, actions: null };
  const { head, items, tail = '' } = content;
  const numbered = withButtons ? [] : items.map(({ label }, at) => `${at + 1}. ${label}`);
  const text = [head, ...numbered, tail].filter((line) => line !== '').join('\n');
  const actions = items.map(({ label }) => ({ type: 'imBack', title: label, value: label }));
  return { text, actions: withButtons ? actions : null };
}

/** The person has left, or shut us out. */
const GONE = new Set(['BotNotInConversationRoster', 'ConversationBlockedByUser', 'MessageWritesBlocked']);

function resultOf(answer: HttpAnswer | null, channelMessageId: string | null, token: BotToken): SendResult {
  if (answer === null) return { kind: 'retry', code: 'not-sent', outcomeUnknown: false };
  if (answer.kind === 'too-large') return { kind: 'sent', channelMessageId: null };
  if (answer.kind === 'no-answer')
    return { kind: 'retry', code: answer.code, outcomeUnknown: answer.outcomeUnknown };
  const { status, headers, bytes } = answer;
  const code = `http-${status}`;
  if (status >= 200 && status < 300) return { kind: 'sent', channelMessageId };
  if (status === 429) {
    const seconds = Number(headers.get('retry-after'));
    const later = Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: seconds * 1000 } : {};
    return { kind: 'retry', code, outcomeUnknown: false, ...later };
  }
  if (status === 401) {
    token.drop();
    return refused(code);
  }
  if (status === 403)
    return GONE.has(errorCodeIn(bytes))
      ? { kind: 'recipient-gone', code: errorCodeIn(bytes) }
      : refused(code);
  // The conversation has ended; their next words bring another.
  if (status === 404) return { kind: 'window-closed', code };
  if (status >= 500 || status === 408 || status === 412) return { kind: 'retry', code, outcomeUnknown: true };
  return { kind: 'rejected', code };
}

function errorCodeIn(bytes: Uint8Array): string {
  try {
    const { error } = JSON.parse(Buffer.from(bytes).toString('utf8')) as { error?: { code?: unknown } };
    return typeof error?.code === 'string' ? error.code : '';
  } catch {
    return '';
  }
}

/** Teams keeps files of a talk where its users do; such an address brings its own key. */
const FILE_HOSTS = ['.sharepoint.com', '.sharepoint.cn'];
const FILE_TIMEOUT_MS = 90_000;

/** Files lie at an address that came with the activity: nowhere but to the service, and our token to nobody else. */
export function createBotFrameworkMedia({ config, token }: Omit<Parts, 'load'>): MediaSource {
  return {
    channel: 'bot-framework',
    async fetchMedia(mediaId, limitBytes, signal) {
      const isService = isServiceAddress(mediaId, config.serviceHosts);
      if (!isService && !isServiceAddress(mediaId, FILE_HOSTS))
        return { kind: 'gone', code: 'foreign-address' };
      const access = isService ? await token.get(signal) : null;
      if (access !== null && access.kind !== 'token') throw notNow(access.code, undefined);
      const answer = await exchange({
        method: 'GET',
        url: mediaId,
        ...(access === null ? {} : { headers: { authorization: `Bearer ${access.token}` } }),
        limitBytes,
        timeoutMs: FILE_TIMEOUT_MS,
        signal,
      });
      if (answer.kind === 'too-large') return { kind: 'too-large' };
      if (answer.kind === 'no-answer') throw notNow(answer.code, undefined);
      if (answer.status === 404 || answer.status === 410)
        return { kind: 'gone', code: `http-${answer.status}` };
      if (answer.status === 401) token.drop();
      if (answer.status !== 200) throw notNow(`http-${answer.status}`, undefined);
      const contentType = answer.headers.get('content-type') ?? 'application/octet-stream';
      return { kind: 'media', bytes: answer.bytes, contentType, fileName: null };
    },
  };
}

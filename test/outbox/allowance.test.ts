import { describe, expect, it } from 'vitest';
import {
  joinTexts,
  judge,
  mergeable,
  RESERVED_SLOTS,
  stoppedBy,
  type Verdict,
  windowOf,
} from '../../src/outbox/allowance.ts';
import type { OutboxRow } from '../../src/storage/contract.ts';
import { shanghai } from '../support/manual-clock.ts';
import { kfRules, openRules } from '../support/recording-channel.ts';

const NOON = shanghai('2026-11-23 12:00');
const CODE = { code: 'code', expiresAt: NOON + 20_000 };
const HOUR_MS = 3_600_000;

const row = (changes: Partial<OutboxRow> = {}): OutboxRow => ({
  id: 'o1',
  lane: 'c1',
  conversationId: 'c1',
  messageId: 'm1',
  ticketId: null,
  channel: 'wecom-kf',
  channelAccountId: 'wk-1',
  channelUserId: 'wm-lin',
  author: 'bot',
  epoch: 3,
  content: { type: 'text', text: '您好' },
  slotClass: 'ordinary',
  mayMerge: true,
  promise: false,
  eventCode: null,
  state: 'queued',
  reason: null,
  attempt: 0,
  mayHaveBeenSent: false,
  resent: false,
  quotaWindowAt: null,
  createdAt: NOON,
  dueAt: NOON,
  ...changes,
});
const wrote = (lastResidentMessageAt: number | null, epoch = 3) => ({ epoch, lastResidentMessageAt });

describe('judge', () => {
  const send = (remaining: number | null, windowAt: number | null = NOON): Verdict => ({
    kind: 'send',
    windowAt,
    remaining,
  });
  const hold = (reason: 'window-closed' | 'quota-used'): Verdict => ({ kind: 'hold', reason });
  const ticket = { author: 'system', slotClass: 'ticket' } as const;
  const news = { author: 'system', slotClass: 'bulletin' } as const;

  it.each<[string, Partial<OutboxRow>, ReturnType<typeof wrote>, number, number, Verdict]>([
    ['the first words after the resident wrote', {}, wrote(NOON), 0, NOON, send(3)],
    ['the last ordinary words', {}, wrote(NOON), 2, NOON, send(1)],
    ['ordinary words of the bot when only the reserve is left', {}, wrote(NOON), 3, NOON, hold('quota-used')],
    ['news for many', news, wrote(NOON), 2, NOON, send(1)],
    ['news for many when only the reserve is left', news, wrote(NOON), 3, NOON, hold('quota-used')],
    ['news for many, whoever owns the talk now', { ...news, epoch: 2 }, wrote(NOON), 0, NOON, send(3)],
    ['the ticket number of the bot from the reserve', { slotClass: 'ticket' }, wrote(NOON), 3, NOON, send(2)],
    ['the handover notice from the reserve', { slotClass: 'handover' }, wrote(NOON), 4, NOON, send(1)],
    ['a notice of the house about a ticket', ticket, wrote(NOON), 4, NOON, send(1)],
    ['words of a person, whatever their kind', { author: 'staff' }, wrote(NOON), 4, NOON, send(1)],
    ['reserved words when nothing is left', ticket, wrote(NOON), 5, NOON, hold('quota-used')],
    ['words of a person when nothing is left', { author: 'staff' }, wrote(NOON), 5, NOON, hold('quota-used')],
    ['words long before the window ends', {}, wrote(NOON), 0, NOON + 47 * HOUR_MS, send(3)],
    [
      'words a minute and a bit before the window ends',
      {},
      wrote(NOON),
      0,
      NOON + 48 * HOUR_MS - 60_001,
      send(3),
    ],
    [
      'words in the last minute of the window',
      {},
      wrote(NOON),
      0,
      NOON + 48 * HOUR_MS - 60_000,
      hold('window-closed'),
    ],
    [
      'words after the window',
      { author: 'staff' },
      wrote(NOON),
      0,
      NOON + 49 * HOUR_MS,
      hold('window-closed'),
    ],
    ['words to somebody who never wrote', {}, wrote(null), 0, NOON, hold('window-closed')],
    [
      'a try again under the same allowance, though it is used up',
      { quotaWindowAt: NOON },
      wrote(NOON),
      5,
      NOON,
      send(null),
    ],
    ['a try again under a newer allowance', { quotaWindowAt: NOON - 1 }, wrote(NOON), 0, NOON, send(3)],
    [
      'words of the bot from before the owner changed',
      { epoch: 2 },
      wrote(NOON),
      0,
      NOON,
      { kind: 'drop', reason: 'owner-changed' },
    ],
    [
      'a notice of the house from before the owner changed',
      { ...ticket, epoch: 2 },
      wrote(NOON),
      0,
      NOON,
      { kind: 'drop', reason: 'owner-changed' },
    ],
    [
      'words of a person from before the owner changed',
      { author: 'staff', epoch: 2 },
      wrote(NOON),
      0,
      NOON,
      send(5),
    ],
    [
      'a welcome with its code, though nobody wrote',
      { eventCode: CODE },
      wrote(null),
      0,
      NOON,
      send(null, null),
    ],
    [
      'a welcome with its code, though the allowance is used up',
      { eventCode: CODE },
      wrote(NOON),
      5,
      CODE.expiresAt - 1,
      send(null, null),
    ],
    [
      'a welcome whose code has died',
      { eventCode: CODE },
      wrote(NOON),
      0,
      CODE.expiresAt,
      { kind: 'drop', reason: 'event-code-expired' },
    ],
    [
      'a welcome from before the owner changed',
      { eventCode: CODE, epoch: 2 },
      wrote(NOON),
      0,
      NOON,
      { kind: 'drop', reason: 'owner-changed' },
    ],
  ])('%s', (_what, changes, conversation, used, now, expected) => {
    expect(judge(row(changes), conversation, kfRules, used, now)).toEqual(expected);
  });

  it('knows no window and no allowance on a channel that has none', () => {
    expect(judge(row(), wrote(null), openRules, 99, NOON)).toEqual({
      kind: 'send',
      windowAt: null,
      remaining: null,
    });
    expect(judge(row({ epoch: 2 }), wrote(null), openRules, 0, NOON)).toEqual({
      kind: 'drop',
      reason: 'owner-changed',
    });
  });

  it('keeps exactly the reserve from ordinary words and never lets anyone past the allowance', () => {
    const sendable = (changes: Partial<OutboxRow>) =>
      [0, 1, 2, 3, 4, 5, 6].filter(
        (used) => judge(row(changes), wrote(NOON), kfRules, used, NOON).kind === 'send',
      ).length;
    expect(sendable({})).toBe(5 - RESERVED_SLOTS);
    expect(sendable(ticket)).toBe(5);
  });
});

describe('mergeable', () => {
  const next = (id: string, changes: Partial<OutboxRow> = {}) =>
    row({ id, content: { type: 'text', text: id }, ...changes });
  const ids = (rows: OutboxRow[]) => rows.map((each) => each.id);

  it.each([
    [1, 1, ['a']],
    [2, 1, ['a']],
    [3, 1, []],
    [1, 3, ['a', 'b', 'c']],
    [4, 3, ['a', 'b', 'c']],
    [5, 3, []],
    [1, 0, []],
    [null, 3, []],
  ])('with %j slots left and %i rows waiting behind joins %j', (remaining, count, expected) => {
    const following = ['a', 'b', 'c'].slice(0, count).map((id) => next(id));
    expect(ids(mergeable(row(), following, kfRules, remaining))).toEqual(expected);
  });

  it.each<[string, Partial<OutboxRow>]>([
    ['must go alone', { mayMerge: false }],
    ['is a menu', { content: { type: 'menu', head: '?', items: [] } }],
    ['is of another author', { author: 'staff' }],
    ['is of another epoch', { epoch: 4 }],
    ['was tried before', { attempt: 1 }],
  ])('stops before a row that %s, also for those behind it', (_why, changes) => {
    expect(ids(mergeable(row(), [next('a'), next('b', changes), next('c')], kfRules, 1))).toEqual(['a']);
    expect(mergeable(row(changes), [next('a', { ...changes, mayMerge: true })], kfRules, 1)).toEqual(
      // A first row of another author or epoch joins its own kind; the others go alone.
      'author' in changes || 'epoch' in changes ? [expect.objectContaining({ id: 'a' })] : [],
    );
  });

  it('joins words of different kinds of one author, and no more than one message may hold', () => {
    expect(ids(mergeable(row(), [next('a', { slotClass: 'ticket', promise: true })], kfRules, 1))).toEqual([
      'a',
    ]);
    const long = (id: string, bytes: number) =>
      next(id, { content: { type: 'text', text: 'x'.repeat(bytes) } });
    const head = long('head', 1_000);
    expect(ids(mergeable(head, [long('a', 1_046)], kfRules, 1))).toEqual(['a']);
    expect(ids(mergeable(head, [long('a', 1_047)], kfRules, 1))).toEqual([]);
    // Bytes, not letters: a Chinese letter takes three.
    expect(
      ids(mergeable(head, [next('a', { content: { type: 'text', text: '水'.repeat(349) } })], kfRules, 1)),
    ).toEqual([]);
    expect(
      ids(mergeable(head, [next('a', { content: { type: 'text', text: '水'.repeat(348) } })], kfRules, 1)),
    ).toEqual(['a']);
  });
});

describe('stoppedBy', () => {
  const ordinary = { author: 'bot', slotClass: 'ordinary' } as const;
  const bulletin = { author: 'system', slotClass: 'bulletin' } as const;
  const ticket = { author: 'bot', slotClass: 'ticket' } as const;
  const staff = { author: 'staff', slotClass: 'ticket' } as const;
  const byQuota = (held: typeof ordinary | typeof bulletin | typeof ticket | typeof staff) => ({
    ...held,
    reason: 'quota-used',
  });

  it.each([
    ['reserved words behind ordinary ones', ticket, ordinary, null],
    ['reserved words behind news for many', staff, bulletin, null],
    ['reserved words behind others', ticket, staff, 'quota-used'],
    ['ordinary words behind ordinary ones', ordinary, ordinary, 'quota-used'],
    ['ordinary words behind reserved ones', ordinary, ticket, 'quota-used'],
    ['news for many behind ordinary words', bulletin, ordinary, 'quota-used'],
  ])('%s that the allowance holds', (_what, row, held, expected) => {
    expect(stoppedBy(row, [byQuota(held)])).toBe(expected);
  });

  it('lets nothing past words that wait for something else, and says for what', () => {
    expect(stoppedBy(ticket, [byQuota(ordinary), { ...ordinary, reason: 'window-closed' }])).toBe(
      'window-closed',
    );
    expect(stoppedBy(ticket, [])).toBeNull();
  });
});

describe('joinTexts', () => {
  it('puts an empty line between the words and leaves a single message as it is', () => {
    const menu = row({ content: { type: 'menu', head: '哪里？', items: [] } });
    expect(joinTexts(menu, [])).toBe(menu.content);
    const words = ['一', '二', '三'].map((text) => row({ content: { type: 'text', text } }));
    const [first, ...rest] = words;
    expect(joinTexts(first ?? row(), rest)).toEqual({ type: 'text', text: '一\n\n二\n\n三' });
  });
});

describe('windowOf', () => {
  const oaRules = { ...kfRules, briefly: { windowMs: 60_000, quota: 3 } };
  const opened = (lastResidentMessageAt: number | null, brieflyOpenedAt?: number) => ({
    lastResidentMessageAt,
    ...(brieflyOpenedAt === undefined ? {} : { brieflyOpenedAt }),
  });
  const LONG_AGO = NOON - 72 * HOUR_MS;
  const END = NOON + 48 * HOUR_MS;

  it.each([
    ['a channel that is not there', opened(NOON), null, 0, NOON, [false, null, null, 'channel-off']],
    ['nobody has written', opened(null), kfRules, 0, NOON, [false, 5, null, 'window-closed']],
    ['just written', opened(NOON), kfRules, 0, NOON, [true, 5, END, null]],
    ['two said', opened(NOON), kfRules, 2, NOON, [true, 3, END, null]],
    ['all said', opened(NOON), kfRules, 5, NOON, [false, 0, END, 'quota-used']],
    ['at the end', opened(NOON), kfRules, 0, END, [false, 5, END, 'window-closed']],
    ['no bounds', opened(null), openRules, 9, NOON, [true, null, null, null]],
    [
      'a deed days after the last word',
      opened(LONG_AGO, NOON),
      oaRules,
      1,
      NOON,
      [true, 2, NOON + 60_000, null],
    ],
    [
      'all of a moment said',
      opened(LONG_AGO, NOON),
      oaRules,
      3,
      NOON,
      [false, 0, NOON + 60_000, 'quota-used'],
    ],
    [
      'a moment that has passed, long after the last word',
      ...([opened(LONG_AGO, NOON), oaRules, 0, NOON + 60_000] as const),
      [false, 3, LONG_AGO + 48 * HOUR_MS, 'window-closed'],
    ],
    [
      'a moment that has passed, while the last word’s allowance is spent',
      ...([opened(NOON - HOUR_MS, NOON), oaRules, 0, NOON + 60_000] as const),
      [false, 0, NOON - HOUR_MS + 48 * HOUR_MS, 'quota-used'],
    ],
    [
      'a deed where deeds are nothing of their own',
      opened(NOON, NOON + 1),
      kfRules,
      0,
      NOON,
      [true, 5, END, null],
    ],
  ] as const)('%s', (_what, conversation, rules, used, now, [canSendNow, remaining, windowEndsAt, why]) => {
    expect(windowOf(conversation, rules, used, now)).toEqual({ canSendNow, remaining, windowEndsAt, why });
  });

  it('lets the bot say what it has to say in a moment, and keeps what is left for what must be said', () => {
    const conversation = { epoch: 3, ...opened(LONG_AGO, NOON) };
    const verdicts = [0, 1, 2, 3].map((used) => judge(row(), conversation, oaRules, used, NOON).kind);
    expect(verdicts).toEqual(['send', 'hold', 'hold', 'hold']);
    const number = row({ slotClass: 'ticket' });
    expect([1, 2, 3].map((used) => judge(number, conversation, oaRules, used, NOON).kind)).toEqual([
      'send',
      'send',
      'hold',
    ]);
    expect(judge(number, conversation, oaRules, 0, NOON + 56_000)).toMatchObject({ reason: 'window-closed' });
  });

  it('puts news and answer into one where there is one message only, and never a person’s words among them', () => {
    const rules = { ...openRules, perInboundQuota: 1 };
    const news = row({ author: 'system', slotClass: 'ticket' });
    expect(mergeable(news, [row(), row()], rules, 1)).toHaveLength(2);
    expect(mergeable(news, [row({ author: 'staff' }), row()], rules, 1)).toEqual([]);
    expect(mergeable(news, [row()], kfRules, 1)).toEqual([]);
  });

  it('keeps no reserve where there is one message only', () => {
    const rules = { ...openRules, perInboundQuota: 1 };
    expect(judge(row(), wrote(NOON), rules, 0, NOON)).toEqual({ kind: 'send', windowAt: NOON, remaining: 1 });
    expect(judge(row(), wrote(NOON), rules, 1, NOON)).toMatchObject({ kind: 'hold', reason: 'quota-used' });
  });
});

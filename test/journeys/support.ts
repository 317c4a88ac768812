// What the stories ask of a desk again and again, in a line each.

import { afterAll, beforeAll } from 'vitest';
import { sleep, systemClock } from '../../src/base/clock.ts';
import type { ChannelId } from '../../src/channels/contract.ts';
import type { ConversationView, MessageView, StaffTaskView, TicketView } from '../../src/http/api/schemas.ts';
import { openStory, type Story, type StoryOptions } from '../harness/in-process-desk.ts';
import { createLeapingClock, type LeapingClock } from '../support/leaping-clock.ts';
import { shanghai } from '../support/manual-clock.ts';

/** A Tuesday in the service hours: reception, engineers and security are all on duty. */
export const workday = (): LeapingClock => createLeapingClock(shanghai('2026-11-24 10:00'));

export type Stage = { story: Story; clock: LeapingClock };

/** A desk of its own for the stories of one `describe`, on a workday morning. */
export function stage(options: Omit<StoryOptions, 'clock'> & { clock?: LeapingClock } = {}): Stage {
  const on = {} as Stage;
  beforeAll(async () => {
    on.clock = options.clock ?? workday();
    on.story = await openStory({ ...options, clock: on.clock });
  });
  afterAll(() => on.story?.close());
  return on;
}

/** Lets time pass quickly, a second at a time, until something holds; for what waits between tries. */
export async function hurry(on: Stage, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let seconds = 0; seconds < 1_000 && !(await holds()); seconds++) {
    on.clock.leap(1_000);
    await sleep(systemClock, 4);
  }
}

type Items<T> = { items: T[] };

export async function ticketsOf(
  story: Story,
  residentId: string,
  channel: ChannelId = 'wecom-kf',
): Promise<TicketView[]> {
  const path = `/tickets?channel=${channel}&channelUserId=${residentId}`;
  const { body } = await story.api<Items<TicketView>>('GET', path);
  return body.items;
}

/** The one ticket of this resident; a story that expects one says so. */
export async function ticketOf(story: Story, residentId: string, channel?: ChannelId): Promise<TicketView> {
  const tickets = await ticketsOf(story, residentId, channel);
  const [ticket] = tickets;
  if (!ticket || tickets.length > 1) throw new Error(`${tickets.length} tickets instead of one`);
  return ticket;
}

export async function conversationOf(
  story: Story,
  residentId: string,
  channel: ChannelId = 'wecom-kf',
): Promise<ConversationView> {
  const path = `/conversations?channel=${channel}&channelUserId=${residentId}`;
  const { body } = await story.api<Items<ConversationView>>('GET', path);
  const [conversation] = body.items;
  if (!conversation) throw new Error('no conversation');
  return conversation;
}

export async function threadOf(
  story: Story,
  residentId: string,
  channel?: ChannelId,
): Promise<MessageView[]> {
  const { id } = await conversationOf(story, residentId, channel);
  const { body } = await story.api<Items<MessageView>>('GET', `/conversations/${id}/messages?limit=200`);
  return body.items;
}

export async function tasksOf(story: Story, residentId: string): Promise<StaffTaskView[]> {
  const { id } = await conversationOf(story, residentId);
  const { body } = await story.api<Items<StaffTaskView>>('GET', '/staff-tasks?limit=200');
  return body.items.filter((task) => task.conversationId === id);
}

/** A deed in the conversation of this resident. */
export async function inConversation(
  story: Story,
  residentId: string,
  deed: 'takeover' | 'reply' | 'handback',
  body: Record<string, unknown> = {},
  channel?: ChannelId,
) {
  const { id } = await conversationOf(story, residentId, channel);
  return story.api('POST', `/conversations/${id}/${deed}`, body);
}

/** What a clock says that runs out; test/tickets/overdue.test.ts is about it. */
const OF_A_CLOCK = /^【(提前提醒|快到时限|超时|超时督办|督办|督办清单|待登记)】/;

/** On the phones of our people, oldest first, without what clocks say; `userId` narrows it to one phone. */
export function notices(story: Story, userId?: string): string[] {
  return told(story)
    .filter((notice) => userId === undefined || notice.userId === userId)
    .filter(({ words }) => !OF_A_CLOCK.test(words))
    .map(({ userId, words }) => `${userId}: ${words}`);
}

/** Everything on the phone of each of our people, what clocks say among it, oldest first. */
export function allNotices(story: Story): Record<string, string[]> {
  const phones: Record<string, string[]> = {};
  for (const { userId, words } of told(story)) phones[userId] = [...(phones[userId] ?? []), words];
  return phones;
}

function told(story: Story): { userId: string; words: string }[] {
  return story.fake.ledger
    .of('staff.notice')
    .map((notice) => ({ userId: notice.userId, words: wordsOf(notice.content) }));
}

/** A text as it stands, a card as everything that can be read on it. */
function wordsOf(content: unknown): string {
  const {
    content: text,
    main_title,
    sub_title_text,
    horizontal_content_list,
  } = content as {
    content?: string;
    main_title?: { title: string; desc: string };
    sub_title_text?: string;
    horizontal_content_list?: { keyname: string; value: string }[];
  };
  if (text !== undefined) return text;
  return [
    main_title?.title,
    main_title?.desc,
    ...(horizontal_content_list ?? []).map((line) => `${line.keyname}：${line.value}`),
    sub_title_text,
  ].join('\n');
}

/** One answer of the desk's own database, looked at from outside. */
export function rows(story: Story, sql: string): Promise<Record<string, unknown>[]> {
  return story.database.rows(sql);
}

/** Makes the database itself refuse something, as a full disk does; the returned function mends it. */
export function breakStore(story: Story, what: string): Promise<() => Promise<void>> {
  return story.database.breakAt(what);
}

// Recorded activities in, our items out. Whatever takes the place of the library must pass this, too.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseActivity } from '../../../src/channels/bot-framework/parse.ts';
import type { InboundItem } from '../../../src/channels/contract.ts';
import { activities } from './activities.ts';

const NOW = Date.parse('2026-11-24T02:00:05Z');
const parse = (value: unknown) => parseActivity(value, JSON.stringify(value), NOW);
function itemsOf(value: unknown): InboundItem[] {
  const read = parse(value);
  if (read.kind === 'items') return read.items.map(({ item }) => item);
  return read.kind === 'item' ? [read.item] : [];
}

describe('messages', () => {
  it('Teams: words without the name of the bot, and not once more as HTML', () => {
    const [item, ...more] = itemsOf(activities.teamsMention);
    expect(more).toEqual([]);
    expect(item).toMatchObject({
      channel: 'bot-framework',
      channelAccountId: 'msteams',
      channelUserId: activities.teamsMention.from.id,
      sentAt: Date.parse('2026-11-24T02:00:00.123Z'),
      origin: 'resident',
      content: { type: 'text', text: '3栋2单元501客厅灯不亮了' },
    });
    expect(JSON.parse(item?.replyTo ?? '')).toEqual({
      channelId: 'msteams',
      serviceUrl: 'https://smba.trafficmanager.net/apac/',
      conversation: { id: activities.teamsMention.conversation.id, conversationType: 'personal' },
      bot: { id: '28:bot' },
      user: { id: activities.teamsMention.from.id },
      locale: 'zh-CN',
    });
  });

  it('Teams: a file by the address that brings its own key', () => {
    expect(itemsOf(activities.teamsFile).map(({ content }) => content)).toEqual([
      { type: 'file', mediaId: 'https://contoso.sharepoint.com/download?tempauth=1' },
    ]);
  });

  it('Direct Line: words and each file as items of their own, under ids of their own', () => {
    const items = itemsOf(activities.directLinePhotos);
    expect(items.map(({ content }) => content.type)).toEqual(['text', 'image', 'voice']);
    expect(new Set(items.map(({ channelItemId }) => channelItemId)).size).toBe(3);
    expect(items[0]?.channelAccountId).toBe('directline:HdjRsoQVH0z6zOMlnbPDB8-as');
  });

  it('Slack', () => {
    expect(itemsOf(activities.slackMessage)).toMatchObject([
      { channelAccountId: 'slack', channelUserId: 'U019:T023', content: { text: '物业费怎么交' } },
    ]);
  });

  it('without an id the same is known by all it says', () => {
    const [first] = itemsOf(activities.withoutId);
    expect(itemsOf(activities.withoutId)[0]?.channelItemId).toBe(first?.channelItemId);
    const [other] = itemsOf({ ...activities.withoutId, text: '别的' });
    expect(other?.channelItemId).not.toBe(first?.channelItemId);
  });

  it('the same id in another conversation or channel is another message', () => {
    const { directLinePhotos: one } = activities;
    const others = [one, { ...one, conversation: { id: 'other' } }, { ...one, channelId: 'webchat' }];
    expect(new Set(others.map((each) => itemsOf(each)[0]?.channelItemId)).size).toBe(3);
  });
});

describe('events', () => {
  it('Teams: the bot is added to a talk of two, so its other side has entered', () => {
    expect(itemsOf(activities.teamsBotAdded)).toMatchObject([
      {
        channelUserId: activities.teamsBotAdded.from.id,
        origin: 'system',
        content: { type: 'event.entered' },
      },
    ]);
  });

  it('what is deleted is the message of that id', () => {
    const [said] = itemsOf(activities.teamsMention);
    expect(itemsOf(activities.teamsDeleted)).toMatchObject([
      { content: { type: 'event.recalled', recalledItemId: said?.channelItemId, by: 'resident' } },
    ]);
  });

  it.each([
    ['typing', activities.directLineTyping, 'typing'],
    ['a group', activities.teamsGroup, 'group'],
  ])('%s is nothing', (_, activity, reason) => {
    expect(parse(activity)).toEqual({ kind: 'nothing', reason });
  });

  it('other kinds are noted and nobody thinks about them', () => {
    expect(parse(activities.teamsInvoke)).toMatchObject({
      kind: 'item',
      inConversation: false,
      item: { content: { type: 'event.other', platformType: 'invoke' } },
    });
  });
});

describe('what cannot be read', () => {
  it.each([
    ['no sender', { ...activities.slackMessage, from: undefined }],
    ['a name that is none', { ...activities.slackMessage, channelId: 'a:b' }],
    ['an id that is a number', { ...activities.slackMessage, id: 7 }],
  ])('%s: is kept for a person', (_, activity) => {
    expect(parse(activity)).toMatchObject({ kind: 'keep', reason: 'no-activity' });
  });

  it('never throws, whatever stands in a field', () => {
    const fields = Object.keys(activities.teamsMention);
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.jsonValue(), (field, value) => {
        const read = parse({ ...activities.teamsMention, [field]: value });
        expect(['item', 'items', 'keep', 'nothing']).toContain(read.kind);
      }),
    );
  });
});

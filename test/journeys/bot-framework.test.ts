// What is the Bot Framework's own: the reference that is kept, the address we may be sent to, the token, entering, files.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BOT_APP_ID, openBotDesk, shownWords, toWire } from '../contracts/channels/bot-framework.ts';
import { openStory } from '../harness/in-process-desk.ts';

type Desk = Awaited<ReturnType<typeof openBotDesk>>;
let on: Desk;
beforeAll(async () => {
  on = await openBotDesk();
});
afterAll(() => on?.story.close());

async function bring(activity: { body: string; authorization: string }): Promise<number> {
  const { path, body, headers } = toWire(activity);
  const answer = await fetch(`${on.story.baseUrl}${path}`, {
    method: 'POST',
    body,
    ...(headers && { headers }),
  });
  await answer.text();
  await on.story.settled();
  return answer.status;
}
const screen = (to: { channelId?: string; person: string }) => on.service.screen(to).map(shownWords);

async function conversationOf(person: string) {
  const path = `/conversations?channel=bot-framework&channelUserId=${person}`;
  return (await on.story.api<{ items: { id: string }[] }>('GET', path)).body.items;
}

it('greets whoever enters, once, and nobody for the bot’s own entering', async () => {
  const to = { person: 'dl_new' };
  const bot = on.service.does(to, { type: 'conversationUpdate', membersAdded: [{ id: 'bot' }] });
  expect(await bring(bot)).toBe(200);
  expect(screen(to)).toEqual([]);
  const entered = on.service.does(to, { type: 'conversationUpdate', membersAdded: [{ id: 'dl_new' }] });
  expect(await bring(entered)).toBe(200);
  expect(await bring(entered)).toBe(200);
  expect(screen(to)).toHaveLength(1);
});

it('takes typing for nothing', async () => {
  expect(await bring(on.service.does({ person: 'dl_types' }, { type: 'typing' }))).toBe(200);
  expect(await conversationOf('dl_types')).toEqual([]);
});

it('writes by the reference that was kept, long after, and shows it in no log and no file', async () => {
  const to = { channelId: 'msteams', person: '29:teams-user', conversation: 'a:teams-talk' };
  expect(await bring(on.service.writes(to, '3栋2单元501客厅灯不亮了'))).toBe(200);
  const before = screen(to).length;
  const [conversation] = await conversationOf(encodeURIComponent('29:teams-user'));
  on.clock.leap(72 * 3_600_000);
  await on.story.quiet();
  const said = await on.story.api('POST', `/conversations/${conversation?.id}/reply`, {
    onBehalfOf: 'xu-jing',
    text: '师傅已经修好了',
  });
  expect(said.status).toBe(200);
  await on.story.quiet();
  expect(screen(to).slice(before).join('\n')).toContain('师傅已经修好了');
  const kept = await on.story.app.store.read((tx) => tx.conversations.get(conversation?.id ?? ''));
  expect(JSON.parse(kept?.replyTo ?? '{}')).toMatchObject({ conversation: { id: 'a:teams-talk' } });
  // On PostgreSQL there are no files of ours, and only the log is looked at.
  for (const name of readdirSync(on.story.dataDir).filter((each) => /\.db/.test(each)))
    expect(readFileSync(join(on.story.dataDir, name)).includes('teams-talk'), name).toBe(false);
  expect(on.story.logLines.join('\n')).not.toMatch(/teams-talk|29:teams-user/);
});

it('keeps two talks apart whose persons call themselves the same, where nobody vouches for the name', async () => {
  for (const conversation of ['one', 'two'])
    expect(await bring(on.service.writes({ person: 'dl_same', conversation }, '你好'))).toBe(200);
  expect(await conversationOf('dl_same')).toHaveLength(2);
});

it('says nothing into a group', async () => {
  const to = { channelId: 'msteams', person: '29:group-user', conversation: 'group' };
  const inGroup = { conversation: { id: 'group', isGroup: true } };
  expect(await bring(on.service.writes(to, '你好', inGroup))).toBe(200);
  expect(screen(to)).toEqual([]);
});

it('offers buttons where they can be pressed, and numbers elsewhere', async () => {
  const teams = { channelId: 'msteams', person: '29:buttons' };
  const slack = { channelId: 'slack', person: 'U0BUTTONS' };
  for (const to of [teams, slack]) {
    await bring(on.service.writes(to, '马桶堵了'));
    await bring(on.service.writes(to, '5栋1203'));
  }
  expect(on.service.screen(teams).at(-1)?.suggestedActions?.actions.length).toBeGreaterThan(1);
  expect(on.service.screen(slack).at(-1)?.suggestedActions).toBeUndefined();
  expect(screen(slack).at(-1)).toMatch(/^1\. /m);
});

it('shows how a matter stands on a card where cards are drawn, and in words alone elsewhere', async () => {
  const teams = { channelId: 'msteams', person: '29:cards' };
  const slack = { channelId: 'slack', person: 'U0CARDS' };
  for (const to of [teams, slack]) {
    await bring(on.service.writes(to, '2栋2单元502客厅灯不亮了'));
    await bring(on.service.writes(to, '师傅什么时候到'));
  }
  expect(on.service.screen(teams).at(-1)?.attachments).toHaveLength(1);
  expect(on.service.screen(slack).at(-1)?.attachments).toBeUndefined();
  for (const to of [teams, slack]) expect(screen(to).at(-1)).toMatch(/单号\d{6}-/);
});

it('keeps words and a file of one activity as two messages, however often they come', async () => {
  const to = { person: 'dl_both' };
  const photo = JSON.parse(on.service.sendsPhoto(to, Uint8Array.of(1)).body) as { attachments: object[] };
  const both = on.service.writes(to, '客厅漏水', { attachments: photo.attachments });
  expect([await bring(both), await bring(both)]).toEqual([200, 200]);
  const [conversation] = await conversationOf('dl_both');
  const path = `/conversations/${conversation?.id}/messages?limit=50`;
  const { body } = await on.story.api<{ items: { direction: string; type: string }[] }>('GET', path);
  const types = body.items.filter(({ direction }) => direction === 'in').map(({ type }) => type);
  expect(types.toSorted()).toEqual(['image', 'text']);
});

it('fetches no file from an address that is not the service’s', async () => {
  const to = { person: 'dl_elsewhere' };
  const attachments = [{ contentType: 'image/png', contentUrl: 'http://169.254.169.254/latest/meta-data' }];
  expect(await bring(on.service.does(to, { type: 'message', attachments }))).toBe(200);
  await on.story.quiet();
  const [conversation] = await conversationOf('dl_elsewhere');
  const path = `/conversations/${conversation?.id}/messages?limit=50`;
  const { body } = await on.story.api<{ items: { attachments: { state: string }[] }[] }>('GET', path);
  expect(body.items.flatMap(({ attachments: files }) => files)).toMatchObject([{ state: 'gone' }]);
});

it('asks for another token when the one it has is refused', async () => {
  const to = { person: 'dl_token' };
  await bring(on.service.writes(to, '你好'));
  const before = screen(to).length;
  const count = on.service.tokenCount();
  on.service.endTokens();
  const [conversation] = await conversationOf('dl_token');
  const path = `/conversations/${conversation?.id}/reply`;
  await on.story.api('POST', path, { onBehalfOf: 'xu-jing', text: '马上到' });
  for (let minute = 0; minute < 20 && screen(to).length === before; minute++) {
    on.clock.leap(60_000);
    await on.story.quiet();
  }
  expect(screen(to).slice(before).join('\n')).toContain('马上到');
  expect(on.service.tokenCount()).toBe(count + 1);
});

it('confirms nothing while the keys cannot be read', async () => {
  const other = await openBotDesk({ BOT_FRAMEWORK_OPENID_METADATA_URL: 'http://127.0.0.1:1/openid' });
  try {
    const { path, body, headers } = toWire(other.service.writes({ person: 'dl_keys' }, '你好'));
    const answer = await fetch(`${other.story.baseUrl}${path}`, {
      method: 'POST',
      body,
      ...(headers && { headers }),
    });
    expect(answer.status).toBe(503);
  } finally {
    await other.story.close();
  }
});

describe('without an app id', () => {
  it('there is no such address, for nobody', async () => {
    const story = await openStory();
    try {
      const { body, headers } = toWire(on.service.writes({ person: 'dl_off' }, '你好'));
      const init = { method: 'POST', body, ...(headers && { headers }) };
      expect((await fetch(`${story.baseUrl}/api/messages`, init)).status).toBe(404);
    } finally {
      await story.close();
    }
  });

  it('an app id alone starts nothing', async () => {
    await expect(openStory({ env: { MicrosoftAppId: BOT_APP_ID } })).rejects.toThrow(/MicrosoftAppPassword/);
  });
});

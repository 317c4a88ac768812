// The desk must not notice where a resident comes from: the same twenty conversations leave the same tickets on every channel.
import { expect, it } from 'vitest';
import type { TicketView } from '../../src/http/api/schemas.ts';
import { botFramework, hasBotbuilder } from '../contracts/channels/bot-framework.ts';
import type { ChannelUnderTest, Wire } from '../contracts/channels/channel.contract.ts';
import { dingtalk, feishu } from '../contracts/channels/robots.ts';
import { app, kf, officialAccount } from '../contracts/channels/subjects.ts';
import { web } from '../contracts/channels/web.ts';

/** What each says, one after the other. A number is the n-th of the choices that were offered. */
const conversations: readonly (readonly (string | number)[])[] = [
  ['1栋1单元301厨房水管爆了，水漫出来了'],
  ['2栋2单元502客厅灯不亮了'],
  ['我要报修', '卫生间马桶堵了', '3栋1单元703'],
  ['4栋3单元1104空调滴水', '13800138000'],
  ['马桶堵了', '5栋1203', 1],
  ['6栋1号梯困人了！'],
  ['7栋2单元801闻到煤气味'],
  ['8栋1单元402门禁卡刷不开', '明天上午'],
  ['9栋2单元1503半夜楼上装修，我要投诉'],
  ['10栋1单元204保安态度很差，投诉'],
  ['投诉物业费乱收', '11栋3单元902'],
  ['12栋1单元601漏水', '不对，是602'],
  ['物业费怎么交'],
  ['你好'],
  ['1栋2单元1801插座冒火花'],
  ['我要报修', '算了，不用了'],
  ['2栋3单元303窗户关不上', '取消吧', '确定'],
  ['3栋3单元2001没有热水', '什么时候来'],
  ['B1停车场A区积水了'],
  ['4栋1单元105房门锁坏了，进不去'],
];

const told = ({
  kind,
  category,
  grade,
  level,
  complaintClass,
  status,
  place,
  department,
  partial,
}: TicketView) => ({
  ...{ kind, category, grade, level, complaintClass, status, department, partial },
  place: { ...place, text: null },
});

type Left = { says: readonly (string | number)[]; tickets: ReturnType<typeof told>[] };

async function ticketsOn(channel: ChannelUnderTest): Promise<Left[]> {
  const on = await channel.open();
  const bring = async ({ path, body, headers = {} }: Wire) => {
    const init = { method: 'POST', body, headers: { 'content-type': 'text/xml', ...headers } };
    const { status } = await fetch(`${on.story.baseUrl}${path}`, init);
    expect(status).toBe(200);
  };
  try {
    const left: Left[] = [];
    for (const [index, says] of conversations.entries()) {
      const person = on.person(`P${index}`);
      for (const words of says) {
        await bring(
          typeof words === 'string' ? await on.writes(person, words) : await on.chooses(person, words),
        );
        await on.story.settled();
      }
      const path = `/tickets?channel=${channel.id}&channelUserId=${encodeURIComponent(person)}`;
      const { body } = await on.story.api<{ items: TicketView[] }>('GET', path);
      left.push({ says, tickets: body.items.map(told) });
    }
    return left;
  } finally {
    await on.story.close();
  }
}

const channels = [kf, app, officialAccount, web, feishu, dingtalk, ...(hasBotbuilder ? [botFramework] : [])];

it('twenty conversations leave the same tickets on every channel', { timeout: 300_000 }, async () => {
  const found = new Map<string, Left[]>();
  for (const channel of channels) found.set(channel.id, await ticketsOn(channel));
  const expected = found.get(kf.id) ?? [];
  // They must be about something, or they would be alike for nothing.
  const tickets = expected.flatMap((each) => each.tickets);
  expect(tickets.length).toBeGreaterThanOrEqual(14);
  expect(new Set(tickets.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(2);
  expect(new Set(tickets.map(({ grade }) => grade)).size).toBeGreaterThanOrEqual(3);
  for (const [id, left] of found) expect(left, id).toEqual(expected);
  // The page is what this run found: written again with `npm exec vitest run test/journeys/same-everywhere.test.ts -- -u`.
  if (hasBotbuilder) await expect(pageOf(found)).toMatchFileSnapshot(PAGE);
});

const PAGE = '../../docs/channels.md';

const NAMES: Readonly<Record<string, string>> = {
  ...{ 'wecom-kf': '微信客服', 'wecom-app': '企业微信应用', 'wechat-oa': '公众号', web: '网页聊天' },
  ...{ feishu: '飞书', dingtalk: '钉钉', 'bot-framework': 'Bot Framework' },
};

function pageOf(found: ReadonlyMap<string, Left[]>): string {
  const [first = []] = found.values();
  const heads = [...found.keys()].map((id) => NAMES[id] ?? id);
  const rows = first.map(({ says, tickets }, at) => {
    const same = [...found.values()].map((left) =>
      JSON.stringify(left[at]) === JSON.stringify(first[at]) ? '✓' : 'other',
    );
    return [says.map(sayWords).join(' · '), tickets.map(sayTicket).join('; ') || '–', ...same];
  });
  return `# The same conversations on every channel

What each of twenty residents says, what it leaves at the desk, and whether it is the same wherever they write from: kind, category, grade, department, status, place and, for a complaint, its class. A number is a choice that was offered, \`–\` is no ticket. Every channel runs through the whole desk against its played platform.

This page is written by the run that checks it, \`test/journeys/same-everywhere.test.ts\`, which fails when the page or a channel says something else. What else each channel must do is in \`test/contracts/channels/\`; how to connect one is in the \`install-*.md\` files beside this one.

${[['Said', 'Left', ...heads], ['---', '---', ...heads.map(() => ':-:')], ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')}
`;
}

const sayWords = (words: string | number) => (typeof words === 'number' ? `[${words}]` : words);

function sayTicket({ kind, category, grade, department, status, place }: Left['tickets'][number]): string {
  const where = [place.building, place.unit, place.room].filter((part) => part != null).join('-');
  const what = category === null ? kind : `${kind} ${category}`;
  return [what, `grade ${grade}`, department, status, where].filter((part) => part).join(', ');
}

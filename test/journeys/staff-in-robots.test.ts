// People of ours who live in 飞书 or 钉钉 are called there, too.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStory } from '../harness/in-process-desk.ts';
import { createLeapingClock } from '../support/leaping-clock.ts';
import { shanghai } from '../support/manual-clock.ts';

it('an emergency rings in 企业微信 and wherever else the duty worker has an address', async () => {
  const shipped = readFileSync(join(import.meta.dirname, '../../config/staff.yaml'), 'utf8');
  const staff = shipped.replaceAll(
    /wecomUserId: (\w+)/g,
    'wecomUserId: $1, feishuOpenId: ou_$1, dingtalkUserId: d$1',
  );
  const clock = createLeapingClock(shanghai('2026-11-24 10:00'));
  const story = await openStory({ clock, feishu: true, dingtalk: true, config: { 'staff.yaml': staff } });
  try {
    story.resident('wmAn').writes('1栋1单元301厨房水管爆了，水漫出来了');
    await story.settled();
    const wecom = story.fake.ledger.noticesOf('ChenXiaoJun');
    const inFeishu = story.feishu?.ledger.messagesTo('ou_ChenXiaoJun') ?? [];
    const inDingtalk = story.dingtalk?.messagesTo('dChenXiaoJun') ?? [];
    expect(wecom.length).toBeGreaterThan(0);
    expect(inFeishu).toHaveLength(wecom.length);
    expect(inDingtalk).toHaveLength(wecom.length);
    expect(JSON.stringify(inFeishu[0]?.content)).toContain('301');
    expect(JSON.stringify(inDingtalk[0]?.content)).toContain('301');
  } finally {
    await story.close();
  }
});

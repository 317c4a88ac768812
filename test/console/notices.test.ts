// A notice at the console: written by one, let out by another, and answered from. In a real browser (needs Chromium).
import { describe, expect, it } from 'vitest';
import { hasChromium, stagePerTest } from './support.ts';

describe.skipIf(!hasChromium)('a notice at the console', { timeout: 90_000 }, () => {
  const on = stagePerTest();

  it('is written by one, approved and published by another, and residents who ask are answered from it', async () => {
    await on.stage.addPerson('xu', 'xu-jing', 'agent');
    await on.stage.addPerson('lin', 'lin-zheng', 'manager');
    const inTwoDays = new Date(on.stage.story.app.house.clock.now() + 56 * 3_600_000)
      .toISOString()
      .slice(0, 10);
    const writer = await on.stage.open('/notices');
    await on.stage.signIn(writer, 'xu');
    await writer.getByText('还没有通知。').waitFor();
    await writer.getByRole('button', { name: '写通知' }).click();
    await writer.getByLabel('停的是什么').click();
    await writer.getByTitle('停水', { exact: true }).click();
    await writer.getByLabel('整个小区').check();
    await writer.getByLabel('标题').fill('全小区停水');
    await writer.getByLabel('从什么时候开始').fill(`${inTwoDays}T09:00`);
    await writer.getByLabel('预计什么时候恢复').fill(`${inTwoDays}T18:00`);
    await writer.getByLabel('原因').fill('清洗水箱');
    await writer.getByRole('button', { name: '存成草稿' }).click();
    await writer.getByText('住户会读到：“全小区计划').waitFor();
    await writer.getByRole('button', { name: '提交审核' }).click();
    await writer.getByText('等人审核').waitFor();
    expect(await writer.getByRole('button', { name: '审核通过' }).count()).toBe(0);

    const lead = await on.stage.open('/notices');
    await on.stage.signIn(lead, 'lin');
    await lead.getByRole('button', { name: '审核通过' }).click();
    await lead.getByRole('button', { name: '发布', exact: true }).click();
    await lead.getByText('住户问到，正按它答').waitFor();

    const resident = on.stage.story.resident('wmAsks');
    const hears = () => on.stage.story.hears(resident).join('\n');
    resident.writes('后天是不是要停水？');
    await on.stage.story.settled();
    expect(hears()).toContain('清洗水箱');
    await lead.getByRole('button', { name: /撤\s?回/ }).click();
    await lead.getByRole('dialog').getByRole('textbox').fill('改到下周');
    await lead
      .getByRole('dialog')
      .getByRole('button', { name: /撤\s?回/ })
      .click();
    await lead.getByText('撤回原因：改到下周').waitFor();
    await on.stage.story.settled();
    expect(hears()).toContain('全小区停水的通知已撤回');
  });
});

// An incident is led at the console: confirmed with a first bulletin, told on, and ended. In a real browser (needs Chromium).
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { until } from '../support/until.ts';
import { hasChromium, stagePerTest } from './support.ts';

describe.skipIf(!hasChromium)('an incident at the console', { timeout: 90_000 }, () => {
  const on = stagePerTest();

  const says = async (who: string, words: string) => {
    on.stage.story.resident(who).writes(words);
    await on.stage.story.settled();
  };
  const hears = (who: string, words: string) =>
    on.stage.story.hears(on.stage.story.resident(who)).some((text) => text.includes(words));
  async function openList(): Promise<Page> {
    for (const room of ['101', '201', '301']) await says(`wmDry${room}`, `6栋1单元${room}停水了`);
    await on.stage.addPerson('lin', 'lin-zheng', 'manager');
    const page = await on.stage.open('/incidents');
    await on.stage.signIn(page, 'lin');
    return page;
  }

  it('is confirmed with a first bulletin; whoever writes later is told, and the page shows whom it reaches', async () => {
    const page = await openList();
    await page.getByRole('button', { name: '是一件事', exact: true }).click();
    await page.getByLabel('第一条通报（可以等会儿再发）').fill('水泵坏了，师傅正在换，预计11:30来水。');
    await page.getByRole('button', { name: '按一件事来办' }).click();
    await page.getByText('受影响的住户', { exact: true }).waitFor();
    await page.getByText('下次通报 还剩').waitFor();
    await until(() => hears('wmDry101', '水泵坏了'));
    await says('wmDry401', '6栋1单元401没水了');
    expect(hears('wmDry401', '水泵坏了')).toBe(true);
    await page.getByText('已当场告诉进展').waitFor();
    await page.getByText('现在能收到 4 户，等住户再来信 0 户，只能打电话 0 户').waitFor();
  });

  it('tells how it goes on with what residents would read beside it, and how it ended', async () => {
    const page = await openList();
    await page.getByRole('button', { name: '是一件事', exact: true }).click();
    await page.getByRole('button', { name: '按一件事来办' }).click();
    await page.getByLabel('告诉住户的话').fill('新水泵已经装上，正在试压');
    await page.getByTestId('preview').getByText('最晚').first().waitFor();
    await page.getByTestId('preview').getByText('新水泵已經裝上').waitFor();
    await page.getByRole('button', { name: '发给受影响的住户' }).click();
    await page.getByText('发给 3 户？').waitFor();
    await page
      .getByRole('button', { name: '发 出' })
      .or(page.getByRole('button', { name: '发出' }))
      .click();
    await until(() => ['101', '201', '301'].every((room) => hears(`wmDry${room}`, '正在试压')));
    await page.getByText('发出 3 户').waitFor();
    await page.getByRole('button', { name: '处理完了' }).click();
    await page.getByLabel('结果（每户会收到一次）').fill('水泵换好，已经来水');
    await page.getByRole('dialog').getByRole('button', { name: '处理完了' }).click();
    await until(() => ['101', '201', '301'].every((room) => hears(`wmDry${room}`, '水泵换好')));
    await page.getByText('复盘 还剩').waitFor();
    await page.getByRole('button', { name: '复盘' }).click();
    await page.getByLabel('根因和以后怎么办').fill('水泵超期，列入更换计划');
    await page.getByRole('dialog').getByRole('button', { name: '复盘好了' }).click();
    await page.getByText('水泵超期，列入更换计划').waitFor();
  });

  it('shows whoever answers a resident what may be said, and takes them in', async () => {
    const page = await openList();
    await page.getByRole('button', { name: '是一件事', exact: true }).click();
    await page.getByLabel('第一条通报（可以等会儿再发）').fill('水泵坏了，预计11:30来水。');
    await page.getByRole('button', { name: '按一件事来办' }).click();
    await page.getByText('下次通报 还剩').waitFor();
    await says('wmOdd', '转人工');
    await page.goto(`${on.stage.story.baseUrl}/desk/conversations`);
    await page.locator('.row').first().click();
    await page.getByText('最新进展：水泵坏了').waitFor();
    await page.getByRole('button', { name: '归到这件事' }).click();
    await page.getByText('这位住户在里面').waitFor();
    await until(() => hears('wmOdd', '水泵坏了'));
  });

  it('is opened by hand before anybody has written', async () => {
    const page = await openList();
    await page.getByRole('button', { name: '登记一件群体事件' }).click();
    await page.getByRole('combobox', { name: '什么事' }).click();
    await page.getByTitle('停电').click();
    await page.getByLabel('整个小区').check();
    await page.getByRole('button', { name: '按一件事来办' }).click();
    await page.getByText('全小区停电').waitFor();
    await says('wmDark', '停电了');
    expect(hears('wmDark', '全小区停电')).toBe(true);
  });
});

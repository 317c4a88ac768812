// What goes out to other programs and what comes in from tables, by an administrator in a real browser (needs Chromium).
import { describe, expect, it } from 'vitest';
import { isSignedWith, openHookReceiver } from '../support/hook-receiver.ts';
import { until } from '../support/until.ts';
import { hasChromium, stagePerTest } from './support.ts';

describe.skipIf(!hasChromium)('settings at the console', { timeout: 90_000 }, () => {
  const on = stagePerTest({ env: { WEBHOOK_LOOPBACK: 'on' } });

  it('tell another program what happens: added, tried, and heard of when a resident writes', async () => {
    const other = await openHookReceiver();
    const page = await on.stage.open('/settings/webhooks');
    await on.stage.signIn(page);
    await page.getByRole('button', { name: '添加推送' }).click();
    await page.getByLabel('名称').fill('总部大屏');
    await page.getByLabel('网址').fill(other.url);
    await page.getByRole('button', { name: /^添\s*加$/ }).click();
    const secret = await page.getByText(/^whsec_/).textContent();
    // Shown once: it is nowhere after that.
    await page.reload();
    await page.getByRole('button', { name: '发测试' }).waitFor();
    expect(await page.getByText(/^whsec_/).count()).toBe(0);
    await page.getByRole('button', { name: '发测试' }).click();
    await page.getByRole('button', { name: /^记\s*录$/ }).click();
    await page.getByRole('dialog').getByRole('cell', { name: '送到了' }).waitFor();
    on.stage.story.resident('wmLeak').writes('3栋2单元501水管爆了，到处是水');
    await on.stage.story.settled();
    await page.getByRole('dialog').getByRole('cell', { name: '工单登记' }).waitFor();
    await expect.poll(() => other.heard.map((each) => each.json.type)).toEqual(['ping', 'ticket.opened']);
    expect(other.heard.every((each) => isSignedWith(secret ?? '', each))).toBe(true);
    expect(other.heard.map((each) => each.body).join()).not.toContain('501');
    await other.close();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: /^删\s*除$/ }).click();
    await page
      .getByRole('tooltip')
      .getByRole('button', { name: /^删\s*除$/ })
      .click();
    await page.getByRole('button', { name: '发测试' }).waitFor({ state: 'detached' });
    const left = await on.stage.story.app.store.read((tx) => tx.webhooks.list(['cuihu']));
    expect(left).toEqual([]);
  });

  it('write who is on duty, who can do what and what a department is called, and the house goes by it', async () => {
    const { house } = on.stage.story.app;
    const page = await on.stage.open('/settings/people');
    await on.stage.signIn(page);
    await page.getByRole('button', { name: '改 财务班' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('班次').fill('收费班');
    await dialog.getByRole('button', { name: /^保\s*存$/ }).click();
    await page.getByRole('button', { name: '改 收费班' }).waitFor();
    await page.getByRole('tab', { name: '部门' }).click();
    await page.getByLabel('名称').first().fill('维修中心');
    await page.getByRole('button', { name: /^保\s*存$/ }).click();
    await page.getByText('现在是第 1 版').waitFor();
    await page.getByRole('tab', { name: '小区和网格' }).click();
    await page.getByText(/12 栋，4752 户/).waitFor();
    await page.getByRole('button', { name: '加楼栋' }).click();
    const added = page.getByRole('dialog');
    await added.getByLabel('楼号').fill('13');
    await added.getByLabel('住户还怎么叫它').fill('海棠苑，');
    await added.getByRole('button', { name: /^保\s*存$/ }).click();
    await page.getByText(/13 栋，4896 户/).waitFor();
    await page.getByRole('button', { name: '加一个公共部位' }).click();
    await page.getByLabel('公共部位', { exact: true }).last().fill('篮球场');
    await page.getByRole('button', { name: '保存公共部位' }).click();
    await page.getByText('现在是第 1 版').nth(1).waitFor();
    await page.getByRole('tab', { name: '渠道' }).click();
    await page.getByText(/FEISHU_APP_ID/).waitFor();
    await until(() => house.departments[0]?.name === '维修中心');
    await until(() => house.people().roster.shifts.some((each) => each.name === '收费班'));
    await until(
      () => house.communities[0]?.shared.publicPlaces.some((each) => each.name === '篮球场') === true,
    );
    const { resident, settled, api } = on.stage.story;
    resident('wmNew').writes('海棠苑2单元501厨房水龙头滴水');
    await settled();
    const { body } = await api<{ items: object[] }>('GET', '/tickets?channel=wecom-kf&channelUserId=wmNew');
    expect(body.items).toMatchObject([{ place: { building: '13', unit: '2', room: '501' } }]);
  });

  it('say how long what is kept, and what the last night took off', async () => {
    const { store, house } = on.stage.story.app;
    const night = (counts: Record<string, number>) =>
      store.transact(async (tx) => {
        const at = house.clock.now();
        // Later than any night of this desk's own.
        await tx.retention.keepRun({ day: '9999-01-01', startedAt: at, endedAt: at, counts });
      });
    await night({});
    const page = await on.stage.open('/settings/keeping');
    await on.stage.signIn(page);
    await page.getByText(/先看了一遍，没有清理/).waitFor();
    await night({ raw: 0, jobs: 4, sent: 1, words: 5, photos: 2, questions: 0 });
    await page.reload();
    await page.getByText(/^上次清理在 .* 做完。$/).waitFor();
    const cells = (what: RegExp) => page.getByRole('row', { name: what }).getByRole('cell').allTextContents();
    expect((await cells(/聊天内容/)).slice(1)).toEqual(['180', '7']);
    expect((await cells(/做完的内部任务/)).slice(1)).toEqual(['7', '5']);
    expect((await cells(/工单和登记表/)).slice(1)).toEqual(['1095', '0']);
    expect(await page.getByRole('row').count()).toBe(8);
  });

  it('bring the house register in: all that is wrong first, then what changes, then it is there', async () => {
    const page = await on.stage.open('/settings/imports');
    await on.stage.signIn(page);
    const send = (text: string) =>
      page.locator('input[type=file]').setInputFiles({
        name: '台账.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(`楼栋,单元,房号,姓名,电话\n${text}`),
      });
    await send('13,2,501,王小明,13800001234\n3,2,501,,12');
    await page.getByText('有 3 处要改').waitFor();
    await page.getByRole('cell', { name: /翠湖花园里没有这个地方/ }).waitFor();
    await send('3,2,501,王小明,13800001234');
    await page.getByRole('cell', { name: '3栋2单元501' }).waitFor();
    await page.getByRole('cell', { name: '王**' }).waitFor();
    await page.getByRole('button', { name: '确认导入' }).click();
    await page.getByText('导入好了').waitFor();
    const kept = await on.stage.story.app.store.read((tx) =>
      tx.occupants.ofHome('cuihu', { building: '3', unit: '2', room: '501' }),
    );
    expect(kept).toMatchObject([{ name: '王小明', phone: '+8613800001234' }]);
  });

  it('bring staff in, who count at once', async () => {
    const { story } = on.stage;
    const template = await fetch(`${story.baseUrl}/api/v1/imports/template?kind=staff`, {
      headers: { authorization: `Bearer ${story.apiToken}` },
    });
    const page = await on.stage.open('/settings/imports');
    await on.stage.signIn(page);
    await page.getByLabel('导入什么').click();
    await page.getByTitle('人员').click();
    const buffer = Buffer.from(await template.arrayBuffer());
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: '人员.xlsx', mimeType: 'application/octet-stream', buffer });
    await page.getByText('和现有登记一样，不用导入').waitFor();
    const lines = story.app.house
      .people()
      .staff.map(
        ({ name, title, role, departmentId, wecomUserId }) =>
          `${name},${title},${{ worker: '一线', clerk: '客服', lead: '主管', manager: '经理' }[role]},${departmentId},${wecomUserId}`,
      );
    const table = [
      '姓名,岗位,角色,部门,企业微信账号',
      ...lines,
      '丁一,工程师傅,一线,engineering,DingYi',
    ].join('\n');
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: '人员.csv', mimeType: 'text/csv', buffer: Buffer.from(table) });
    await page
      .getByRole('cell', { name: '丁*' })
      .or(page.getByRole('cell', { name: '丁一' }))
      .waitFor();
    await page.getByRole('button', { name: '确认导入' }).click();
    await page.getByText('导入好了').waitFor();
    await expect
      .poll(() => story.app.house.people().staff.some((each) => each.name === '丁一'), { timeout: 10_000 })
      .toBe(true);
  });
});

// Reports at the console: numbers with what they mean, for managers. In a real browser (needs Chromium).
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildConsole, hasChromium, launchBrowser, openStage, type Stage } from './support.ts';

describe.skipIf(!hasChromium)('reports at the console', { timeout: 90_000 }, () => {
  let browser: Browser;
  let stage: Stage;

  beforeAll(async () => {
    buildConsole();
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    stage = await openStage(browser);
  });
  afterEach(async () => {
    const { complaints } = stage;
    await stage.close();
    expect(complaints).toEqual([]);
  });

  it('show each number with its definition, and give a workbook out', async () => {
    stage.story.resident('wmLeak').writes('3栋2单元501水管爆了，到处是水');
    await stage.story.settled();
    await stage.addPerson('lin', 'lin-zheng', 'manager');
    const page = await stage.open('/reports');
    await stage.signIn(page, 'lin');
    const volume = page.getByTestId('report-volume');
    await volume.getByText('本期登记的工单数').waitFor();
    await volume.getByRole('cell', { name: '报修' }).waitFor();
    await page.getByTestId('report-on-site-grade-1').getByText('暂无').waitFor();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '导出 Excel' }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^report-all-\d{4}-\d{2}-01\.xlsx$/);
  });

  it('are not there for reception', async () => {
    await stage.addPerson('xu', 'xu-jing', 'agent');
    const page = await stage.open('/reports');
    await stage.signIn(page, 'xu');
    await page.getByRole('menuitem', { name: '登记簿' }).waitFor();
    expect(await page.getByRole('menuitem', { name: '报表' }).count()).toBe(0);
  });
});

// Reports at the console: numbers with what they mean, for managers. In a real browser (needs Chromium).
import { describe, expect, it } from 'vitest';
import { hasChromium, stagePerTest } from './support.ts';

describe.skipIf(!hasChromium)('reports at the console', { timeout: 90_000 }, () => {
  const on = stagePerTest();

  it('show each number with its definition, and give workbook and drafts out', async () => {
    on.stage.story.resident('wmLeak').writes('3栋2单元501水管爆了，到处是水');
    await on.stage.story.settled();
    await on.stage.addPerson('lin', 'lin-zheng', 'manager');
    const page = await on.stage.open('/reports');
    await on.stage.signIn(page, 'lin');
    const volume = page.getByTestId('report-volume');
    await volume.getByText('本期登记的工单数').waitFor();
    await volume.getByRole('cell', { name: '报修' }).waitFor();
    await page.getByTestId('report-on-site-grade-1').getByText('暂无').waitFor();
    const fileBehind = async (name: string) => {
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name }).click(),
      ]);
      return file.suggestedFilename();
    };
    expect(await fileBehind('导出 Excel')).toMatch(/^report-sums-\d{4}-\d{2}-01\.xlsx$/);
    expect(await fileBehind('月报草稿（Word）')).toMatch(/^monthly-\d{4}-\d{2}\.docx$/);
    expect(await fileBehind('手册修订建议（Word）')).toMatch(/^manual-review-\d{4}-Q[1-4]\.docx$/);
  });

  it('are not there for reception', async () => {
    await on.stage.addPerson('xu', 'xu-jing', 'agent');
    const page = await on.stage.open('/reports');
    await on.stage.signIn(page, 'xu');
    await page.getByRole('menuitem', { name: '登记簿' }).waitFor();
    expect(await page.getByRole('menuitem', { name: '报表' }).count()).toBe(0);
  });
});

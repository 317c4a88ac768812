// Four eyes for what takes many people's data out, by two people in a real browser (needs Chromium).
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hasChromium, stagePerTest } from './support.ts';

/** Where pictures of the pages go, if somebody wants to look at them. */
const shots = process.env.SHOTS;

describe.skipIf(!hasChromium)('a file with many people in it', { timeout: 90_000 }, () => {
  const on = stagePerTest();

  async function shoot(page: Page, name: string): Promise<void> {
    if (shots) await page.screenshot({ path: join(shots, `${name}.png`) });
  }

  async function ask(page: Page, note: string): Promise<void> {
    await page.getByRole('button', { name: '导出 Excel' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^写一句/).fill(note);
    await shoot(page, 'asked');
    await dialog.getByRole('button', { name: /^申\s*请$/ }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  it('is asked for at the register, seen and released by another without a reload, and fetched once', async () => {
    await on.stage.addPerson('lin', 'lin-zheng', 'manager');
    const other = await on.stage.open('/board');
    await on.stage.signIn(other);
    expect(await other.getByRole('button', { name: '导出放行' }).count()).toBe(0);
    const page = await on.stage.open('/register');
    await on.stage.signIn(page, 'lin');
    await ask(page, '年检要看三月的登记');

    const tile = other.getByRole('button', { name: '1 导出放行' });
    await tile.waitFor();
    await shoot(other, 'board');
    await tile.click();
    const request = other.getByRole('region', { name: /^登记簿/ });
    await request.getByText('检查、审计：年检要看三月的登记').waitFor();
    await request.getByText(/^翠湖花园 \d{4}-/).waitFor();
    await shoot(other, 'to-release');
    await page.goto(other.url());
    const mine = page.getByRole('region', { name: /^登记簿/ });
    await mine.getByText('请另一位经理或管理员来放行。').waitFor();
    expect(await mine.getByRole('button', { name: /^放\s*行$/ }).count()).toBe(0);

    await request.getByRole('button', { name: /^放\s*行$/ }).click();
    await other
      .getByRole('tooltip')
      .getByRole('button', { name: /^放\s*行$/ })
      .click();
    await request.getByText('已放行，可以下载').waitFor();
    await request.getByRole('button', { name: '收回放行' }).waitFor();

    const [file] = await Promise.all([
      page.waitForEvent('download'),
      mine.getByRole('button', { name: '下载（一次）' }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^register-cuihu-[\d-]+\.xlsx$/);
    await mine.getByText('已下载', { exact: true }).waitFor();
    await request.getByText('已下载', { exact: true }).waitFor();
    expect(await mine.getByRole('button', { name: '下载（一次）' }).count()).toBe(0);
    await shoot(page, 'fetched');
  });

  it('is asked for by whoever prints a sheet long after its day, and taken back', async () => {
    await on.stage.addPerson('lin', 'lin-zheng', 'manager');
    await on.stage.addPerson('xu', 'xu-jing', 'agent');
    const page = await on.stage.open('/register');
    await on.stage.signIn(page, 'xu');
    await page.getByRole('link', { name: /打\s*印/ }).waitFor();
    await page.getByLabel('哪一天').fill('2020-01-06');
    await page.getByRole('button', { name: /打\s*印/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^写一句/).fill('补签');
    await dialog.getByRole('button', { name: /^申\s*请$/ }).click();
    await dialog.waitFor({ state: 'hidden' });
    await page.goto(page.url().replace('/register', '/settings/exports'));
    const mine = page.getByRole('region', { name: /^打印登记簿/ });
    await mine.getByRole('button', { name: '不要了' }).click();
    await mine.getByText('撤回了').waitFor();
  });

  it('needs nobody else where an administrator says so, after a second look', async () => {
    const page = await on.stage.open('/settings/exports');
    await on.stage.signIn(page);
    await page.getByRole('switch', { name: '一个人就可以导出' }).click();
    await page.getByText('其他能放行的人会收到通知').waitFor();
    await shoot(page, 'alone');
    await page.getByRole('button', { name: '改成一个人' }).click();
    await page.getByText('现在一个人就可以导出').waitFor();
    await page.goto(page.url().replace('/settings/exports', '/register'));
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: '导出 Excel' }).click(),
    ]);
    expect(file.suggestedFilename()).toMatch(/^register-cuihu-/);
  });
});

// A complaint at the console: its level and sheet beside the ticket, and the deeds that fill it. In a real browser (needs Chromium).
import { describe, expect, it } from 'vitest';
import type { TicketView } from '../../src/http/api/schemas.ts';
import { hasChromium, stagePerTest } from './support.ts';

describe.skipIf(!hasChromium)('a complaint at the console', { timeout: 90_000 }, () => {
  const on = stagePerTest();

  it('shows why it is weighty and what is missing, and is told apart, looked into and approved', async () => {
    const { story, addPerson, open, signIn } = on.stage;
    story.resident('wmAngry').writes('我要投诉，保洁三天没来，太过分了！要求今天打扫，不然我打12345');
    await story.settled();
    const { body } = await story.api<{ items: TicketView[] }>('GET', '/tickets?kind=complaint');
    const id = body.items[0]?.id ?? '';
    const deed = (name: string, given: object) => story.api('POST', `/tickets/${id}/${name}`, given);
    await deed('accept', { onBehalfOf: 'xu-jing' });
    await addPerson('lin', 'lin-zheng', 'manager');
    const page = await open(`/tickets/${id}`);
    await signIn(page, 'lin');

    await page.getByText('重大投诉 · 已受理').waitFor();
    await page.getByText('重大：说到媒体、12345、律师或信访').waitFor();
    const sheet = page.getByRole('region', { name: '投诉调查单' });
    await sheet.getByText('系统先按住户的话分好').waitFor();
    await sheet.getByText('办结前：重大投诉要先写好调查结论').waitFor();

    await page.getByRole('button', { name: '写事实和诉求' }).click();
    const form = page.getByRole('dialog', { name: '写事实和诉求' });
    // What the resident said stands there already.
    expect(await form.getByLabel('住户最想要的是什么').inputValue()).toContain('今天打扫');
    await form.getByLabel('发生了什么').fill('3号楼保洁三天没来');
    await form.getByRole('button', { name: '写事实和诉求' }).click();
    await sheet.getByText('3号楼保洁三天没来').waitFor();

    await deed('note-finding', { onBehalfOf: 'xu-jing', verdict: 'founded', words: '排班漏了' });
    await deed('propose', { onBehalfOf: 'xu-jing', proposal: '今天补扫' });
    await deed('resolve', { onBehalfOf: 'xu-jing', result: '已经补扫' });
    await deed('confirm', { onBehalfOf: 'xu-jing' });
    await page.reload();
    await page.getByRole('button', { name: '同意办结' }).click();
    const approval = page.getByRole('dialog', { name: '同意办结' });
    await approval.getByLabel('说明').fill('看过了');
    await approval.getByRole('button', { name: '同意办结' }).click();
    await sheet.getByText('看过了').waitFor();
    await sheet.getByText('办结前：案例复盘还没有做完并核实').waitFor();
    await page.getByRole('button', { name: '写案例复盘' }).waitFor();
  });
});

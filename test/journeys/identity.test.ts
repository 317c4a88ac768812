// Who writes is found out by three things against the house register, and whoever is the same person on two channels is one resident.
import { describe, expect, it } from 'vitest';
import { conversationOf, type Stage, stage, tasksOf, ticketOf, ticketsOf } from './support.ts';

const BILLS = [
  '账期,房号,项目,应收,到期日,已收',
  '2026-11,3-2-501,物业费,288,2026-11-30,',
  '2026-11,3-2-502,物业费,999,2026-11-30,',
].join('\n');

const writes = async (on: Stage, who: string, words: string) => {
  on.story.resident(who).writes(words);
  await on.story.settled();
  return on.story.hears(on.story.resident(who)).at(-1) ?? '';
};
async function register(on: Stage): Promise<void> {
  const from = { communityId: 'cuihu', importId: 'i', at: on.clock.now() };
  const place = { building: '3', unit: '2', room: '501' };
  const wang = {
    place,
    name: '王小明',
    relation: 'owner' as const,
    phone: '+8613800001234',
    movedInOn: null,
  };
  const li = { ...wang, name: '李雷', relation: 'family' as const, phone: '+8613800005678' };
  await on.story.app.store.transact(async (tx) => {
    await tx.occupants.add(wang, from);
    await tx.occupants.add(li, from);
  });
}

describe('a resident who says who they are', { shuffle: false }, () => {
  const on = stage({ config: { 'bills/cuihu.csv': BILLS } });
  const audited = async () =>
    (await on.story.app.store.read((tx) => tx.audit.list({ before: null, limit: 50 })))
      .filter(({ action }) => action.endsWith('bind-home'))
      .map(({ action, detail }) => [action, detail.how ?? detail.reason]);

  it('is asked for three things, told what they are for, and known once they agree', async () => {
    await register(on);
    expect(await writes(on, 'wmWang', '绑定房号')).toMatch(/房号、登记的姓名、登记手机号的后四位.*同意/s);
    expect(await writes(on, 'wmWang', '3栋2单元501')).toMatch(/还差登记的姓名、登记手机号的后四位/);
    expect(await writes(on, 'wmWang', '王小明 1234')).toMatch(/3栋2单元501登记的业主/);
    expect(await audited()).toEqual([['bind-home', 'register']]);
    expect(on.story.logLines.join('\n')).not.toMatch(/王小明|1234\b.*501/);
  });

  it('is told their own bill from then on', async () => {
    expect(await writes(on, 'wmWang', '帮我查一下我家物业费欠多少')).toMatch(/合计288元/);
  });

  it('hears the same words whatever was wrong, and is taken to a person after three tries', async () => {
    const wrong: Record<string, string> = {
      wmName: '绑定房号 3-2-501 张三 1234',
      wmDigits: '绑定房号 3-2-501 王小明 4321',
      wmHome: '绑定房号 3-2-601 王小明 1234',
      wmNoHouse: '绑定房号 99-1-101 王小明 1234',
    };
    const heard = new Set<string>();
    for (const [who, words] of Object.entries(wrong)) heard.add(await writes(on, who, words));
    expect([...heard]).toEqual([expect.stringMatching(/没有全对上.*还可以试2次/s)]);
    expect(await writes(on, 'wmName', '李四')).toMatch(/还可以试1次/);
    expect(await writes(on, 'wmName', '赵六')).toMatch(/请同事来帮您核对/);
    expect(await tasksOf(on.story, 'wmName')).toMatchObject([{ kind: 'handoff' }]);
    expect(await conversationOf(on.story, 'wmName')).toMatchObject({ owner: { kind: 'nobody' } });
  });

  it('who asks for a bill is asked who they are first, and then answered', async () => {
    expect(await writes(on, 'wmLi', '帮我查一下我家物业费欠多少')).toMatch(/先核对是您本人/);
    on.story.resident('wmLi').writes('3-2-501 李雷 5678');
    await on.story.settled();
    const heard = on.story.hears(on.story.resident('wmLi')).slice(-2).join('\n');
    expect(heard).toMatch(/登记的家人.*合计288元/s);
    expect(await ticketsOf(on.story, 'wmLi')).toHaveLength(0);
  });

  it('may leave it, and goes on with what matters', async () => {
    await writes(on, 'wmBusy', '认证业主');
    expect(await writes(on, 'wmBusy', '算了')).toMatch(/先不认证/);
    await writes(on, 'wmBusy', '认证业主');
    await writes(on, 'wmBusy', '5栋1单元302厨房水管爆了，快来人');
    expect(await ticketOf(on.story, 'wmBusy')).toMatchObject({ kind: 'repair', grade: 1 });
  });

  it('is answered in their own language', async () => {
    expect(await writes(on, 'wmEn', 'I want to verify my home')).toMatch(/Three things/);
    expect(await writes(on, 'wmTw', '我要認證業主')).toMatch(/認證只要三樣/);
  });

  it('takes it back with a word', async () => {
    expect(await writes(on, 'wmLi', '取消认证')).toMatch(/认证取消了/);
    expect(await writes(on, 'wmLi', '帮我查一下我家物业费欠多少')).toMatch(/先核对是您本人/);
    expect(await writes(on, 'wmLi', '取消认证')).toMatch(/没有要取消的/);
    expect((await audited())[0]).toEqual(['unbind-home', 'withdrawn']);
  });
});

// Who writes is found out by three things against the house register, and whoever is the same person on two channels is one resident.
import { describe, expect, it } from 'vitest';
import { demoPhoto } from '../../src/simulator/demo-photo.ts';
import { wordsOf } from '../harness/in-process-desk.ts';
import {
  conversationOf,
  hurry,
  inConversation,
  type Stage,
  stage,
  tasksOf,
  ticketOf,
  ticketsOf,
} from './support.ts';

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

  it('is known by a colleague who has made sure, as whoever the register has', async () => {
    const { id } = await conversationOf(on.story, 'wmName');
    const verify = (name: string) => {
      const body = { home: '3-2-501', how: 'id-card', name, onBehalfOf: 'xu-jing' };
      return on.story.api('POST', `/conversations/${id}/verify-home`, body);
    };
    expect(await verify('赵六')).toMatchObject({ status: 422, body: { code: 'desk/not-on-record' } });
    expect((await verify('李雷')).status).toBe(200);
    expect((await audited())[0]).toEqual(['bind-home', 'colleague']);
    // Found out to be somebody else after all.
    expect((await verify('王小明')).status).toBe(200);
    expect((await audited()).slice(0, 2)).toEqual([
      ['bind-home', 'colleague'],
      ['unbind-home', 'wrong-person'],
    ]);
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

  it('hears in plain words what is kept of them, and only once it is clear who asks', async () => {
    const heard = await writes(on, 'wmWang', '我的数据');
    expect(heard).toMatch(/称呼王\*\*，住址3栋2单元501/);
    expect(heard).not.toMatch(/王小明|1380000/);
    expect(await writes(on, 'wmNobody', '查看我的个人信息')).toMatch(/先核对是您本人/);
    on.story.resident('wmNobody').writes('3-2-501 李雷 5678');
    await on.story.settled();
    expect(on.story.hears(on.story.resident('wmNobody')).at(-1)).toMatch(/称呼李\*\*/);
  });

  it('has their data deleted: taken down once, with a day, and answered', async () => {
    // On the fifteenth day the office is open, counted from tomorrow.
    const taken = await writes(on, 'wmWang', '删除我的个人信息');
    expect(taken).toMatch(/最晚周五（12月11日）18:00 前办好/);
    expect(await writes(on, 'wmWang', '把我的信息删掉')).toBe(taken);
    expect((await tasksOf(on.story, 'wmWang')).map(({ kind, reason }) => [kind, reason])).toEqual([
      ['privacy', 'erase'],
    ]);
    const { id } = await conversationOf(on.story, 'wmWang');
    const settle = (outcome: string) => {
      const body = { kind: 'erase', outcome, onBehalfOf: 'xu-jing' };
      return on.story.api('POST', `/conversations/${id}/settle-privacy`, body);
    };
    expect(await settle('kept-by-law')).toMatchObject({ status: 200 });
    expect(await settle('done')).toMatchObject({ status: 404, body: { code: 'privacy/not-found' } });
    await on.story.settled();
    expect(on.story.hears(on.story.resident('wmWang')).at(-1)).toMatch(/法律要求留的还留着/);
    expect(await tasksOf(on.story, 'wmWang')).toEqual([]);
  });

  it('withdraws consent with a word: at once for what is known of them, and as a task for the rest', async () => {
    expect(await writes(on, 'wmWang', '我要撤回同意')).toMatch(/认证已经取消.*最晚/s);
    expect((await audited())[0]).toEqual(['unbind-home', 'withdrawn']);
    expect(await writes(on, 'wmWang', '我的数据')).toMatch(/先核对是您本人/);
  });

  it('takes it back with a word', async () => {
    expect(await writes(on, 'wmLi', '取消认证')).toMatch(/认证取消了/);
    expect(await writes(on, 'wmLi', '帮我查一下我家物业费欠多少')).toMatch(/先核对是您本人/);
    expect(await writes(on, 'wmLi', '取消认证')).toMatch(/先不认证/);
    expect(await writes(on, 'wmLi', '取消认证')).toMatch(/没有要取消的/);
    expect((await audited())[0]).toEqual(['unbind-home', 'withdrawn']);
  });
});

describe('one resident on two channels', { shuffle: false }, () => {
  const on = stage({ officialAccount: true });
  const OA = 'wechat-oa' as const;
  const screen = (who: string) => on.story.oa.ledger.messagesTo(who).map((each) => wordsOf(each.content));
  const followerWrites = async (who: string, words: string) => {
    on.story.oa.follower(who).writes(words);
    await on.story.settled();
    return screen(who).at(-1) ?? '';
  };
  const context = async (who: string, channel?: 'wecom-kf' | 'wechat-oa') =>
    (await conversationOf(on.story, who, channel)).id;
  let code = '';

  it('is nobody else before they have shown who they are', async () => {
    await register(on);
    await writes(on, 'wmWang', '5栋1单元302客厅灯不亮了，电话13800001234，明天上午');
    await writes(on, 'wmWang', '是的');
    code = (await ticketOf(on.story, 'wmWang')).code;
    expect(await followerWrites('oWang', '我的单子到哪了')).not.toContain(code);
    expect(await followerWrites('oWang', `${code}到哪了`)).not.toContain(code);
  });

  it('asks on the one how it stands with what was told on the other, and presses for it', async () => {
    await writes(on, 'wmWang', '绑定房号 3-2-501 王小明 1234');
    expect(await followerWrites('oWang', '绑定房号 3-2-501 王小明 1234')).toMatch(/在别处跟我们说过的事/);
    // Whoever was known before hears of it.
    expect(on.story.hears(on.story.resident('wmWang')).at(-1)).toMatch(/刚刚在另一处也认证了/);
    expect(await followerWrites('oWang', '我的单子到哪了')).toMatch(new RegExp(`单号${code}.*在办`));
    expect(await followerWrites('oWang', '快点')).toContain(code);
    const { id } = await ticketOf(on.story, 'wmWang');
    const events = await on.story.app.store.read((tx) => tx.tickets.events(id));
    expect(events.map(({ type }) => type)).toContain('ticket.urged');
  });

  it('adds to it on the other, and a question of its own stays one', async () => {
    expect(await followerWrites('oWang', '补充一下，家里有狗，来了请先敲门')).toMatch(
      new RegExp(`补充到单号${code}`),
    );
    const { id } = await ticketOf(on.story, 'wmWang');
    const described = async () =>
      (await on.story.app.store.read((tx) => tx.tickets.get(id)))?.description ?? '';
    expect(await described()).toMatch(/灯不亮[\s\S]*家里有狗，来了请先敲门/);
    await followerWrites('oWang', '另外物业费怎么交');
    expect(await described()).not.toContain('物业费');
    await followerWrites('oWang', '清楚了');
  });

  it('sends the photo that was asked for on the one by the other', async () => {
    on.story.oa.follower('oWang').sendsPhoto(demoPhoto, 'image/png');
    await on.story.settled();
    expect(screen('oWang').at(-1)).toMatch(new RegExp(`补充到单号${code}`));
    const { id } = await conversationOf(on.story, 'oWang', OA);
    expect(await on.story.app.store.read((tx) => tx.tickets.openOf(id))).toEqual([]);
  });

  it('stays two persons where the register has two', async () => {
    await followerWrites('oLi', '绑定房号 3-2-501 李雷 5678');
    expect(await followerWrites('oLi', '我的单子到哪了')).not.toContain(code);
    // Whoever is known as the one is not believed to be the other.
    expect(await followerWrites('oLi', '绑定房号 3-2-501 王小明 1234')).toMatch(/请同事来帮您核对/);
  });

  it('calls it off on the other once they are sure, and is told where it was told', async () => {
    await writes(on, 'wmLei', '绑定房号 3-2-501 李雷 5678');
    for (const trouble of ['厨房水龙头漏水', '客厅灯不亮']) {
      await writes(on, 'wmLei', `3栋2单元501${trouble}，电话13800005678，明天上午来修`);
      await writes(on, 'wmLei', '对');
      await writes(on, 'wmLei', '不用');
    }
    const tickets = await ticketsOf(on.story, 'wmLei');
    const [first = '', second = ''] = tickets.map((each) => each.code);
    const statusOf = async (of: string) =>
      (await ticketsOf(on.story, 'wmLei')).find((each) => each.code === of)?.status;
    await followerWrites('oLei', '绑定房号 3-2-501 李雷 5678');
    // Two are open: which one is asked by number.
    expect(await followerWrites('oLei', '不用修了')).toMatch(/哪一件/);
    expect(await followerWrites('oLei', `${second}不用修了`)).toMatch(/确定不用办了吗/);
    expect(await followerWrites('oLei', '不是，还是要修')).toContain(`继续办，单号${second}`);
    expect(await statusOf(second)).not.toBe('cancelled');
    await followerWrites('oLei', `${second}不用修了`);
    expect(await followerWrites('oLei', '是的')).toContain(`单号${second}不办了`);
    expect(await statusOf(second)).toBe('cancelled');
    expect(on.story.hears(on.story.resident('wmLei')).at(-1)).toContain(`另一处说单号${second}不用办了`);
    // Who is not the same person calls nothing off.
    await followerWrites('oStranger', `${first}不用修了`);
    await followerWrites('oStranger', '是的');
    expect(await statusOf(first)).not.toBe('cancelled');
  });

  it('that was not them is parted at a word of whoever was known before, and a person looks', async () => {
    await followerWrites('oThief', '绑定房号 3-2-501 王小明 1234');
    expect(await followerWrites('oThief', '我的单子到哪了')).toContain(code);
    expect(await followerWrites('oWang', '不是我')).toMatch(/那边已经取消/);
    expect(await followerWrites('oThief', '我的单子到哪了')).not.toContain(code);
    expect(await conversationOf(on.story, 'oWang', OA)).toMatchObject({ owner: { kind: 'nobody' } });
    await inConversation(on.story, 'oWang', 'takeover', { onBehalfOf: 'xu-jing' }, OA);
    await inConversation(on.story, 'oWang', 'handback', { onBehalfOf: 'xu-jing' }, OA);
    // All but whoever said so have to show it once more.
    await writes(on, 'wmWang', '绑定房号 3-2-501 王小明 1234');
    expect(await followerWrites('oWang', '我的单子到哪了')).toContain(code);
  });

  it('is told once, where they told it; and elsewhere when nothing can be sent there any more', async () => {
    const { id } = await ticketOf(on.story, 'wmWang');
    const heard = () =>
      on.story.hears(on.story.resident('wmWang')).filter((each) => each.includes(code)).length;
    const deed = async (name: string, onBehalfOf: string, body: object = {}) => {
      const { status } = await on.story.api('POST', `/tickets/${id}/${name}`, { onBehalfOf, ...body });
      await on.story.quiet();
      return status;
    };
    const first = heard();
    expect(await deed('accept', 'wang-zhiqiang')).toBe(200);
    expect(await deed('take', 'wang-zhiqiang')).toBe(200);
    const before = heard();
    expect(before).toBeGreaterThan(first);
    expect(screen('oWang').filter((each) => /接下您的事|来办您的事（/.test(each))).toHaveLength(0);
    on.clock.leap(47 * 3_600_000);
    await followerWrites('oWang', '您好');
    on.clock.leap(2 * 3_600_000);
    // Two days are over for the one; the other wrote a moment ago.
    const question = { reason: 'waiting_resident', question: '师傅到楼下了，家里有人吗' };
    expect(await deed('wait', 'wang-zhiqiang', question)).toBe(200);
    expect(heard()).toBe(before);
    const told = screen('oWang').filter((each) => each.includes('家里有人吗'));
    expect(told).toHaveLength(1);
    const events = await on.story.app.store.read((tx) => tx.tickets.events(id));
    expect(events.filter(({ type }) => type === 'ticket.told-elsewhere').length).toBeGreaterThan(0);
    // What was asked there is answered there.
    expect(await ticketOf(on.story, 'wmWang')).toMatchObject({ status: 'pending' });
    await followerWrites('oWang', '在家，上来吧');
    expect(await ticketOf(on.story, 'wmWang')).toMatchObject({ status: 'in_progress' });
    // A photo answers likewise, and begins nothing of its own.
    const picture = { reason: 'waiting_resident', question: '请拍一张灯管的照片' };
    expect(await deed('wait', 'wang-zhiqiang', picture)).toBe(200);
    on.story.oa.follower('oWang').sendsPhoto(demoPhoto, 'image/png');
    await on.story.settled();
    expect(await ticketOf(on.story, 'wmWang')).toMatchObject({ status: 'in_progress' });
    expect(screen('oWang').at(-1)).toContain(`补充到单号${code}`);
    const { id: there } = await conversationOf(on.story, 'oWang', OA);
    expect(await on.story.app.store.read((tx) => tx.tickets.openOf(there))).toEqual([]);
    const lines = await on.story.app.store.read((tx) => tx.tickets.events(id));
    expect(lines.filter(({ type }) => type === 'ticket.amended').length).toBeGreaterThan(1);
    const done = { result: '换了灯管', causeCode: 'light' };
    expect(await deed('resolve', 'wang-zhiqiang', done)).toBe(200);
    expect(screen('oWang').at(-1)).toMatch(/处理好了：换了灯管/);
  });

  it('is parted again by a colleague, with the reason in the record', async () => {
    const id = await context('oWang', OA);
    const undo = () =>
      on.story.api('POST', `/conversations/${id}/unbind-home`, {
        reason: 'wrong-person',
        onBehalfOf: 'xu-jing',
      });
    expect(await undo()).toMatchObject({ status: 200 });
    expect(await undo()).toMatchObject({ status: 409, body: { code: 'desk/not-bound' } });
    expect(await followerWrites('oWang', '我的单子到哪了')).not.toContain(code);
    const [entry] = await on.story.app.store.read((tx) => tx.audit.list({ before: null, limit: 1 }));
    expect(entry).toMatchObject({
      action: 'unbind-home',
      object: id,
      detail: { reason: 'wrong-person', by: 'xu-jing' },
    });
  });

  it('is erased on both when they want it, once nothing of theirs is open, and is somebody new afterwards', async () => {
    const back = await followerWrites('oWang', '绑定房号 3-2-501 王小明 1234');
    expect(back).toMatch(/在别处跟我们说过的事/);
    await followerWrites('oWang', '删除我的信息');
    const here = (await conversationOf(on.story, 'oWang', OA)).id;
    const there = (await conversationOf(on.story, 'wmWang')).id;
    const order = () =>
      on.story.api('POST', `/conversations/${here}/erase-resident`, { onBehalfOf: 'xu-jing' });
    const refused = await order();
    expect(refused).toMatchObject({ status: 422, body: { code: 'privacy/open-matters' } });
    expect(JSON.stringify(refused.body)).toContain(code);
    const ticket = await ticketOf(on.story, 'wmWang');
    // How it went is said here, too, although it was told elsewhere.
    await followerWrites('oWang', '好了');
    await followerWrites('oWang', '满意');
    expect(await ticketOf(on.story, 'wmWang')).toMatchObject({ status: 'closed' });
    expect((await order()).status).toBe(200);
    await hurry(on, async () => {
      const gone = await on.story.app.store.read((tx) => tx.conversations.get(there));
      return gone?.channelUserId === '';
    });
    expect(screen('oWang').at(-1)).toMatch(/您的个人信息现在删除/);
    for (const id of [here, there]) {
      const { body } = await on.story.api<{ items: object[] }>(
        'GET',
        `/conversations/${id}/messages?limit=200`,
      );
      expect(body.items.length).toBeGreaterThan(0);
      expect(JSON.stringify(body)).not.toMatch(/王小明|1380000|灯不亮/);
      const reply = { text: '在吗', onBehalfOf: 'xu-jing' };
      expect(await on.story.api('POST', `/conversations/${id}/reply`, reply)).toMatchObject({
        body: { code: 'desk/erased' },
      });
    }
    const left = await on.story.api<{ description: string }>('GET', `/tickets/${ticket.id}`);
    expect(left).toMatchObject({ status: 200, body: { code, description: '已按住户要求删除' } });
    expect(await order()).toMatchObject({ body: { code: 'privacy/not-asked' } });
    expect(await followerWrites('oWang', '我的单子到哪了')).not.toContain(code);
    expect((await conversationOf(on.story, 'oWang', OA)).id).not.toBe(here);
    const records = await on.story.app.store.read((tx) => tx.audit.list({ before: null, limit: 10 }));
    expect(records.filter(({ action }) => action === 'erased')).toHaveLength(2);
  });
});

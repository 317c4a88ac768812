// Applications as a resident and our people see them: filed in the chat, completed with a photo, answered, put off, called off; at night, too.
import { describe, expect, it } from 'vitest';
import type { ApplicationView } from '../../src/http/api/schemas.ts';
import { demoPhoto } from '../../src/simulator/demo-photo.ts';
import { stage, ticketOf } from './support.ts';

const HOUR = 3_600_000;

describe('applications', { shuffle: false }, () => {
  /** A Tuesday, ten in the morning. */
  const on = stage();
  const says = async (who: string, ...lines: string[]) => {
    for (const line of lines) {
      on.story.resident(who).writes(line);
      await on.story.settled();
    }
    return heard(who);
  };
  const heard = (who: string) => on.story.hears(on.story.resident(who)).at(-1) ?? '';
  const fileOf = async (who: string) => {
    const { id } = await ticketOf(on.story, who);
    const path = `/applications/${id}`;
    return (await on.story.api<{ application: ApplicationView }>('GET', path)).body.application;
  };
  const deed = async (who: string, name: string, by: string, body: object = {}) => {
    const { id } = await ticketOf(on.story, who);
    const done = await on.story.api('POST', `/applications/${id}/${name}`, { onBehalfOf: by, ...body });
    await on.story.settled();
    return done.status;
  };

  it('a lost card is filed at once; the day is promised when the papers are there', async () => {
    const said = await says('wmCard', '门卡丢了，想补一张', '3栋2单元501', '13800138000');
    expect(said).toContain('本人身份证、房产证或租房合同');
    expect(await fileOf('wmCard')).toMatchObject({
      ...{ kind: 'access', state: 'incomplete', reviewDueAt: null, place: '3栋2单元501' },
      fields: { heard: 'lost' },
    });
    on.story.resident('wmCard').sendsPhoto(demoPhoto, 'image/png');
    await on.story.settled();
    expect(heard('wmCard')).toMatch(
      /材料收到了。单号\d{6}-\d{3}，.+负责，电话.+，最晚明天（周\S）18:00 给您审核结果/,
    );
    expect(await fileOf('wmCard')).toMatchObject({ state: 'submitted', documents: 1, missing: [] });
    expect(await says('wmCard', '补卡办到哪了')).toMatch(/说好明天（周\S）18:00 前办好/);
  });

  it('what is missing is told, a photo brings it back, and the answer says what comes next', async () => {
    expect(await deed('wmCard', 'ask', 'xu-jing', { documents: ['home'] })).toBe(200);
    expect(heard('wmCard')).toContain('还差：房产证或租房合同');
    expect((await ticketOf(on.story, 'wmCard')).status).toBe('pending');
    on.story.resident('wmCard').sendsPhoto(demoPhoto, 'image/png');
    await on.story.settled();
    expect(await fileOf('wmCard')).toMatchObject({ state: 'submitted', documents: 2 });
    expect(await deed('wmCard', 'approve', 'xu-jing', { note: '下午来就行' })).toBe(200);
    expect(heard('wmCard')).toMatch(/门禁申请（单号.+）通过了。.*找客服管家许静.*下午来就行。/);
  });

  it('a visitor is registered in one breath, put off, and let in', async () => {
    const said = await says('wmHost', '今天下午三点我姐开车来，车牌粤B12345，登记一下访客', '3栋2单元502');
    expect(said).toMatch(/登记好了，单号.*粤B12345，去3栋2单元502.*免费停2小时/);
    await says('wmHost', '不对，改成今天下午五点');
    const { from, state } = await fileOf('wmHost');
    expect([state, from]).toEqual(['approved', '2026-11-24T09:00:00.000Z']);
    expect(await deed('wmHost', 'finish', 'feng-lei')).toBe(200);
    expect(heard('wmHost')).toContain('客人到门口了');
    expect((await ticketOf(on.story, 'wmHost')).status).toBe('closed');
  });

  it('a visitor who does not come after all is called off by the resident', async () => {
    await says('wmOff', '访客预约，明天上午，走路来的', '8栋1单元302', '客人不来了，取消吧', '确定');
    expect(heard('wmOff')).toContain('访客登记取消了');
    expect((await fileOf('wmOff')).state).toBe('withdrawn');
  });

  it('at night a renovation is taken in full, and its day is counted from the office hours', async () => {
    on.clock.leap(13 * HOUR);
    const said = await says(
      'wmNight',
      '我家要装修，来办手续',
      '5栋1单元1802',
      '全屋装修',
      '不会',
      '下个月',
      '13800001235',
    );
    expect(said).toContain('业主身份证、房产证或购房合同');
    on.story.resident('wmNight').sendsPhoto(demoPhoto, 'image/png');
    await on.story.settled();
    // Tuesday, eleven at night: the third working day is Friday.
    expect(heard('wmNight')).toContain('最晚周五（11月27日）18:00 给您审核结果');
    expect((await fileOf('wmNight')).fields).toMatchObject({ scope: 'whole', structure: 'false' });
  });
});

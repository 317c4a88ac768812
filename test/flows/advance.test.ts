import { describe, expect, it } from 'vitest';
import { initialState, pendingQuestion } from '../../src/flows/state.ts';
import type { FlowBook } from '../../src/flows/types.ts';
import { act, at, book, correct, fill, found, ofType, outgoing, start, talk, timeSaid } from './support.ts';

const leak = () => [start('repair'), fill('fault', 'leak')];
const home = () => at('3', '2', '501');

describe('an ordinary repair', () => {
  it('told in one message opens its ticket at once and is said back', () => {
    const t = talk();
    const { effects } = t.says('3栋2单元501厨房漏水', [...leak(), home(), fill('area', 'kitchen')]);
    expect(ofType(effects, 'ticket.open')).toMatchObject([
      {
        kind: 'repair',
        partial: false,
        facts: {
          faults: ['leak'],
          place: { building: '3', unit: '2', room: '501' },
          area: 'kitchen',
          grade: 3,
          description: '3栋2单元501厨房漏水',
        },
      },
    ]);
    expect(t.keys()).toEqual(['repair.check']);
    expect(pendingQuestion(t.state())).toMatchObject({
      kind: 'confirm',
      options: [{ label: '对' }, { label: '要改一下' }],
    });
    expect(JSON.stringify(outgoing(effects)[0]?.content)).toContain('3栋2单元501厨房，漏水');
  });

  it.each([
    ['嘀嗒', '3栋2单元501，漏水'],
    ['滴滴答答', '3栋2单元501，漏水'],
    ['滴水', '3栋2单元501，滴水'],
  ])('told as %s is said back as %s: a noise is no name', (raw, said) => {
    const { effects } = talk().says(`3栋2单元501，${raw}`, [
      start('repair'),
      { type: 'fill', found: found('fault', 'leak', raw) },
      home(),
    ]);
    expect(JSON.stringify(outgoing(effects)[0]?.content)).toContain(`${said}。`);
  });

  it('is open after at most two questions, however slowly it is told', () => {
    const t = talk();
    t.says('我要报修', [start('repair')]);
    expect(t.keys()).toEqual(['repair.ask.fault']);
    t.says('漏水', [fill('fault', 'leak')]);
    expect(t.keys()).toEqual(['repair.ask.place']);
    expect(ofType(t.says('3栋', [at('3')]).effects, 'ticket.open')).toHaveLength(1);
  });

  it('is whom 师傅几点能到 is asked of, also after a question of another kind', () => {
    const t = talk();
    t.says('漏水', [...leak(), home()]);
    t.says('对', [act('yes')]);
    for (let more = 0; more < 3; more++) t.says('跳过', [act('skip')]);
    t.says('你们几个人上班', [start('inquiry')]);
    const refOf = (words: string) =>
      ofType(t.says(words, [act('progress')]).effects, 'reply').map(({ key, ref }) => [
        key,
        ref?.split('-')[0],
      ]);
    expect(refOf('问的有消息吗')).toEqual([['progress.open', 'inquiry']]);
    expect(refOf('师傅几点能到')).toEqual([['progress.open', 'repair']]);
  });

  it('asks for telephone, visit and photos only after the ticket', () => {
    const t = talk();
    t.says('漏水', [...leak(), home()]);
    t.says('对', [act('yes')]);
    expect(t.keys()).toEqual(['repair.ask.contact']);
    t.says('13800138000', [fill('phone', '+8613800138000')]);
    expect(t.keys()).toEqual(['repair.ask.visit']);
    const visit = t.says('明天上午', [
      fill('time', timeSaid(Date.UTC(2026, 10, 24, 1), Date.UTC(2026, 10, 24, 4), '明天上午')),
    ]);
    expect(ofType(visit.effects, 'ticket.amend')).toMatchObject([
      { why: 'addition', facts: { phone: '+8613800138000', visit: { words: '明天上午' } } },
    ]);
    expect(t.keys()).toEqual(['repair.ask.photos']);
    t.says('不用', [act('no')]);
    expect(t.keys()).toEqual(['repair.done.visit']);
    expect(t.state().stack).toEqual([]);
  });

  it('takes a visit in free words into the description', () => {
    const t = talk({ prefill: { 'resident.phone': '+8613800138000' } });
    t.says('漏水', [...leak(), home()]);
    t.says('对', [act('yes')]);
    const { effects } = t.says('下班以后都行', []);
    expect(ofType(effects, 'ticket.amend')[0]?.facts.description).toContain('上门时间：下班以后都行');
    expect(ofType(effects, 'ticket.amend')[0]?.facts.visit).toBeUndefined();
  });

  it('takes what was picked from a list into the description', () => {
    const t = talk({});
    t.says('你们怎么又催费', [], { scenes: ['payment'] });
    const picked = t.state().pending?.options.find(({ label }) => label === '已经交了');
    const click = { messageId: 'click', text: '已经交了', menuId: picked?.id ?? '' };
    const { effects } = t.says('', [], { messages: [click] });
    expect(ofType(effects, 'ticket.open')[0]?.facts.description).toBe(
      '你们怎么又催费\n住户选了：已经交了，请核对到账',
    );
  });

  it('refuses a visit in the past and says so', () => {
    const t = talk({ prefill: { 'resident.phone': '+8613800138000' } });
    t.says('漏水', [...leak(), home()]);
    t.says('对', [act('yes')]);
    t.says('昨天', [fill('time', timeSaid(1, 2, '昨天'))]);
    expect(t.keys()).toEqual(['repair.reject.past']);
  });

  it('does not take "since yesterday" in the first message for a visit', () => {
    const t = talk();
    const { effects } = t.says('昨晚开始漏水', [...leak(), home(), fill('time', timeSaid(1, 2, '昨晚'))]);
    expect(ofType(effects, 'ticket.open')[0]?.facts.visit).toBeUndefined();
    expect(t.keys()).toEqual(['repair.check']);
  });

  it('uses the home on file, and what is told instead of it', () => {
    const prefill = { 'resident.home': { building: '5', unit: '1', room: '302' } };
    expect(ofType(talk({ prefill }).says('漏水', leak()).effects, 'ticket.open')[0]?.facts.place).toEqual(
      prefill['resident.home'],
    );
    expect(
      ofType(talk({ prefill }).says('我妈家漏水，8栋', [...leak(), at('8')]).effects, 'ticket.open')[0]?.facts
        .place,
    ).toEqual({ building: '8' });
    expect(
      ofType(
        talk({ prefill }).says('北门坏了', [...leak(), fill('address', { publicPlace: '北门' })]).effects,
        'ticket.open',
      )[0]?.facts.place,
    ).toEqual({ publicPlace: '北门' });
  });

  it('ignores a home on file that the estate no longer knows', () => {
    const t = talk({ prefill: { 'resident.home': { building: '99' } } });
    t.says('漏水', leak());
    expect(t.keys()).toEqual(['repair.ask.place']);
  });

  it('adds a second fault of the same place to the same ticket', () => {
    const t = talk();
    t.says('漏水', [...leak(), home()]);
    const { effects } = t.says('还有马桶也堵了', [act('add'), start('repair'), fill('fault', 'toilet')]);
    expect(ofType(effects, 'ticket.open')).toEqual([]);
    expect(ofType(effects, 'ticket.amend')[0]?.facts.faults).toEqual(['leak', 'toilet']);
  });

  it('opens another ticket for another flat, even in the middle', () => {
    const t = talk();
    t.says('漏水', [...leak(), home()]);
    const { effects } = t.says('8栋1单元1203马桶也堵了', [
      start('repair'),
      fill('fault', 'toilet'),
      at('8', '1', '1203'),
    ]);
    expect(ofType(effects, 'ticket.open')).toMatchObject([
      { facts: { place: { building: '8' }, faults: ['toilet'] } },
    ]);
    expect(new Set(ofType(t.all, 'ticket.open').map((one) => one.ref)).size).toBe(2);
  });

  it('is kind to somebody who is upset', () => {
    const t = talk();
    t.says('漏水了烦死了', [...leak(), home()], { emotion: 2 });
    expect(t.keys()).toEqual(['repair.sorry', 'repair.check']);
  });
});

describe('a danger', () => {
  const burst = { hazards: ['burst' as const] };
  it('opens the ticket before the first question, then pages, then speaks', () => {
    const { effects } = talk().says('水管爆了', [start('repair'), fill('fault', 'pipe')], burst);
    expect(effects.map((effect) => effect.type)).toEqual([
      'ticket.open',
      'handoff',
      'reply',
      'reply',
      'silence.arm',
    ]);
    expect(ofType(effects, 'ticket.open')).toMatchObject([
      { partial: true, facts: { grade: 1, hazards: ['burst'], category: 'burst' } },
    ]);
    expect(ofType(effects, 'handoff')).toMatchObject([{ team: 'duty', mode: 'alongside' }]);
    const messages = outgoing(effects);
    expect(messages.map((message) => message.keys)).toEqual([['repair.grade1'], ['repair.grade1.place']]);
    expect(messages[0]?.mayMerge).toBe(false);
  });
  it('goes before anything else that is going on and raises its ticket', () => {
    const t = talk();
    t.says('漏水', [...leak(), home()]);
    const { effects } = t.says('爆了', [start('repair')], burst);
    expect(ofType(effects, 'ticket.open')).toEqual([]);
    expect(ofType(effects, 'ticket.amend')).toMatchObject([{ facts: { grade: 1, place: { room: '501' } } }]);
    expect(t.keys()[0]).toBe('repair.grade1');
  });
  it('raises the ticket of a matter that was talked through', () => {
    const t = talk({ prefill: { 'resident.phone': '+8613800138000' } });
    t.says('北门漏水', [...leak(), fill('address', { publicPlace: '北门' })]);
    t.says('对', [act('yes')]);
    t.says('不用', [act('no')]);
    expect(t.state().stack).toEqual([]);
    const { effects } = t.says('水管爆了', [start('repair')], burst);
    expect(ofType(effects, 'ticket.amend')).toMatchObject([{ ref: 'repair-1', facts: { grade: 1 } }]);
  });
  it('at another place is another ticket', () => {
    const t = talk();
    t.says('漏水', [...leak(), home()]);
    const { effects } = t.says('8栋水管爆了', [start('repair'), at('8')], burst);
    expect(ofType(effects, 'ticket.open')).toMatchObject([{ facts: { place: { building: '8' }, grade: 1 } }]);
  });
  it('pages again when another danger joins', () => {
    const t = talk();
    t.says('3栋2单元501水管爆了', [start('repair'), home()], burst);
    const { effects } = t.says('插座也冒火花', [start('repair')], { hazards: ['electric'] });
    expect(ofType(effects, 'handoff')).toHaveLength(1);
    expect(ofType(effects, 'ticket.amend')[0]?.facts.hazards).toEqual(['burst', 'electric']);
  });
  it('is answered in full in the very turn that would have been one too many', () => {
    const { repair } = book.flows;
    if (!repair) throw new Error('no repair');
    const short = {
      ...book,
      flows: { ...book.flows, repair: { ...repair, limits: { ...repair.limits, turns: 3 } } },
    };
    const t = talk({}, short);
    t.says('漏水', leak());
    for (let i = 0; i < 3; i++) t.says('你好', [act('greeting')]);
    const { effects } = t.says('爆了', [start('repair')], burst);
    expect(ofType(effects, 'ticket.open')).toMatchObject([{ facts: { grade: 1 } }]);
    expect(ofType(effects, 'handoff')).toMatchObject([{ team: 'duty', mode: 'alongside' }]);
    expect(t.keys()).toEqual(['repair.grade1', 'repair.grade1.place']);
  });
  it('told again in a turn too many is still only answered with help', () => {
    const { repair } = book.flows;
    if (!repair) throw new Error('no repair');
    const short = {
      ...book,
      flows: { ...book.flows, repair: { ...repair, limits: { ...repair.limits, turns: 2 } } },
    };
    const t = talk({}, short);
    t.says('爆了', [start('repair')], burst);
    for (let i = 0; i < 2; i++) t.says('你好', [act('greeting')]);
    t.says('爆了快来', [start('repair')], burst);
    expect(t.keys()).toEqual(['hazard.again', 'repair.grade1.place']);
  });
  it('hands nobody over because an older matter beneath took long', () => {
    const t = talk({ prefill: { 'resident.phone': '+8613800138000' } });
    t.says('我要投诉', [start('complaint')]);
    for (let i = 0; i < 4; i++) t.says('你好', [act('greeting')]);
    const { effects } = t.says('3栋水管爆了', [start('repair'), at('3')], burst);
    expect(ofType(effects, 'handoff').map((one) => one.team)).toEqual(['duty']);
    expect(t.keys()).toContain('complaint.ask.story');
  });
  it('raises the partial ticket a person was already asked about', () => {
    const t = talk();
    t.says('漏水', leak());
    t.says('转人工', [act('handoff')]);
    const { effects } = t.says('爆了', [start('repair')], burst);
    expect(ofType(effects, 'ticket.open')).toEqual([]);
    expect(ofType(effects, 'ticket.amend')).toMatchObject([{ ref: 'repair-1', facts: { grade: 1 } }]);
  });
  it('interrupts a complaint, which comes back afterwards', () => {
    const t = talk();
    t.says('保安态度差', [start('complaint')]);
    expect(t.keys()).toContain('complaint.ask.contact');
    t.says('3栋水管爆了', [start('repair'), at('3')], burst);
    expect(t.keys()).toContain('repair.grade1');
    t.says('13800138000', [fill('phone', '+8613800138000')]);
    expect(t.keys()).toEqual(expect.arrayContaining(['repair.grade1.stay', 'complaint.done']));
    expect(ofType(t.all, 'ticket.open')).toHaveLength(2);
  });
  it('is opened also while a person of ours speaks, without a word', () => {
    const t = talk({ muted: true });
    const { effects } = t.says('3栋水管爆了', [start('repair'), at('3')], burst);
    expect(ofType(effects, 'ticket.open')).toHaveLength(1);
    expect(ofType(effects, 'handoff')).toHaveLength(1);
    expect(ofType(effects, 'reply')).toEqual([]);
  });
});

describe('corrections', () => {
  it('before the ticket change the value and go on', () => {
    const t = talk();
    t.says('马桶堵了', [start('repair'), fill('fault', 'toilet')]);
    t.says('不对，是漏水', [act('correct'), correct('fault', 'leak')]);
    expect(t.keys()).toEqual(['correct.noted', 'repair.ask.place']);
    expect(t.state().stack[0]?.slots.fault?.value).toEqual(['leak']);
  });
  it('while it is said back count as its answer', () => {
    const t = talk();
    t.says('漏水', [...leak(), home()]);
    const { effects } = t.says('不对，是502', [act('correct'), correct('address', { room: '502' })]);
    expect(ofType(effects, 'ticket.amend')).toMatchObject([
      { why: 'correction', facts: { place: { building: '3', unit: '2', room: '502' } } },
    ]);
    expect(t.keys()).toEqual(['repair.corrected', 'repair.ask.contact']);
  });
  it('hidden in a no with a value are corrections too', () => {
    const t = talk();
    t.says('漏水', [...leak(), home()]);
    const { trace } = t.says('不是，502', [act('no'), at(undefined, undefined, '502')]);
    expect(trace).toContainEqual({ type: 'corrected', flow: 'repair', path: 'place.room' });
  });
  it('with a question beside them: both are done, the correction first', () => {
    const t = talk();
    t.says('漏水', [...leak(), home()]);
    t.says('不对是502，另外停车费多少', [
      act('correct'),
      correct('address', { room: '502' }),
      start('inquiry'),
    ]);
    expect(t.keys()).toEqual(['repair.corrected', 'inquiry.noted', 'repair.ask.contact']);
    expect(ofType(t.all, 'ticket.open').map((one) => one.kind)).toEqual(['repair', 'inquiry']);
  });
  it('to a flat that does not exist are asked about before the next question', () => {
    const t = talk();
    t.says('漏水', [...leak(), home()]);
    t.says('不对，是509', [act('correct'), correct('address', { room: '509' })]);
    expect(t.keys()).toEqual(['repair.corrected', 'place.unknown.room']);
    expect(pendingQuestion(t.state())).toMatchObject({ kind: 'slot', slot: 'place', entity: 'address' });
    const { effects } = t.says('504', [at(undefined, undefined, '504')]);
    expect(ofType(effects, 'ticket.amend')[0]?.facts.place).toEqual({
      building: '3',
      unit: '2',
      room: '504',
    });
    expect(t.keys()).toEqual(['repair.ask.contact']);
  });
  it('after everything reach the right matter', () => {
    const t = talk({ prefill: { 'resident.phone': '+8613800138000' } });
    t.says('北门漏水', [...leak(), fill('address', { publicPlace: '北门' })]);
    t.says('对', [act('yes')]);
    t.says('不用', [act('no')]);
    t.says('物业费多少', [start('inquiry')]);
    const { effects } = t.says('刚才说错了，是马桶堵了', [act('correct'), correct('fault', 'toilet')]);
    expect(ofType(effects, 'ticket.amend')).toMatchObject([
      { ref: 'repair-1', facts: { faults: ['toilet'] } },
    ]);
  });
  it('after a withdrawn ticket amend nothing', () => {
    const t = talk();
    t.says('漏水', [...leak(), home()]);
    t.says('算了', [act('cancel')]);
    t.says('是的', [act('yes')]);
    const { effects } = t.says('是502', [act('correct'), correct('address', { room: '502' })]);
    expect(ofType(effects, 'ticket.amend')).toEqual([]);
  });
});

describe('a person', () => {
  it('is given what is known, in a partial ticket', () => {
    const t = talk();
    t.says('漏水', leak());
    const { effects, state } = t.says('转人工', [act('handoff')]);
    expect(effects.map((effect) => effect.type)).toEqual([
      'ticket.open',
      'handoff',
      'reply',
      'reply',
      'silence.arm',
    ]);
    expect(ofType(effects, 'ticket.open')).toMatchObject([{ partial: true }]);
    expect(ofType(effects, 'handoff')).toMatchObject([
      { team: 'reception', mode: 'take', brief: { fault: '漏水' } },
    ]);
    expect(ofType(effects, 'silence.arm')).toEqual([{ type: 'silence.arm', afterMs: [] }]);
    expect(state.stack).toEqual([]);
  });
  it('asked for in the same breath as a fault loses nothing', () => {
    const { effects } = talk().says('转人工，厨房漏水', [act('handoff'), ...leak()]);
    expect(ofType(effects, 'ticket.open')).toMatchObject([{ facts: { faults: ['leak'] } }]);
  });
  it('speaks alone: what is told meanwhile goes to the ticket without a word', () => {
    const t = talk();
    t.says('漏水', leak());
    t.says('转人工', [act('handoff')]);
    t.facts.muted = true;
    const { effects } = t.says('3栋2单元501', [home()]);
    expect(ofType(effects, 'ticket.amend')).toMatchObject([
      { facts: { place: { building: '3', room: '501' } } },
    ]);
    expect(ofType(effects, 'reply')).toEqual([]);
  });
  it('comes after three turns nobody could read', () => {
    const t = talk();
    t.says('嗯？', []);
    expect(t.keys()).toEqual(['unclear.rephrase']);
    t.says('嗯？', []);
    expect(t.keys()).toEqual(['unclear.menu']);
    expect(ofType(t.says('嗯？', []).effects, 'handoff')).toHaveLength(1);
  });
  it('comes when an address is asked for and never told', () => {
    const t = talk();
    t.says('漏水', leak());
    t.says('不说', [act('skip')]);
    expect(t.keys()).toEqual(['repair.why.place', 'repair.ask.place']);
    for (let i = 0; i < 3; i++) t.says('嗯？', []);
    expect(ofType(t.all, 'handoff')).toHaveLength(1);
    expect(ofType(t.all, 'ticket.open')).toMatchObject([{ partial: true }]);
  });
});

describe('off the path', () => {
  it('a danger in the same burst as a stale click is not lost', () => {
    const t = talk();
    t.says('漏水', [...leak(), home()]);
    const { effects } = t.says('水管爆了', [{ type: 'choose', menuId: 'm:repair:0:yes' }], {
      hazards: ['burst'],
    });
    expect(ofType(effects, 'handoff')).toHaveLength(1);
    expect(t.keys()[0]).toBe('repair.grade1');
  });
  it('no need, said to a question that may be skipped, skips it', () => {
    const t = talk();
    t.says('漏水', [...leak(), home()]);
    t.says('对', [act('yes')]);
    t.says('不用了', [act('cancel')]);
    expect(t.keys()).toEqual(['skip.ok', 'repair.ask.visit']);
  });
  it('a stale click is answered kindly and never applied', () => {
    const t = talk();
    t.says('漏水', [...leak(), home()]);
    const [yes] = t.state().pending?.options ?? [];
    t.says('对', [{ type: 'choose', menuId: yes?.id ?? '' }]);
    expect(t.keys()).toEqual(['repair.ask.contact']);
    const before = JSON.stringify(t.state().stack[0]?.slots);
    t.says('对', [{ type: 'choose', menuId: yes?.id ?? '' }]);
    expect(t.keys()).toEqual(['stale.menu', 'repair.ask.contact']);
    expect(JSON.stringify(t.state().stack[0]?.slots)).toBe(before);
  });
  it.each(['', 'yes', 'm:repair:1:', 'm:other:1:yes', 'm:repair:999:yes', '../../x'])(
    'a click with the id "%s" is not ours and does no harm',
    (menuId) => {
      const t = talk();
      t.says('漏水', [...leak(), home()]);
      t.says('对', [{ type: 'choose', menuId }]);
      expect(t.keys()).toEqual(['stale.menu', 'repair.check']);
    },
  );
  it('menu ids are short and of plain letters', () => {
    const t = talk();
    t.says('漏水', [...leak(), home()]);
    for (const option of t.state().pending?.options ?? [])
      expect(option.id).toMatch(/^[A-Za-z0-9_.:-]{1,128}$/);
  });
  it('a digression asks the same question in the same words, a failed answer in easier ones', () => {
    const t = talk();
    const attempts = (effects: ReturnType<typeof t.says>['effects']) =>
      ofType(effects, 'reply').flatMap((one) => (one.asks === 'place' ? [one.attempt] : []));
    t.says('漏水', leak());
    expect(attempts(t.says('为什么', [act('why')]).effects)).toEqual([0]);
    expect(attempts(t.says('嗯？', []).effects)).toEqual([1]);
  });
  it('thanks after everything do not open anything again', () => {
    const t = talk({ prefill: { 'resident.phone': '+8613800138000' } });
    t.says('北门漏水', [...leak(), fill('address', { publicPlace: '北门' })]);
    t.says('对', [act('yes')]);
    t.says('不用', [act('no')]);
    const { effects } = t.says('谢谢', [act('thanks')]);
    expect(effects.map((effect) => effect.type)).toEqual(['reply', 'silence.arm']);
    expect(t.keys()).toEqual(['chat.thanks']);
  });
  it('a voice message keeps the question', () => {
    const t = talk();
    t.says('漏水', leak());
    t.says('', [], { messages: [], unsupported: 'voice' });
    expect(t.keys()).toEqual(['media.voice', 'repair.ask.place']);
  });
  it('say that again, before anything was said, is answered too', () => {
    const t = talk();
    t.says('什么？', [act('repeat')]);
    expect(t.keys()).toEqual(['chat.other']);
  });
  it('words told before the matter are kept for it', () => {
    const t = talk();
    t.says('3栋2单元501', [home()]);
    expect(t.keys()).toContain('clarify.flow');
    expect(ofType(t.says('漏水', leak()).effects, 'ticket.open')[0]?.facts.place).toEqual({
      building: '3',
      unit: '2',
      room: '501',
    });
  });
  it('progress of an open ticket is spoken of and noted', () => {
    const t = talk();
    t.says('漏水', [...leak(), home()]);
    const { effects } = t.says('师傅怎么还没来', [act('progress')]);
    expect(t.keys()).toEqual(['progress.open', 'repair.check']);
    expect(ofType(effects, 'ticket.amend')).toHaveLength(1);
  });
  it('a repair with a reproach is a repair and a complaint', () => {
    const t = talk();
    const { effects } = t.says('3栋2单元501第三次漏水了到底管不管', [...leak(), start('complaint'), home()], {
      emotion: 2,
    });
    expect(
      ofType(effects, 'ticket.open')
        .map((one) => one.kind)
        .sort(),
    ).toEqual(['complaint', 'repair']);
    expect(ofType(effects, 'reply').filter((one) => one.asks !== undefined)).toHaveLength(1);
  });
  it('more words of a complaint stay with that complaint', () => {
    const t = talk();
    t.says('保安态度差', [start('complaint')]);
    const { effects } = t.says('昨天他还骂了我孩子', [start('complaint')]);
    expect(ofType(effects, 'ticket.open')).toEqual([]);
    expect(ofType(effects, 'ticket.amend')[0]?.facts.description).toBe('保安态度差\n昨天他还骂了我孩子');
  });
  it('too many turns end kindly', () => {
    const t = talk();
    t.says('漏水', [...leak(), home()]);
    for (let i = 0; i < 20; i++) t.says('谢谢', [act('greeting')]);
    expect(t.state().stack).toEqual([]);
    expect(t.all.flatMap((effect) => (effect.type === 'reply' ? [effect.key] : []))).toContain(
      'toolong.enough',
    );
  });
});

describe('the first contact', () => {
  it('greets once, in front of a calm answer', () => {
    const t = talk({ firstContact: true });
    t.says('漏水', leak());
    expect(t.keys()).toEqual(['first.brief', 'repair.ask.place']);
    t.says('3栋', [at('3')]);
    expect(t.keys()).toEqual(['repair.check']);
  });
  it('puts nothing before the safety line', () => {
    const t = talk({ firstContact: true });
    const { effects } = t.says('水管爆了', [start('repair')], { hazards: ['burst'] });
    expect(outgoing(effects).map((message) => message.keys)).toEqual([
      ['repair.grade1'],
      ['first.notice', 'repair.grade1.place'],
    ]);
  });
  it('greets somebody who only opened the chat', () => {
    const t = talk({ firstContact: true });
    t.says('', [], { messages: [], entered: true });
    expect(t.keys()).toEqual(['first.hello']);
  });
});

describe('silence', () => {
  it('is counted while a question is open, and no longer', () => {
    const t = talk();
    expect(ofType(t.says('漏水', leak()).effects, 'silence.arm')[0]?.afterMs).toEqual([
      600_000, 1_800_000, 7_200_000, 86_400_000,
    ]);
    expect(ofType(t.says('转人工', [act('handoff')]).effects, 'silence.arm')[0]?.afterMs).toEqual([]);
  });
  it('nudges, then keeps what is known, and the question stays open', () => {
    const t = talk();
    t.says('漏水', leak());
    expect(ofType(t.silent(0, 10).effects, 'reply').map((one) => one.key)).toEqual(['repair.nudge']);
    expect(ofType(t.silent(1, 20).effects, 'ticket.open')).toMatchObject([{ partial: true }]);
    expect(pendingQuestion(t.state())?.slot).toBe('place');
    expect(ofType(t.says('3栋', [at('3')]).effects, 'ticket.amend')).toHaveLength(1);
  });
  it('says nothing while a person of ours speaks', () => {
    const t = talk();
    t.says('漏水', leak());
    t.facts.muted = true;
    expect(t.silent(0, 10).effects).toEqual([]);
    expect(ofType(t.silent(1, 20).effects, 'ticket.open')).toHaveLength(1);
  });
  it('with a rule that no longer exists does nothing', () => {
    const t = talk();
    t.says('漏水', leak());
    expect(t.silent(99, 10).effects).toEqual([]);
  });
});

describe('a flow that was edited meanwhile', () => {
  const edited = (
    change: (repair: FlowBook['flows'][string]) => Partial<FlowBook['flows'][string]>,
  ): FlowBook => {
    const repair = book.flows.repair;
    if (!repair) throw new Error('no repair');
    return { ...book, flows: { ...book.flows, repair: { ...repair, hash: 'other', ...change(repair) } } };
  };
  it('goes on at the same step when it is still there', () => {
    const t = talk({}, book);
    t.says('漏水', leak());
    const before = t.state();
    const later = talk(
      {},
      edited(() => ({})),
    );
    Object.assign(later.state(), before);
    later.says('3栋2单元501', [home()]);
    expect(later.keys()).toEqual(['repair.check']);
  });
  it('begins again kindly, with what is known, when the step is gone', () => {
    const t = talk({}, book);
    t.says('漏水', leak());
    const later = talk({}, book);
    const state = t.state();
    const frame = state.stack[0];
    if (frame) Object.assign(frame, { hash: 'older', step: 'gone.step' });
    Object.assign(later.state(), state);
    later.says('嗯，好', [act('yes')]);
    expect(later.keys()).toEqual(['flow.changed', 'repair.ask.place']);
  });
});

describe('the state', () => {
  it('begins empty', () => expect(pendingQuestion(initialState())).toBeNull());
  it('keeps for each value what was said and who read it', () => {
    const t = talk();
    t.says('漏水', leak());
    expect(t.state().stack[0]?.slots.fault).toMatchObject({
      value: ['leak'],
      producer: 'rule',
      messageId: 'm',
    });
  });
  it('is not changed by a turn that was given it', () => {
    const t = talk();
    t.says('漏水', leak());
    const before = JSON.stringify(t.state());
    const state = t.state();
    t.says('3栋', [at('3')]);
    expect(JSON.stringify(state)).toBe(before);
  });
});

describe('a ticket named by its code', () => {
  it('is the one that is meant, not the last one talked of', () => {
    const t = talk({ prefill: { 'resident.phone': '+8613800138000' } });
    t.says('漏水', [...leak(), home()]);
    t.says('对', [act('yes')]);
    t.says('随时', [act('skip')]);
    t.says('不用', [act('no')]);
    const first = t.all.flatMap((effect) => (effect.type === 'ticket.open' ? [effect.ref] : []))[0];
    t.says('我要投诉保安', [start('complaint')]);
    t.says('没了', [act('no')]);
    expect(first).toBeDefined();
    if (first !== undefined) t.facts = { ...t.facts, meantRef: first };
    const { effects } = t.says('261123-001到哪了', [act('progress')]);
    expect(ofType(effects, 'reply').map((reply) => reply.ref)).toContain(first);
  });
});

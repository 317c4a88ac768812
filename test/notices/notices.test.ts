// A notice from its draft to its end: who may let it out, what residents are answered meanwhile, and who hears of changes.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/base/errors.ts';
import { tellsOf } from '../../src/groups/running.ts';
import {
  approveNotice,
  draftNotice,
  endNotice,
  publishNotice,
  rewordNotice,
  sendBackNotice,
  submitNotice,
  withdrawNotice,
} from '../../src/notices/deeds.ts';
import {
  arrivalOf,
  type Notice,
  type NoticeWords,
  noticeDeeds,
  noticeStates,
  noticeTransitions,
  rebuildNotice,
} from '../../src/notices/notice.ts';
import { knownNotices } from '../../src/notices/say.ts';
import { noteNoticeCalled, noteReader } from '../../src/notices/tell.ts';
import type { Tx } from '../../src/storage/contract.ts';
import type { Address } from '../../src/understanding/commands.ts';
import { shanghai } from '../support/manual-clock.ts';
import { openTicketDesk, type TicketDesk } from '../support/ticket-desk.ts';

const at = (clock: string) => shanghai(`2026-11-23 ${clock}`);

let desk: TicketDesk;
beforeEach(async () => {
  desk = await openTicketDesk(at('12:00'));
});
afterEach(() => desk.close());

const person = (id: string) => ({ actor: { kind: 'staff', id, source: 'console' }, staffId: id }) as const;
const writer = person('xu-jing');
const lead = person('chen-xiaoyan');

const water: NoticeWords = {
  ...{ kind: 'planned', matter: 'water', title: '6栋停水', places: ['6'] },
  ...{ fromAt: at('14:00'), restoreAt: at('18:00'), endsAt: at('20:00') },
  ...{ reason: '清洗水箱', advice: '请提前备水。', en: null },
};

async function done(work: (tx: Tx) => Promise<Outcome<Notice>>): Promise<Notice> {
  const outcome = await desk.unit(work);
  if (!outcome.ok) throw new Error(`${outcome.code} ${outcome.say}`);
  return outcome.value;
}
async function refusedWith(work: (tx: Tx) => Promise<Outcome<Notice>>): Promise<string> {
  const outcome = await desk.unit(work);
  return outcome.ok ? 'done' : `${outcome.code} ${outcome.say}`;
}
async function letOut(id: string) {
  await done((tx) => submitNotice(tx, id, writer, desk.house));
  await done((tx) => approveNotice(tx, id, lead, desk.house));
  return done((tx) => publishNotice(tx, id, lead, desk.house));
}
const drafted = (words: NoticeWords = water) =>
  done((tx) => draftNotice(tx, 'cuihu', words, writer, desk.house));
const known = (building?: string) => knownAt(building ? { building } : null);
const knownAt = (home: Address | null) =>
  desk.unit((tx) => {
    const to = { conversationId: 'c', channel: 'wecom-kf', lang: 'zh-CN' } as const;
    return knownNotices(tx, 'cuihu', { ...to, home }, desk.house);
  });
const kinds = async (building?: string) => (await known(building)).map(({ kind }) => kind);

async function asks(who: string, noticeId: string, state: 'told' | 'left' = 'told') {
  return desk.unit(async (tx) => {
    const key = { channel: 'wecom-kf', channelAccountId: 'wk-1', channelUserId: who } as const;
    const conversation = await tx.conversations.forPerson(key, {
      communityId: 'cuihu',
      at: desk.clock.now(),
    });
    conversation.lastResidentMessageAt = desk.clock.now();
    await tx.conversations.save(conversation);
    return noteReader(tx, noticeId, conversation, state, desk.house);
  });
}
const heard = () =>
  desk.residents.calls.map(({ channelUserId, content }) => [
    channelUserId,
    content.type === 'menu' ? content.head : content.text,
  ]);

describe('letting it out', () => {
  it('takes somebody who did not write it, and nothing is answered from it before', async () => {
    const { id } = await drafted();
    expect(await refusedWith((tx) => publishNotice(tx, id, lead, desk.house))).toMatch('not-allowed-now');
    await done((tx) => submitNotice(tx, id, writer, desk.house));
    expect(await refusedWith((tx) => approveNotice(tx, id, writer, desk.house))).toMatch('notices/own-words');
    const program = { actor: { kind: 'service', id: 'oa', source: 'api' }, staffId: null } as const;
    expect(await refusedWith((tx) => approveNotice(tx, id, program, desk.house))).toMatch(
      'notices/needs-person',
    );
    await done((tx) => approveNotice(tx, id, lead, desk.house));
    expect(await known('6')).toEqual([]);
    expect(await done((tx) => publishNotice(tx, id, lead, desk.house))).toMatchObject({
      ...{ state: 'published', revision: 1, approver: 'chen-xiaoyan', next: null },
    });
    expect(await kinds('6')).toEqual(['inquiry']);
  });

  it('tells all that is missing or unkind at once', async () => {
    const { id } = await drafted({ ...water, places: ['99'], reason: ' ', advice: '这不归我们管' });
    const said = await refusedWith((tx) => submitNotice(tx, id, writer, desk.house));
    expect(said).toMatch('notices/words');
    expect(said).toMatch('请写原因');
    expect(said).toMatch('没有99栋');
    expect(said).toMatch('换个说法');
  });

  it('looks at the time again when it is published', async () => {
    const { id } = await drafted();
    await done((tx) => submitNotice(tx, id, writer, desk.house));
    await done((tx) => approveNotice(tx, id, lead, desk.house));
    desk.clock.advance(7 * 3_600_000);
    expect(await refusedWith((tx) => publishNotice(tx, id, lead, desk.house))).toMatch('已经过了');
  });

  it('asks again for approval when the words change, and keeps what is out meanwhile', async () => {
    const { id } = await drafted();
    await letOut(id);
    const longer = { ...water, restoreAt: at('19:00') };
    await done((tx) => rewordNotice(tx, id, longer, writer, desk.house));
    expect(await refusedWith((tx) => publishNotice(tx, id, lead, desk.house))).toMatch('not-approved');
    expect((await known('6'))[0]?.bulletin).toContain('18:00');
    await done((tx) => submitNotice(tx, id, writer, desk.house));
    const back = await done((tx) => sendBackNotice(tx, id, '时间不对', lead, desk.house));
    expect(back.next?.sentBack).toBe('时间不对');
    expect(await letOut(id)).toMatchObject({ revision: 2 });
    expect((await known('6'))[0]?.bulletin).toContain('19:00');
  });

  it('is refused on an older version than there is', async () => {
    const { id, version } = await drafted();
    await done((tx) => rewordNotice(tx, id, water, writer, desk.house));
    const stale = { ...writer, expectedVersion: version };
    expect(await refusedWith((tx) => submitNotice(tx, id, stale, desk.house))).toMatch('version-conflict');
  });

  it('can be made again from its lines', async () => {
    const { id } = await drafted();
    await letOut(id);
    const notice = await done((tx) => withdrawNotice(tx, id, '改期', lead, desk.house));
    const events = await desk.unit((tx) => tx.notices.events(id));
    expect(events.map(({ type }) => type)).toEqual([
      ...['notice.drafted', 'notice.submitted', 'notice.approved', 'notice.published', 'notice.withdrawn'],
    ]);
    const { version: _, ...rest } = notice;
    expect(rebuildNotice(id, events)).toEqual(rest);
    for (const deed of noticeDeeds)
      expect(noticeStates).toEqual(expect.arrayContaining([...noticeTransitions[deed].from]));
  });
});

describe('what residents are answered', () => {
  it('reaches their home, or everybody whose home is not known', async () => {
    await letOut((await drafted()).id);
    expect(await kinds('6')).toEqual(['inquiry']);
    expect(await kinds()).toEqual(['inquiry']);
    expect(await kinds('7')).toEqual([]);
  });

  it.each([
    {
      places: ['6-2'],
      in: { unit: '2', room: '501' },
      out: { unit: '1', room: '501' },
      says: 'where=6栋2单元 ',
    },
    {
      places: ['6-2-5F'],
      in: { unit: '2', room: '502' },
      out: { unit: '2', room: '602' },
      says: '6栋2单元5层',
    },
    {
      places: ['6-2-501'],
      in: { unit: '2', room: '501' },
      out: { unit: '2', room: '502' },
      says: '6栋2单元501',
    },
  ])(
    'reaches $places and nothing beside it, whoever asks or tells',
    async ({ places, in: theirs, out, says }) => {
      await letOut((await drafted({ ...water, places, fromAt: null, kind: 'sudden' })).id);
      const [inside, outside] = [theirs, out].map((part) => ({ building: '6', ...part }));
      const asked = async (home: Address) => (await knownAt(home)).filter(({ kind }) => kind === 'inquiry');
      expect(await asked(inside ?? {})).toHaveLength(1);
      expect(await asked(outside ?? {})).toEqual([]);
      // Who lives in the building, nobody knows where, hears of it.
      expect(await asked({ building: '6' })).toHaveLength(1);
      const repair = (await knownAt(null)).find(({ kind }) => kind === 'repair');
      const tells = (at: Address) =>
        repair && tellsOf({ kind: 'repair', faults: ['no-water'], topic: null, place: '6', at }, repair);
      expect([tells(inside ?? {}), tells(outside ?? {}), tells({ building: '6' })]).toEqual([
        true,
        false,
        false,
      ]);
      expect(JSON.stringify(repair)).toContain(says);
    },
  );

  it('is written for places there are, and for shared ones by their name', async () => {
    const lacks = async (places: string[]) => {
      const { id } = await drafted({ ...water, places });
      return refusedWith((tx) => submitNotice(tx, id, writer, desk.house));
    };
    expect(await lacks(['6-9'])).toMatch('没有6栋9单元');
    expect(await lacks(['6-2-9999'])).toMatch('没有6栋2单元9999');
    expect(await lacks(['月亮门'])).toMatch('没有月亮门');
    const { id } = await drafted({ ...water, places: ['北门', '6-2-5F'] });
    await done((tx) => submitNotice(tx, id, writer, desk.house));
  });

  it('explains a trouble only while it lasts, at a place it reaches', async () => {
    await letOut((await drafted()).id);
    desk.clock.advance(2 * 3_600_000);
    const repair = (await known('7')).find(({ kind }) => kind === 'repair');
    expect(repair).toMatchObject({ places: ['6'], topics: ['no-water', 'water-supply'] });
  });

  it('is told to who reads English without a word of Chinese, unless staff wrote the English', async () => {
    const hears = async (words: NoticeWords) => {
      await letOut((await drafted(words)).id);
      const to = { conversationId: 'c', channel: 'wecom-kf', lang: 'en', home: null } as const;
      const said = await desk.unit((tx) => knownNotices(tx, 'cuihu', to, desk.house));
      return said.at(-1);
    };
    const plain = await hears(water);
    expect(plain).toMatchObject({ title: expect.stringMatching(/^water outage/) });
    expect(plain?.bulletin).toMatch(/^notice\.body\.planned .*matter=water outage more= when=/);
    const written = await hears({ ...water, en: 'The tank is cleaned.' });
    expect(written?.bulletin).toBe('The tank is cleaned.');
  });

  it('never names a time that is over, and ends by itself', async () => {
    await letOut((await drafted()).id);
    expect((await known('6'))[0]?.bulletin).toMatch(/^notice\.body\.planned .*14:00 到 18:00/);
    desk.clock.advance(2 * 3_600_000);
    expect((await known('6'))[0]?.bulletin).toMatch(/^notice\.body\.outage .*18:00/);
    desk.clock.advance(4 * 3_600_000);
    expect((await known('6'))[0]?.bulletin).toMatch(/^notice\.body\.overrun .*team\.phone=\d/);
    expect((await known('6'))[0]?.bulletin).not.toContain('18:00');
    desk.clock.advance(2 * 3_600_000);
    expect(await known('6')).toEqual([]);
  });
});

describe('whoever asked', () => {
  it('hears of a change, once; who said that theirs is another matter does not', async () => {
    const { id } = await drafted();
    await letOut(id);
    await asks('wm-a', id);
    await asks('wm-b', id);
    await asks('wm-b', id, 'left');
    await desk.pass(60);
    expect(heard()).toEqual([]);
    await done((tx) => rewordNotice(tx, id, { ...water, restoreAt: at('19:00') }, writer, desk.house));
    await letOut(id);
    await desk.pass(60);
    expect(heard()).toEqual([['wm-a', expect.stringMatching(/^notice\.changed .*19:00/)]]);
    expect(await desk.unit((tx) => tx.notices.told(id))).toEqual([
      { number: 1, told: 1, sent: 1, waiting: 0 },
    ]);
  });

  it('hears that it was withdrawn, and that it is over', async () => {
    const first = await drafted();
    await letOut(first.id);
    await asks('wm-a', first.id);
    await done((tx) => withdrawNotice(tx, first.id, '改期', lead, desk.house));
    const second = await drafted();
    await letOut(second.id);
    await asks('wm-b', second.id);
    await done((tx) => endNotice(tx, second.id, lead, desk.house));
    await desk.pass(60);
    expect(heard().sort()).toEqual([
      ['wm-a', 'notice.withdrawn title=6栋停水'],
      ['wm-b', 'notice.over title=6栋停水'],
    ]);
    expect(await asks('wm-c', first.id)).toBe(false);
  });

  it('stands in a table with what became of it, and who could not be written to is to be phoned, once', async () => {
    const { id } = await drafted();
    await letOut(id);
    await asks('wm-soon', id);
    await asks('wm-late', id);
    // Past the two days nothing of ours gets to them any more.
    const late = await desk.unit(async (tx) => {
      const key = { channel: 'wecom-kf', channelAccountId: 'wk-1', channelUserId: 'wm-late' } as const;
      const conversation = await tx.conversations.forPerson(key, { communityId: 'cuihu', at: at('12:00') });
      conversation.lastResidentMessageAt = at('12:00') - 3 * 86_400_000;
      await tx.conversations.save(conversation);
      return conversation.residentId;
    });
    await done((tx) => endNotice(tx, id, lead, desk.house));
    await desk.pass(60);
    const table = () => desk.unit((tx) => tx.notices.deliveries(id, { number: 1, after: null, limit: 10 }));
    const states = async () => (await table()).map((one) => arrivalOf(one)).sort();
    const tasks = () => desk.unit((tx) => tx.tasks.open('cuihu', 10));
    expect(await states()).toEqual(['phone', 'sent']);
    expect((await table()).find(({ household }) => household === late)?.reason).toBe('window-closed');
    expect(await tasks()).toMatchObject([{ kind: 'undeliverable', reason: 'notice:1' }]);
    const called = (household: string) =>
      desk.unit((tx) => noteNoticeCalled(tx, id, { number: 1, household }, desk.house));
    expect([await called('nobody'), await called(late)]).toEqual([false, true]);
    expect(await states()).toEqual(['called', 'sent']);
    expect(await tasks()).toEqual([]);
  });

  it('hears only the latest when two changes come in one breath', async () => {
    const { id } = await drafted();
    await letOut(id);
    await asks('wm-a', id);
    await done((tx) => rewordNotice(tx, id, { ...water, restoreAt: at('19:00') }, writer, desk.house));
    await letOut(id);
    await done((tx) => endNotice(tx, id, lead, desk.house));
    await desk.pass(60);
    expect(heard()).toEqual([['wm-a', 'notice.over title=6栋停水']]);
  });
});

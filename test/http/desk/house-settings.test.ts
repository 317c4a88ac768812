// Estate, departments, shifts and skills are written at the console: one place each, versions, and the newer text for the second.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shippedConfig } from '../../support/house.ts';
import { type Browser, type DeskWithPeople, openDeskWithPeople, signedIn } from './support.ts';

let desk: DeskWithPeople;
let manager: Browser;
const { staff, roster, departments } = shippedConfig();

beforeAll(async () => {
  desk = await openDeskWithPeople();
  await desk.store.transact((tx) => tx.staff.replaceAll({ staff, roster }, desk.clock.now()));
  manager = await signedIn(desk, 'manager');
});
afterAll(() => desk.close());

const today = () => new Date(desk.clock.now() + 8 * 3_600_000).toISOString().slice(0, 10);
const seen = async () => Number((await manager.ask('GET /settings/house')).body.peopleVersion);
const match = (version: number) => ({ 'if-match': `"${version}"` });
const shiftsWith = (name: string, staffIds: string[]) => ({
  shifts: roster.shifts.map((each) => (each.name === name ? { ...each, staffIds } : each)),
});

describe('shifts', () => {
  it('are those a table brings in, and who has seen older ones is shown the newer', async () => {
    const version = await seen();
    const written = await manager.ask(
      'POST /settings/roster',
      shiftsWith('客服早班', ['tang-li']),
      match(version),
    );
    expect(written.status).toBe(200);
    const stored = await desk.store.read((tx) => tx.staff.load());
    expect(stored.roster.shifts.find((each) => each.name === '客服早班')?.staffIds).toEqual(['tang-li']);
    expect(stored.staff).toHaveLength(staff.length);
    expect(await desk.store.read((tx) => tx.staff.importedAt())).toBe(await seen());

    const late = await manager.ask(
      'POST /settings/roster',
      shiftsWith('客服早班', ['xu-jing']),
      match(version),
    );
    expect(late.body).toMatchObject({ status: 409, code: 'written/version-conflict' });
    expect(late.body.current).toMatchObject({
      shifts: expect.arrayContaining([expect.objectContaining({ name: '客服早班', staffIds: ['tang-li'] })]),
    });
  });

  it('that leave an hour with too few are not kept', async () => {
    const answer = await manager.ask(
      'POST /settings/roster',
      shiftsWith('工程白班甲', ['wang-zhiqiang']),
      match(await seen()),
    );
    expect(answer.body).toMatchObject({ status: 422, code: 'settings/not-fit' });
    expect(answer.body.detail).toMatch(/至少要 3 人/);
  });

  it('keep the swaps that were written beside them', async () => {
    const swap = { date: today(), shift: '环境班', staffIds: ['xie-fang'] };
    expect((await manager.ask('POST /settings/swaps', swap)).status).toBe(200);
    const [row] = await desk.store.read((tx) => tx.written.list('swap'));
    expect(row).toMatchObject({ key: `${today()} 环境班`, version: 1, value: swap });
    const late = await manager.ask('POST /settings/swaps', { ...swap, staffIds: null }, match(9));
    expect(late.body).toMatchObject({ status: 409, current: { version: 1, value: swap } });
    await manager.ask('POST /settings/roster', { shifts: roster.shifts }, match(await seen()));
    expect((await desk.store.read((tx) => tx.staff.load())).roster.changes).toEqual([]);
    expect(await desk.store.read((tx) => tx.written.list('swap'))).toHaveLength(1);
  });
});

describe('skills', () => {
  it('are kept with the colleague, and those nobody is sent by are told', async () => {
    const learned = { staffId: 'xu-jing', skills: ['water'] };
    expect((await manager.ask('POST /settings/skills', learned, match(await seen()))).status).toBe(200);
    const stored = await desk.store.read((tx) => tx.staff.load());
    expect(stored.staff.find((each) => each.id === 'xu-jing')?.skills).toEqual(['water']);
    const odd = { staffId: 'xu-jing', skills: ['singing'] };
    expect((await manager.ask('POST /settings/skills', odd)).body).toMatchObject({
      code: 'settings/not-fit',
    });
  });
});

const haitang = { buildings: '13', units: '1-2', floors: '1-18', rooms: '1-4', names: ['海棠苑'] };
const places = { liftsPerUnit: 2, garage: null, publicPlaces: [{ name: '球场', aliases: [] }] };

describe('departments, offices, estates and grids', () => {
  it.each([
    ['departments', { departments }],
    [
      'offices',
      { communities: [{ id: 'cuihu', office: { name: '服务站', phone: '020-0000-0199', address: '南门' } }] },
    ],
    ['buildings', { communities: [{ id: 'cuihu', blocks: [haitang] }] }],
    ['places', { communities: [{ id: 'cuihu', ...places, gates: ['北门'] }] }],
    ['grids', { grids: [{ name: '东片', communityId: 'cuihu', buildings: ['1'], staffIds: ['xu-jing'] }] }],
  ])('%s are versions with who wrote them, and the second hears of the first', async (key, value) => {
    const body = { ...value, effective: today() };
    expect((await manager.ask(`POST /settings/${key}`, body, match(0))).status).toBe(200);
    const late = await manager.ask(`POST /settings/${key}`, body, match(0));
    expect(late.body).toMatchObject({ status: 409, current: { key, version: 1, value } });
    const { body: shown } = await manager.ask('GET /settings/written');
    expect(shown.items).toContainEqual(expect.objectContaining({ key, version: 1, value }));
  });
});

describe('a manager of another community', () => {
  it('hands back shifts, offices, estates and grids of others as they are, and changes neither them nor skills', async () => {
    // Of its own: what is written here would be a version more for the others.
    const house = await openDeskWithPeople();
    await house.store.transact((tx) => tx.staff.replaceAll({ staff, roster }, house.clock.now()));
    const [here, elsewhere] = [await signedIn(house, 'manager'), await signedIn(house, 'other-manager')];
    const offices = (name: string) => ({
      communities: [{ id: 'cuihu', office: { name, phone: '020-0000-0199', address: '南门' } }],
      effective: today(),
    });
    const grids = (building: string) => ({
      grids: [{ name: '东片', communityId: 'cuihu', buildings: [building], staffIds: ['xu-jing'] }],
      effective: today(),
    });
    const buildings = (units: string) => ({
      communities: [{ id: 'cuihu', blocks: [{ ...haitang, buildings: '1', units }] }],
      effective: today(),
    });
    const shared = (gate: string) => ({
      communities: [{ id: 'cuihu', ...places, gates: [gate] }],
      effective: today(),
    });
    const asTheyAre = {
      ...{ roster: { shifts: roster.shifts }, offices: offices('服务站'), grids: grids('1') },
      ...{ buildings: buildings('1-2'), places: shared('北门') },
    };
    for (const who of [here, elsewhere])
      for (const [key, value] of Object.entries(asTheyAre))
        expect([key, (await who.ask(`POST /settings/${key}`, value)).status]).toEqual([key, 200]);
    const changed = {
      roster: shiftsWith('客服早班', ['xu-jing', 'tang-li', 'gao-feng']),
      offices: offices('别家'),
      grids: grids('2'),
      buildings: buildings('1-3'),
      places: shared('南门'),
      skills: { staffId: 'xu-jing', skills: [] },
    };
    for (const [key, value] of Object.entries(changed))
      expect((await elsewhere.ask(`POST /settings/${key}`, value)).body).toMatchObject({
        ...{ code: 'settings/not-fit', detail: expect.stringMatching('别的小区') },
      });
    await house.close();
  });
});

describe('an estate', () => {
  it('with what cannot be read is not kept, and it is said what to write', async () => {
    const blocks = [{ ...haitang, floors: '十八层' }];
    const body = { communities: [{ id: 'cuihu', blocks }], effective: today() };
    const answer = await manager.ask('POST /settings/buildings', body);
    expect(answer.body).toMatchObject({ status: 422, code: 'settings/not-fit' });
    expect(answer.body.detail).toMatch(/13 栋：楼层写成 1-33/);
  });

  it('is given in the form of its file', async () => {
    const { text } = await manager.ask('GET /settings/export?part=estate');
    expect(text).toMatch(/communities:\n {2}- id: cuihu[\s\S]*buildings: 1-12/);
  });
});

describe('channels', () => {
  it('that are off say which names are missing, and no value', async () => {
    const { body, text } = await manager.ask('GET /settings/house');
    expect(body.channels).toContainEqual({
      ...{ id: 'feishu', state: 'off', accounts: 0 },
      words: expect.stringMatching(/FEISHU_APP_ID、FEISHU_APP_SECRET.*npm run doctor/),
    });
    expect(text).not.toContain('a-token-that-is-long-enough');
  });
});

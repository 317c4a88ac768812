// A building is handed over, gets a name, and is closed again, all at the console: residents are understood at once, without a restart.
import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/config/written-estate.ts';
import { hurry, type Stage, stage, ticketOf } from './support.ts';

const haitang = { buildings: '13', units: '1-2', floors: '1-18', rooms: '1-4', names: ['海棠苑'] };

async function write(on: Stage, version: number, blocks: object[]): Promise<void> {
  const value = { communities: [{ id: 'cuihu', blocks }] };
  const row = { kind: 'rule', key: 'buildings', version, value, effective: '2026-11-24' };
  await on.story.app.store.transact((tx) => tx.written.add({ ...row, by: 'chen', at: on.clock.now() }));
  const { house } = on.story.app;
  await hurry(on, () => house.communities[0]?.estate.buildings.length === blocks.length);
}

describe('buildings that are written at the console', { shuffle: false }, () => {
  const on = stage();
  const says = async (who: string, words: string) => {
    on.story.resident(who).writes(words);
    await on.story.settled();
    return on.story.hears(on.story.resident(who)).join('\n');
  };
  const blocksNow = () => on.story.app.house.communities.flatMap((each) => rowsOf(each.estate));

  it('are not there before: the nearest is offered', async () => {
    expect(await says('wmOne', '13栋2单元501厨房水龙头滴水')).toMatch(/这一栋我没查到，相近的有12栋/);
  });

  it('are there as soon as they are written, by number and by name', async () => {
    await write(on, 1, [...blocksNow(), haitang]);
    await says('wmTwo', '13栋2单元501厨房水龙头滴水');
    expect(await ticketOf(on.story, 'wmTwo')).toMatchObject({
      place: { building: '13', unit: '2', room: '501' },
    });
    await says('wmThree', '海棠苑1单元302厨房水龙头滴水');
    expect(await ticketOf(on.story, 'wmThree')).toMatchObject({
      place: { building: '13', unit: '1', room: '302' },
    });
  });

  it('are one place, whoever names them by number and whoever by name', async () => {
    await says('wmFive', '海棠苑2单元602厨房水龙头滴水');
    const watched = { before: null, limit: 5 };
    const { store } = on.story.app;
    const found = await store.read((tx) => tx.incidents.list({ communityId: 'cuihu' }, watched));
    expect(found).toMatchObject([{ place: '13', households: 3 }]);
  });

  it('are gone as soon as they are closed; the tickets of before stay', async () => {
    await write(on, 2, blocksNow().slice(0, -1));
    expect(await says('wmFour', '13栋2单元501厨房水龙头滴水')).toMatch(/这一栋我没查到，相近的有12栋/);
    expect(await ticketOf(on.story, 'wmTwo')).toMatchObject({ place: { building: '13' } });
  });
});

// The published price list: read, or every mistake with its place.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { pricesOn, sayFen, sayPrice } from '../../src/config/price-list.ts';
import { shippedConfig } from '../support/house.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'prices-'));
  cpSync(resolve(import.meta.dirname, '../../config'), dir, { recursive: true });
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const tap = {
  id: 'tap',
  name: '换水龙头',
  en: 'Change a tap',
  unit: '个',
  unitEn: 'tap',
  fen: 3000,
  included: '人工',
  includedEn: 'Labour',
  source: '公示',
  approver: '主管',
  effective: '2026-01-01',
  expires: '2026-12-31',
};

function load(...items: object[]) {
  writeFileSync(join(dir, 'price-list.yaml'), JSON.stringify({ version: 1, items }, null, 1));
  return loadConfig({ env: {}, configDir: dir });
}
const problems = (...items: object[]) => {
  const loaded = load(...items);
  return loaded.ok ? [] : loaded.problems;
};

describe('the price list', () => {
  it('is shipped for the demo estate', () => {
    const { items } = shippedConfig().prices;
    expect(items.length).toBeGreaterThan(3);
    expect(items.every((item) => item.source !== '' && item.approver !== '')).toBe(true);
  });

  it('may be missing: then no price is published', () => {
    rmSync(join(dir, 'price-list.yaml'));
    const loaded = loadConfig({ env: {}, configDir: dir });
    expect(loaded).toMatchObject({ ok: true, config: { prices: { items: [] } } });
  });

  it.each([
    ['a price that falls', { ...tap, fen: { from: 5000, to: 3000 } }, 'from more to less'],
    ['an end before the beginning', { ...tap, expires: '2025-12-31' }, 'ends before it begins'],
    ['no sum', { ...tap, fen: 0 }, 'fen'],
    ['half a fen', { ...tap, fen: 30.5 }, 'fen'],
    ['no source', { ...tap, source: '' }, 'source'],
    ['an unknown community', { ...tap, communities: ['moon'] }, 'moon'],
    ['a day that is none', { ...tap, effective: '1 Jan' }, 'effective'],
    ['an unknown key', { ...tap, pirce: 1 }, 'pirce'],
  ])('is refused for %s, with the line and what to do', (_, item, words) => {
    const [problem] = problems(item);
    expect(problem?.what).toContain(words);
    expect(problem?.file).toContain('price-list.yaml');
    expect(problem?.line).toBeGreaterThan(1);
    expect(problem?.remedy).not.toBe('');
  });

  it('says all of it at once, and one name has one price at a time', () => {
    const found = problems(tap, { ...tap, id: 'tap-2' }, { ...tap, name: '换灯', expires: '2025-01-01' });
    const said = found.map((each) => each.what).join();
    for (const words of ['ends before', 'has a price already']) expect(said).toContain(words);
    expect(found.length).toBeGreaterThan(2);
  });

  it('takes next year’s price beside this year’s', () => {
    const next = { ...tap, id: 'tap-2027', fen: 3500, effective: '2027-01-01', expires: '2027-12-31' };
    const loaded = load(tap, next);
    if (!loaded.ok) throw new Error(loaded.problems.map((each) => each.what).join());
    const { prices } = loaded.config;
    expect(pricesOn(prices, '2026-12-31', 'cuihu').map((each) => each.id)).toEqual(['tap']);
    expect(pricesOn(prices, '2027-01-01', 'cuihu').map((each) => each.id)).toEqual(['tap-2027']);
    expect(pricesOn(prices, '2028-01-01', 'cuihu')).toEqual([]);
  });
});

describe('the bills of a community', () => {
  const bills = (name: string, ...rows: string[]) => {
    mkdirSync(join(dir, 'bills'));
    writeFileSync(join(dir, 'bills', name), ['账期,房号,项目,应收,到期日,已收', ...rows].join('\n'));
    return loadConfig({ env: {}, configDir: dir });
  };

  it('are read for the homes there are', () => {
    const loaded = bills('cuihu.csv', '2026-10,3-2-501,物业费,288,2026-10-31,');
    expect(loaded).toMatchObject({ ok: true, config: { bills: { cuihu: [{ amountFen: 28_800 }] } } });
  });

  it('say every mistake with its line, and whose they are', () => {
    const wrong = bills(
      'cuihu.csv',
      '2026-13,3-2-501,物业费,288,2026-10-31,',
      '2026-10,99-1-1,物业费,288,2026-10-31,',
    );
    expect(wrong.ok ? [] : wrong.problems.map((each) => each.line)).toEqual([2, 3]);
    rmSync(join(dir, 'bills'), { recursive: true });
    const whose = bills('moon.csv');
    expect(whose.ok ? [] : whose.problems.map((each) => each.what)).toEqual(['belongs to no community.']);
  });

  it('as a workbook are not passed over in silence: where it goes is said', () => {
    const found = bills('cuihu.xlsx');
    expect(found.ok ? [] : found.problems.map((each) => each.remedy)).toEqual([
      expect.stringContaining('设置→导入'),
    ]);
  });

  it('may be none at all', () => {
    expect(shippedConfig().bills).toEqual({});
  });
});

describe('a sum', () => {
  it('is said without fractions nobody needs, as one price or from one to another', () => {
    expect([sayFen(3000), sayFen(3050), sayFen(1), sayFen(3000, 'en')]).toEqual([
      '30元',
      '30.5元',
      '0.01元',
      '¥30',
    ]);
    const unit = { zh: '次', en: 'visit' };
    expect(sayPrice({ fen: { from: 8000, to: 20000 }, unit }, 'zh-CN')).toBe('每次80元到200元');
    expect(sayPrice({ fen: { from: 8000, to: 8000 }, unit }, 'en')).toBe('¥80 per visit');
  });
});

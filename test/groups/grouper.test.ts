// The same problem at the same place is one matter; another problem there, or the same words elsewhere, is not.
import { describe, expect, it } from 'vitest';
import { ownGroups } from '../../src/cli/eval/own-sets.ts';
import { scorePairs } from '../../src/cli/eval/scores.ts';
import { createGrouper, JOIN } from '../../src/groups/grouper.ts';
import { createMatterReader } from '../../src/groups/matter.ts';
import { createSeen, MOST_PIECES } from '../../src/groups/rarity.ts';
import { lexicon } from '../understanding/support.ts';

const group = createGrouper(lexicon);
const report = (title: string, text = '') => ({ title, text });

describe('on own reports', () => {
  const rows = ownGroups();
  const said = group(rows);
  const grouped = rows.map((row, at) => ({ gold: row.group, said: said[at] ?? null, kind: row.kind }));

  it('pairs reach an F1 of 0.85, and hardly a pair is wrong', () => {
    expect(scorePairs(grouped).f1).toBeGreaterThanOrEqual(0.85);
    expect(scorePairs(grouped).precision).toBeGreaterThanOrEqual(0.95);
  });

  it.each(['same place, other problem', 'same wording, other place', 'singleton'])(
    'at most one in ten is wrongly joined: %s',
    (kind) => {
      const of = grouped.filter((row) => row.kind === kind);
      expect(of.length).toBeGreaterThan(3);
      expect(of.filter((row) => row.said !== null).length).toBeLessThanOrEqual(of.length / 10);
    },
  );
});

describe('createGrouper', () => {
  it('finds a text that was sent twice, also without a place', () => {
    const twice = report('请问如何办理退休手续谢谢', '请问如何办理退休手续');
    expect(group([twice, report('路灯坏了'), twice])).toEqual(['g1', null, 'g1']);
  });

  it('knows a place by its name when the ending is left out', () => {
    const full = report('滨江一号小区地下车库积水', '滨江一号小区一下雨地下车库就积水');
    const short = report('滨江一号地下车库又积水了', '滨江一号的车库积水没人排');
    expect(group([full, report('滨江一号地下车库收费不开发票'), short])).toEqual(['g1', null, 'g1']);
  });

  it('takes no everyday word for a place', () => {
    const here = report('青石路泥巴路没有硬化', '一条泥巴路，下雨出不了门');
    const there = report('石桥村泥巴路没有硬化', '一条泥巴路，下雨出不了门');
    expect(group([here, there])).toEqual([null, null]);
  });

  it('tells the lift of one house from the lift of another, but not the water of one from the water of another', () => {
    const lift = (house: number, words: string) =>
      report(`锦绣澜山${house}栋电梯${words}`, `锦绣澜山${house}栋电梯${words}`);
    expect(group([lift(3, '按钮失灵'), lift(9, '异响')])).toEqual([null, null]);
    expect(group([lift(3, '按钮失灵'), lift(3, '按键按不动')])).toEqual(['g1', 'g1']);
    const dry = (house: number) =>
      report(`锦绣澜山${house}栋停水`, `锦绣澜山${house}栋从昨天停水到现在，没有通知`);
    expect(group([dry(3), dry(9)])).toEqual(['g1', 'g1']);
  });

  it('takes the house for the place where no estate is named, and never one house for another', () => {
    const told = (...lines: string[]) => group(lines.map((line) => report('', line)));
    expect(
      told('3栋电梯坏了', '5栋电梯坏了', '我们三号楼的电梯用不了', '3幢电梯又停了', '五栋电梯不动'),
    ).toEqual([...['g1', 'g2', 'g1', 'g1', 'g2']]);
    expect(told('翠湖花园三栋电梯坏了', '翠湖花园五栋电梯坏了', '翠湖花园5栋电梯坏了')).toEqual([
      null,
      'g1',
      'g1',
    ]);
    expect(told('有三栋楼停水了', '3栋停水')).toEqual([null, null]);
  });

  it('lets nobody who names no house bring two houses together', () => {
    const lift = (where: string) => report(`锦绣澜山${where}电梯故障`, `锦绣澜山${where}电梯故障一直没修`);
    const [third, , ninth] = group([lift('3栋'), lift(''), lift('9栋')]);
    expect(third === null || third !== ninth).toBe(true);
    expect(group([lift('3栋'), lift('3栋'), lift(''), lift('9栋'), lift('9栋')])).toSatisfy(
      (said: (string | null)[]) => said[0] === said[1] && said[3] === said[4] && said[0] !== said[3],
    );
  });

  it('joins no other problem of the same house', () => {
    const lines = [
      ...['3栋电梯坏了', '3栋门禁刷不开', '3栋停水了', '3栋停电了', '3栋501厨房漏水', '3栋1102卫生间漏水'],
      ...[
        '3栋楼上装修太吵',
        '3栋快递柜打不开',
        '3栋楼道灯不亮',
        '3栋车库灯不亮',
        '3栋物业费怎么交',
        '3栋垃圾没人收',
      ],
    ];
    expect(group(lines.map((line) => report('', line)))).toEqual(lines.map(() => null));
  });

  it('tells flats apart where it happens in the flat, and not where it happens to the house', () => {
    const told = (...lines: string[]) => group(lines.map((line) => report('', line)));
    expect(told('3栋501厨房漏水', '3栋601厨房漏水')).toEqual([null, null]);
    expect(told('3栋501停水', '3栋802没水')).toEqual(['g1', 'g1']);
    expect(told('3栋501电梯坏了', '3栋1102 电梯又不动了')).toEqual(['g1', 'g1']);
    expect(told('3栋1单元楼道灯坏了', '3栋2单元楼道灯坏了')).toEqual([null, null]);
  });

  it('says nothing of empty reports', () => {
    expect(group([report(''), report(''), report('', ' ')])).toEqual([null, null, null]);
    expect(group([])).toEqual([]);
  });

  it('says the same whatever stands between', () => {
    const a = report('松涛苑小区工地夜间施工噪音', '松涛苑小区工地夜间施工');
    const b = report('松涛苑小区旁工地夜间施工扰民', '松涛苑小区旁边工地夜间施工到两点');
    expect(group([a, b])).toEqual(['g1', 'g1']);
    expect(group([a, report('医保怎么报销'), report('希望开通夜间公交'), b])).toEqual([
      'g1',
      null,
      null,
      'g1',
    ]);
  });

  it('reads the beginning of a text of any length, and lone surrogates', () => {
    const long = report('\uD800松涛苑小区停水'.repeat(50), '停水'.repeat(200_000));
    expect(group([long, long])).toEqual(['g1', 'g1']);
  });
});

describe('how much hangs on the joining value', () => {
  // Words weighed before topics moved by 0.057 here.
  it('is little: a step above or below it, the pairs of own reports stay nearly the same', () => {
    const rows = ownGroups();
    const f1At = (join: number) => {
      const said = createGrouper(lexicon, join)(rows);
      return scorePairs(rows.map((row, at) => ({ gold: row.group, said: said[at] ?? null, kind: row.kind })))
        .f1;
    };
    const usual = f1At(JOIN);
    for (const step of [-0.03, 0.03]) expect(Math.abs(f1At(JOIN + step) - usual)).toBeLessThanOrEqual(0.04);
  });
});

describe('words without end', () => {
  it.each([
    ...[
      '路',
      '小区',
      '1号',
      '松涛苑',
      '的路',
      '停水',
      '公司',
      '一号',
      '漏',
      '旁边小区',
      '（',
      ' ',
      '\u200b',
      '三栋',
      '到路',
    ],
  ])('%s, ten thousand letters long, are grouped in the time of others', (pump) => {
    const long = pump.repeat(Math.ceil(10_000 / pump.length));
    const before = process.cpuUsage();
    const said = group([report(long, long), report('松涛苑停水', '松涛苑停水'), report(long, long)]);
    const { user } = process.cpuUsage(before);
    expect(said).toHaveLength(3);
    expect(user / 1_000).toBeLessThan(500);
  });

  it('many reports of one place are grouped without looking at every pair', () => {
    const many = Array.from({ length: 3_000 }, (_, at) => report(`松涛苑小区第${at}件事`, `松涛苑小区${at}`));
    expect(group(many)).toHaveLength(3_000);
  });
});

describe('what is remembered of words', () => {
  it('stays bounded however many reports are read, and rare stays rarer than common', () => {
    const read = createMatterReader(lexicon);
    const seen = createSeen();
    const letter = (at: number) => String.fromCodePoint(0x4e00 + (at % 20_000));
    for (let at = 0; at < 8_000; at++) {
      const words = Array.from({ length: 40 }, (_, place) => letter(at * 37 + place * place)).join('');
      seen.count(read(report('小区停水', `小区停水${words}`)));
    }
    expect(seen.size()).toBeLessThanOrEqual(MOST_PIECES * 1.1);
    expect(seen.rarity('whole', '停水')).toBeLessThan(seen.rarity('whole', letter(5) + letter(9)));
  });
});

describe('a matter that many tell of', () => {
  const outage = { title: '丽景花园停电', text: '丽景花园整个小区停电了，什么时候来电' };
  const others = ['凉塘路', '人民西路', '星沙大道', '湘江路', '五一路', '学士路'].flatMap((road) =>
    Array.from({ length: 10 }, () => ({ title: `${road}路灯坏了`, text: `${road}的路灯不亮，晚上看不见` })),
  );
  it.each([5, 100, 450, 900])('is one group of %d, whatever part of all reports it is', (many) => {
    const told = [...others, ...Array.from({ length: many }, () => outage)];
    const names = group(told).slice(others.length);
    expect(names[0]).not.toBeNull();
    expect(new Set(names).size).toBe(1);
  });

  it('takes nothing in that is told of another place', () => {
    const names = group([...Array.from({ length: 300 }, () => outage), ...others]);
    expect(names.slice(300)).not.toContain(names[0]);
  });
});

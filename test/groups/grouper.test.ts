// The same problem at the same place is one matter; another problem there, or the same words elsewhere, is not.
import { describe, expect, it } from 'vitest';
import { ownGroups } from '../../src/cli/eval/own-sets.ts';
import { scorePairs } from '../../src/cli/eval/scores.ts';
import { createGrouper } from '../../src/groups/grouper.ts';
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

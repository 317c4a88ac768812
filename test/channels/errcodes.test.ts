// The tables of what platforms refuse with, each as data: nothing stands twice, and whatever an administrator must mend says how.
import { describe, expect, it } from 'vitest';
import { dingtalkClassOf, dingtalkRemedyOf, dingtalkWords } from '../../src/channels/dingtalk/errcodes.ts';
import { feishuErrcodes, feishuRemedyOf } from '../../src/channels/feishu/errcodes.ts';
import { oaErrcodes } from '../../src/channels/wechat-oa/errcodes.ts';

const tables = {
  飞书: feishuErrcodes.map(({ errcode, ...row }) => ({ key: String(errcode), ...row })),
  钉钉: dingtalkWords.map(({ word, ...row }) => ({ key: word, ...row })),
  公众号: oaErrcodes.map(({ errcode, ...row }) => ({ key: String(errcode), ...row })),
};

describe.each(Object.entries(tables))('%s', (_name, rows) => {
  it('has each code once', () => {
    const keys = rows.map(({ key }) => key);
    expect(keys.filter((key, at) => keys.indexOf(key) !== at)).toEqual([]);
  });

  it('says where to click for whatever an administrator must mend, and for nothing else', () => {
    expect(rows.filter((row) => (row.class === 'config') !== (row.remedy !== undefined))).toEqual([]);
  });
});

it('a code of 钉钉 or 飞书 that stands in no table is named, with where to look it up', () => {
  expect(dingtalkClassOf('somethingNew')).toBe('unknown');
  expect(dingtalkRemedyOf(0, 'somethingNew')).toContain('somethingNew');
  expect(feishuRemedyOf(1234567)).toContain('1234567');
});

it('every way in which 钉钉 says that it was too much is the same to us', () => {
  for (const word of ['Forbidden.AccessDenied.QpsLimitForApi', 'Throttling.Api', 'flowControl'])
    expect(dingtalkClassOf(word)).toBe('frequency');
});

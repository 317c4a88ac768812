import { describe, expect, it } from 'vitest';
import { type ErrcodeClass, errcodePolicies, policyOf } from '../../../src/channels/wecom/errcodes.ts';
import { remedyOf } from '../../../src/channels/wecom/remedies.ts';
import { fixtureJson } from '../support/fixtures.ts';

type Row = { channel: string; errcode: number; policy: string };

/** Other channels give some of the same numbers another meaning and have their own tables. */
const ours = new Set(['any', 'wecom', 'kf', 'wecom-webhook']);
const rows = fixtureJson<Row[]>('errors/policy.json').filter((row) => ours.has(row.channel));

const classesOf: Record<string, ErrcodeClass[]> = {
  retry: ['retry'],
  config: ['config'],
  refresh_token_once: ['refresh-token'],
  bug: ['bug'],
  backoff_window: ['frequency'],
  lower_concurrency: ['frequency'],
  reupload_media: ['rejected'],
  drop: ['rejected'],
  split_or_drop: ['rejected'],
  restart_login: ['rejected'],
  recipient: ['recipient-gone'],
  hold_until_customer: ['window-closed', 'quota-used'],
  resync_without_token: ['sync-token'],
  reread_state: ['state'],
};

describe('policyOf', () => {
  it('has rows to agree with', () => expect(rows.length).toBeGreaterThan(45));

  it.each(rows)('$channel $errcode → $policy', ({ errcode, policy }) => {
    expect(classesOf[policy]).toContain(policyOf(errcode).class);
  });

  it('tells the quota from the window', () => {
    expect([95001, 95002, 95013, 95031].map((errcode) => policyOf(errcode).class)).toEqual([
      'quota-used',
      'window-closed',
      'window-closed',
      'window-closed',
    ]);
  });

  it('calls every other number unknown', () => {
    for (const errcode of [1, 95099, 123456, Number.NaN]) expect(policyOf(errcode).class).toBe('unknown');
  });

  it('lists no number twice', () => {
    expect(new Set(errcodePolicies.map((policy) => policy.errcode)).size).toBe(errcodePolicies.length);
  });

  it('tells the administrator in Chinese what to do, for every fault of configuration', () => {
    for (const policy of errcodePolicies.filter((row) => row.class === 'config')) {
      expect(policy.remedy, String(policy.errcode)).toMatch(/请.+。$/);
    }
    expect(remedyOf(60020)).toContain('可信 IP');
    expect(remedyOf(48002)).toContain('可调用接口的应用');
    expect(remedyOf(40013)).toContain('WECOM_CORP_ID');
    expect(remedyOf(95017)).toContain('通过API管理微信客服账号');
    expect(remedyOf(987654)).toContain('987654');
    expect(remedyOf(42001)).toContain('Secret');
  });
});

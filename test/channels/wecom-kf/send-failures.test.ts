import { describe, expect, it } from 'vitest';
import { sendFailurePolicies, sendFailurePolicyOf } from '../../../src/channels/wecom-kf/send-failures.ts';
import { fixtureJson, fixtureNames } from '../support/fixtures.ts';

describe('sendFailurePolicyOf', () => {
  it.each([
    [0, 'resend-once', true],
    [1, 'config', true],
    [2, 'config', true],
    [4, 'hold', false],
    [5, 'hold', false],
    [6, 'hold', false],
    [7, 'config', true],
    [8, 'config', true],
    [9, 'config', true],
    [10, 'recipient-gone', true],
    [11, 'config', true],
    [12, 'drop', false],
    [13, 'drop', true],
  ])('takes %d for %s', (failType, action, alert) => {
    expect(sendFailurePolicyOf(failType)).toMatchObject({ failType, action, alert });
  });

  it.each([3, 14, 99, -1, Number.NaN])('takes %d for unknown', (failType) => {
    expect(sendFailurePolicyOf(failType)).toEqual(sendFailurePolicyOf(0));
  });

  it('has a row for every number in the fixtures', () => {
    const known = new Set(sendFailurePolicies.map((policy) => policy.failType));
    for (const name of fixtureNames('kf/sync_msg/event').filter((file) =>
      /msg_send_fail\.type\d\d\.json/.test(file),
    )) {
      expect(known).toContain(
        fixtureJson<{ event: { fail_type: number } }>(`kf/sync_msg/event/${name}`).event.fail_type,
      );
    }
  });
});

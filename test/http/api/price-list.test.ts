// The published list for programs: what holds today, in fen.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { type Desk, openDesk } from '../support/desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

describe('GET /price-list', () => {
  it('tells what is published, with source and approver', async () => {
    const { status, body } = await call(desk, 'GET /price-list?community=cuihu');
    expect(status).toBe(200);
    expect(body.items).toContainEqual(
      expect.objectContaining({ id: 'tap-change', fromFen: 3_000, toFen: 3_000, approver: '工程主管' }),
    );
  });

  it('is closed to whoever has no token', async () => {
    expect((await call(desk, 'GET /price-list', { token: null })).status).toBe(401);
  });
});

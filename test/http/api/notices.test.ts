// A notice over the API: by whom it is let out, what residents would read, and how it is refused.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { call } from '../support/call.ts';
import { type Desk, openDesk } from '../support/desk.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk.close());

it('is drafted, approved by somebody else, published, read and withdrawn', async () => {
  const from = desk.clock.now() + 3_600_000;
  const words = {
    ...{ kind: 'planned', matter: 'water', title: '6栋停水', places: ['6'], reason: '清洗水箱' },
    ...{ fromAt: new Date(from).toISOString(), restoreAt: new Date(from + 3_600_000).toISOString() },
  };
  const by = (onBehalfOf: string, body: object = {}) => ({ body: { onBehalfOf, ...body } });
  const strange = await call(desk, 'POST /notices', { body: { community: 'elsewhere', words } });
  expect(strange.body).toMatchObject({ status: 404, code: 'register/community-not-found' });
  const { body } = await call(desk, 'POST /notices', by('xu-jing', { community: 'cuihu', words }));
  expect(body).toMatchObject({ state: 'draft', current: false, words: null, next: { by: 'xu-jing' } });
  const path = `/notices/${body.id}`;
  const texts = (await call(desk, `GET ${path}/preview`)).body;
  expect(Object.keys(texts).sort()).toEqual(['en', 'zh-CN', 'zh-TW']);
  await call(desk, `POST ${path}/submit`, by('xu-jing'));
  const refusals = async (deed: string, body: object = {}) => [
    (await call(desk, `POST ${path}/${deed}`, by('tang-li', body))).body.code,
    (await call(desk, `POST ${path}/${deed}`, { body })).body.code,
  ];
  const neither = ['notices/needs-lead', 'notices/needs-person'];
  expect(await refusals('approve')).toEqual(neither);
  expect(await refusals('send-back', { reason: '改期' })).toEqual(neither);
  const stale = { ...by('chen-xiaoyan'), headers: { 'if-match': '"1"' } };
  expect((await call(desk, `POST ${path}/approve`, stale)).body).toMatchObject({
    ...{ status: 409, code: 'notices/version-conflict', current: { state: 'awaiting' } },
  });
  await call(desk, `POST ${path}/approve`, by('chen-xiaoyan'));
  expect(await refusals('publish')).toEqual(neither);
  expect((await call(desk, `POST ${path}/publish`, by('chen-xiaoyan'))).body).toMatchObject({
    ...{ state: 'published', current: true, revision: 1, words: { title: '6栋停水' } },
  });
  expect((await call(desk, 'GET /notices?state=published')).body.items).toHaveLength(1);
  expect(await refusals('withdraw', { reason: '改期' })).toEqual(neither);
  const withdrawn = await call(desk, `POST ${path}/withdraw`, by('chen-xiaoyan', { reason: '改期' }));
  expect(withdrawn.body).toMatchObject({ state: 'withdrawn', current: false, sendings: [{ number: 1 }] });
  expect((await call(desk, `GET ${path}`)).body).toMatchObject({ outcome: '改期' });
  expect((await call(desk, 'GET /notices/none')).status).toBe(404);
});

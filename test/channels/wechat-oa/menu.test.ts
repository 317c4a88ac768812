import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createIds } from '../../../src/base/ids.ts';
import { createOaApi } from '../../../src/channels/wechat-oa/api.ts';
import { publishMenu } from '../../../src/channels/wechat-oa/menu.ts';
import { parseOaCallback } from '../../../src/channels/wechat-oa/parse.ts';
import type { OfficialAccountRules } from '../../../src/config/config.ts';
import { channelsFile } from '../../../src/config/files/desk.ts';
import { createFakeOa, type FakeOa } from '../../../src/simulator/fake-wechat-oa/fake-wechat-oa.ts';
import { createLeapingClock } from '../../support/leaping-clock.ts';
import { evalJson } from '../support/fixtures.ts';

const clock = createLeapingClock(1_767_225_600_000);
const ids = createIds(clock);
let oa: FakeOa;
let url: string;
beforeEach(async () => {
  oa = createFakeOa({
    ...{ clock, ids, appId: 'wx1', secrets: ['oa-secret'], accountId: 'gh_1' },
    callback: { token: 'PmChatTok3n', encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C' },
  });
  url = (await oa.start()).url;
});
afterEach(() => oa.stop());

const publish = (buttons: OfficialAccountRules['buttons']) =>
  publishMenu(createOaApi({ baseUrl: url, appId: 'wx1', appSecret: 'oa-secret', clock, ids }), buttons);

/** As config/channels.yaml has them. */
function buttonsIn(buttons: unknown) {
  const read = channelsFile.safeParse({ unlisted: { community: 'cuihu' }, officialAccount: { buttons } });
  return read.success ? read.data.officialAccount.buttons : null;
}

describe('publishMenu', () => {
  const written = [
    { name: '我要报修', says: '我要报修' },
    {
      name: '服务',
      more: [
        { name: '缴费', link: 'https://example.invalid/pay' },
        { name: '投诉', says: '我要投诉' },
      ],
    },
  ];

  it('brings it in the shape of the documents, and the platform takes it', async () => {
    expect(await publish(buttonsIn(written) ?? [])).toMatchObject({ kind: 'ok' });
    const documented = evalJson<{ button: Record<string, unknown>[] }>(
      'wechat-official/api/menu_create.request.json',
    );
    const shape = (button: Record<string, unknown>): unknown => ({
      ...{ fields: Object.keys(button).toSorted(), type: button.type },
      behind: ((button.sub_button ?? []) as Record<string, unknown>[]).map(shape),
    });
    if (documented) expect(oa.menu().map(shape)).toEqual(documented.button.map(shape));
  });

  it('gives every press the words it stands for, without anybody knowing the menu', async () => {
    await publish(buttonsIn(written) ?? []);
    const key = String(oa.menu()[0]?.key);
    const press = `<xml><ToUserName>gh_1</ToUserName><FromUserName>o1</FromUserName><CreateTime>1</CreateTime><MsgType>event</MsgType><Event>CLICK</Event><EventKey>${key}</EventKey></xml>`;
    expect(parseOaCallback(press, new Map())).toMatchObject({
      item: { content: { type: 'text', text: '我要报修' } },
    });
  });

  it('says what the platform refuses', async () => {
    oa.faults.next('/cgi-bin/menu/create', { kind: 'errcode', errcode: 48001 });
    expect(await publish(buttonsIn(written) ?? [])).toMatchObject({ kind: 'refused', errcode: 48001 });
  });

  const leaf = { name: '报修', says: '我要报修' };
  it.each([
    ['four buttons', [leaf, leaf, leaf, leaf]],
    ['six behind one', [{ name: '服务', more: [leaf, leaf, leaf, leaf, leaf, leaf] }]],
    ['none behind one', [{ name: '服务', more: [] }]],
    ['a name that is too long', [{ ...leaf, name: '这个名字太长了' }]],
    ['words that are too long', [{ ...leaf, says: '很'.repeat(43) }]],
    ['both words and an address', [{ ...leaf, link: 'https://example.invalid' }]],
    ['an address that is none', [{ name: '缴费', link: 'pay' }]],
  ])('the configuration has none with %s', (_what, buttons) => {
    expect(buttonsIn(buttons)).toBeNull();
  });

  it('the played platform has the same bounds', async () => {
    const many = await publish([leaf, leaf, leaf, leaf]);
    expect(many).toMatchObject({ errcode: 40016 });
    expect(await publish([{ ...leaf, name: '这个名字太长了' }])).toMatchObject({ errcode: 40018 });
    expect(await publish([{ ...leaf, says: '很'.repeat(43) }])).toMatchObject({ errcode: 40019 });
  });
});

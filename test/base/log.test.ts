// Whatever is handed to the log by mistake, no secret and no person comes out of it.
import { describe, expect, it } from 'vitest';
import { createLogger, maskText } from '../../src/base/log.ts';
import { Secret } from '../../src/config/secret.ts';

function written(log: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  log(createLogger('debug', { write: (line) => void lines.push(line) }));
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) JSON.parse(line);
  return lines.join('');
}

/** What must not come out, and the text it stands in. */
const inText: [secret: string, text: string][] = [
  ['13800138000', 'call 13800138000 now'],
  ['138 0013 8000', 'call 138 0013 8000'],
  ['138-0013-8000', 'call 138-0013-8000'],
  ['13800138000', 'call +8613800138000'],
  ['138 0013 8002', 'call +86 138 0013 8002'],
  ['138.0013.8003', 'call 138.0013.8003'],
  ['１３８００１３８００４', 'call １３８００１３８００４'],
  ['一三八零零一三八零零五', 'call 一三八零零一三八零零五'],
  ['88881234', 'call 020-88881234'],
  ['88881235', 'call (020)88881235'],
  ['88881236', 'call 020 88881236'],
  ['11010519491231002', 'id 11010519491231002X'],
  ['6222020200112233445', 'card 6222020200112233445'],
  ['6222 0202 0011 2233', 'card 6222 0202 0011 2233 44'],
  ['欧阳金丝雀', 'resident 欧阳金丝雀 wrote'],
  ['厨房水管爆了', 'error in "厨房水管爆了，快来人"'],
  ['3栋2单元501', 'at 3栋2单元501'],
  ['3栋', 'at 3栋 2-501'],
  ['502室', 'at 502室'],
  ['B座', 'at B座 1503'],
  ['王', 'from 王 senior'],
  ['tok-query-1', 'GET https://qyapi.weixin.qq.com/cgi-bin/kf/sync_msg?access_token=tok-query-1&x=1'],
  ['tok-query-2', 'GET /cgi-bin/gettoken?corpid=ww1&corpsecret=tok-query-2'],
  ['tok-query-3', 'POST /webhooks/wecom?msg_signature=tok-query-3&timestamp=1'],
  ['tok-query-4', 'GET /webhooks/wecom?echostr=tok-query-4'],
  ['tok-query-5', 'POST https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=tok-query-5'],
  ['tok-query-6', 'GET /x?token=tok-query-6'],
  ['tok-query-7', 'GET /x?suite_access_token=tok-query-7'],
  ['tok-query-8', 'GET /x?signature=tok-query-8'],
  ['tok-query-9', 'GET /x?a=1&secret=tok-query-9'],
  ['tok-query-10', 'GET /login?code=tok-query-10&state=x'],
  ['tok-query-11', 'GET /x?ticket=tok-query-11'],
  ['tok-bearer-1', 'Authorization: Bearer tok-bearer-1'],
  ['tok-bearer-2', 'header authorization=bearer tok-bearer-2 refused'],
  ['tok-json-1', 'answer {"access_token":"tok-json-1","expires_in":7200}'],
  ['tok-json-2', 'body {"corpsecret": "tok-json-2"}'],
  ['tok-json-3', 'body {\\"token\\":\\"tok-json-3\\"}'],
  ['tok-json-4', 'body {"password":"tok-json-4"}'],
  ['tok-xml-1', '<xml><Token><![CDATA[tok-xml-1]]></Token></xml>'],
];

/** What must not come out, under the key it is written with. */
const underKey: [secret: string, key: string][] = [
  ['key-secret-1', 'access_token'],
  ['key-secret-2', 'accessToken'],
  ['key-secret-3', 'token'],
  ['key-secret-4', 'wakeToken'],
  ['key-secret-5', 'secret'],
  ['key-secret-6', 'appSecret'],
  ['key-secret-7', 'corpsecret'],
  ['key-secret-8', 'password'],
  ['key-secret-9', 'adminPassword'],
  ['key-secret-10', 'authorization'],
  ['key-secret-11', 'cookie'],
  ['key-secret-12', 'set-cookie'],
  ['key-secret-13', 'fieldKey'],
  ['key-secret-14', 'callbackAesKey'],
  ['key-secret-15', 'api_key'],
  ['key-secret-16', 'OPENAI_API_KEY'],
  ['key-secret-17', 'WECOM_APP_SECRET'],
  ['key-secret-18', 'welcomeCode'],
  ['key-secret-19', 'eventCode'],
  ['key-secret-20', 'msg_code'],
  ['key-person-1', 'text'],
  ['key-person-2', 'content'],
  ['key-person-3', 'description'],
  ['key-person-4', 'phone'],
  ['key-person-5', 'contactPhone'],
  ['key-person-6', 'mobile'],
  ['key-person-7', 'name'],
  ['key-person-8', 'residentName'],
  ['key-person-9', 'nickname'],
  ['key-person-10', 'channelUserId'],
  ['key-person-11', 'external_userid'],
  ['key-person-12', 'touser'],
  ['key-person-13', 'staffChannelUserId'],
  ['key-person-14', 'openid'],
  ['key-person-15', 'wecomUserId'],
  ['key-person-16', 'body'],
  ['key-person-17', 'place'],
  ['key-person-18', 'room'],
  ['key-person-19', 'address'],
  ['key-person-20', 'mediaId'],
  ['key-person-21', 'plaintext'],
  ['key-person-22', 'raw'],
];

const ways: [string, (text: string) => string][] = [
  ['as a field', (text) => written((logger) => logger.info({ event: 'x', note: text }))],
  ['as the message', (text) => written((logger) => logger.info({ event: 'x' }, text))],
  ['deep in fields', (text) => written((logger) => logger.warn({ event: 'x', a: { b: [{ c: text }] } }))],
  [
    'too deep in fields',
    (text) =>
      written((logger) => logger.warn({ event: 'x', a: { b: { c: { d: { e: { f: { g: text } } } } } } })),
  ],
  ['in an error', (text) => written((logger) => logger.error({ event: 'x', error: new Error(text) }))],
  [
    'in the cause of a cause',
    (text) =>
      written((logger) =>
        logger.error({
          event: 'x',
          error: new Error('a', { cause: new Error('b', { cause: new Error(text) }) }),
        }),
      ),
  ],
  [
    'in a thrown text as cause',
    (text) => written((logger) => logger.error({ event: 'x', error: new Error('a', { cause: text }) })),
  ],
  [
    'in the many causes of an error',
    (text) =>
      written((logger) => logger.error({ event: 'x', error: new AggregateError([new Error(text)], 'many') })),
  ],
  [
    'in the code of an error',
    (text) =>
      written((logger) => logger.error({ event: 'x', error: Object.assign(new Error('a'), { code: text }) })),
  ],
  ['in a map', (text) => written((logger) => logger.info({ event: 'x', map: new Map([['k', text]]) }))],
  ['as a key', (text) => written((logger) => logger.info({ event: 'x', seen: { [text]: 1 } }))],
  ['as bytes', (text) => written((logger) => logger.info({ event: 'x', bytes: Buffer.from(text) }))],
];

describe('the log', () => {
  it.each(ways)('lets nothing through %s', (_way, write) => {
    const leaked = inText.filter(([secret, text]) => write(text).includes(secret)).map(([secret]) => secret);
    expect(leaked).toEqual([]);
  });

  it('lets nothing through under the keys of secrets and persons, at any depth', () => {
    const leaked = underKey.filter(([secret, key]) => {
      const error = Object.assign(new Error('x'), { [key]: secret });
      const lines = written((logger) => {
        logger.info({ event: 'x', [key]: secret });
        logger.info({ event: 'x', a: [{ [key]: { inner: secret } }] });
        if (key !== 'name') logger.error({ event: 'x', error });
      });
      return lines.includes(secret);
    });
    expect(leaked).toEqual([]);
  });

  it('masks a phone that was handed over as a number', () => {
    expect(written((logger) => logger.info({ event: 'x', contact: 13_800_138_000 }))).not.toContain(
      '13800138000',
    );
  });

  it('writes no byte of a buffer', () => {
    expect(
      JSON.parse(written((logger) => logger.info({ event: 'x', bytes: Buffer.from([201, 202, 203]) }))),
    ).toMatchObject({ bytes: '[bytes]' });
  });

  it('writes no value of a Secret', () => {
    expect(
      written((logger) => logger.info({ event: 'x', settings: { app: new Secret('plain-secret') } })),
    ).not.toContain('plain-secret');
  });

  it('comes to an end with what refers to itself', () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    expect(written((logger) => logger.info({ event: 'x', loop }))).toContain('[deep]');
  });

  it('keeps what a person on duty needs: event, ids, codes, counts, times, stack', () => {
    const line = JSON.parse(
      written((logger) =>
        logger.warn(
          {
            event: 'outbox.retry',
            outboxId: '01k0abcdefghjkmnpqrstvwxyz',
            channel: 'wecom-kf',
            code: '45009',
            errcode: 45_009,
            attempt: 3,
            waitMs: 4_000,
            at: 1_795_406_400_000,
            missing: undefined,
            on: true,
            nothing: null,
          },
          'will be sent again at 2026-11-23T04:00:00Z',
        ),
      ),
    );
    expect(line).toMatchObject({
      level: 'warn',
      event: 'outbox.retry',
      outboxId: '01k0abcdefghjkmnpqrstvwxyz',
      channel: 'wecom-kf',
      code: '45009',
      errcode: 45_009,
      attempt: 3,
      waitMs: 4_000,
      at: 1_795_406_400_000,
      on: true,
      nothing: null,
      msg: 'will be sent again at 2026-11-23T04:00:00Z',
    });
    const failed = written((logger) =>
      logger.error({
        event: 'x',
        error: Object.assign(new TypeError('bad shape'), { code: 'storage/sealed-open' }),
      }),
    );
    expect(failed).toContain('bad shape');
    expect(failed).toContain('storage/sealed-open');
    expect(failed).toContain('log.test.ts');
  });

  it('cannot be made to write a second line', () => {
    expect(
      written((logger) => logger.info({ event: 'x', note: 'a\n{"level":"info","event":"forged"}' }))
        .trim()
        .split('\n'),
    ).toHaveLength(1);
  });
});

describe('maskText', () => {
  it.each([
    ['3 turns, 12 items, 4096 bytes', '3 turns, 12 items, 4096 bytes'],
    ['errcode 95018 of send_msg', 'errcode 95018 of send_msg'],
    ['2026-11-23', '2026-11-23'],
    ['', ''],
  ])('leaves %j alone', (text, expected) => {
    expect(maskText(text)).toBe(expected);
  });
});

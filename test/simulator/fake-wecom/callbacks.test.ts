// What reaches the product, how often, and what is lost.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encryptFrame, signCallback } from '../../../src/simulator/fake-wecom/envelope.ts';
import { account, corpId, keys, lin, openStage, type Stage } from './stage.ts';

let stage: Stage;
beforeEach(async () => {
  stage = await openStage();
});
afterEach(() => stage.close());

function facts<T extends 'callback.sent' | 'callback.answered' | 'callback.failed' | 'callback.lost'>(
  type: T,
) {
  return stage.fake.ledger.of(type);
}

describe('callback', () => {
  it('is a signed, encrypted wake-up call that says nothing of the content', async () => {
    stage.resident.writes('厨房漏水了');
    await stage.fake.settled();
    expect(stage.received).toHaveLength(1);
    const [one] = stage.received;
    expect(one).toMatchObject({ isSigned: true, receiveId: corpId });
    expect(one?.xml).toContain(`<Event><![CDATA[kf_msg_or_event]]></Event>`);
    expect(one?.xml).toContain(`<OpenKfId><![CDATA[${account}]]></OpenKfId>`);
    expect(one?.xml).not.toContain('漏水');
    expect(one?.xml).not.toContain('MsgId');
  });

  it('is tried three times more after a refusal, with the same signed body, and then is lost; the item stays', async () => {
    stage.answerWith((_one, response) => response.writeHead(500).end());
    stage.resident.writes('有人吗');
    await stage.fake.settled();
    expect(stage.received).toHaveLength(4);
    expect(new Set(stage.received.map((one) => one.query + one.body)).size).toBe(1);
    expect(facts('callback.lost')).toHaveLength(1);
    expect((await stage.pull()).msg_list).toHaveLength(1);
  });

  it('ends its tries with the first 200', async () => {
    let count = 0;
    stage.answerWith((_one, response) => {
      count += 1;
      response.writeHead(count < 3 ? 503 : 200).end();
    });
    stage.resident.writes('有人吗');
    await stage.fake.settled();
    expect(stage.received).toHaveLength(3);
    expect(facts('callback.lost')).toHaveLength(0);
  });

  it('is cut after five seconds without an answer', async () => {
    let silent = true;
    stage.answerWith((_one, response) => {
      if (!silent) response.end('success');
    });
    stage.resident.writes('有人吗');
    await until(() => stage.received.length === 1);
    stage.clock.advance(4_999);
    expect(facts('callback.failed')).toHaveLength(0);
    silent = false;
    stage.clock.advance(1);
    await stage.fake.settled();
    expect(facts('callback.failed')).toMatchObject([{ attempt: 1, reason: 'timeout' }]);
    expect(facts('callback.answered')).toMatchObject([{ attempt: 2 }]);
  });

  it('is lost and does not throw when the product is down', async () => {
    await stage.productGoesDown();
    stage.resident.writes('有人吗');
    await stage.fake.settled();
    expect(facts('callback.failed').map((one) => one.reason)).toEqual(Array(4).fill('connection'));
    expect(facts('callback.lost')).toHaveLength(1);
    expect(stage.fake.ledger.itemsNeverServed()).toHaveLength(1);
  });

  it('refuses an answer that is neither empty, success nor an honest reply', async () => {
    stage.answerWith((_one, response) => response.end('{"ok":true}'));
    stage.resident.writes('有人吗');
    await stage.fake.settled();
    expect(facts('callback.failed')).toHaveLength(4);
  });

  it('opens an encrypted passive reply', async () => {
    const encrypt = encryptFrame('<xml>yes</xml>', { ...keys, receiveId: corpId }, Buffer.alloc(16));
    const signature = signCallback(keys.token, '1767225600', '7', encrypt);
    stage.answerWith((_one, response) =>
      response.end(
        `<xml><Encrypt><![CDATA[${encrypt}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature>` +
          '<TimeStamp>1767225600</TimeStamp><Nonce><![CDATA[7]]></Nonce></xml>',
      ),
    );
    stage.fake.member('wangfang').clicksCard('ticket_1', 'accept');
    await stage.fake.settled();
    expect(facts('callback.answered')).toMatchObject([{ passiveReply: '<xml>yes</xml>' }]);
    expect(stage.received[0]?.xml).toContain('<TaskId><![CDATA[ticket_1]]></TaskId>');
  });

  it('waits between tries when told to', async () => {
    await stage.close();
    stage = await openStage({ callbackRetryDelayMs: 2_000 });
    stage.answerWith((_one, response) => response.writeHead(500).end());
    stage.resident.writes('有人吗');
    for (let tries = 1; tries <= 4; tries++) {
      await stage.fake.ledger.until((ledger) => ledger.of('callback.failed').length === tries);
      await until(() => tries === 4 || stage.clock.waitingCount() > 0);
      stage.clock.advance(2_000);
    }
    await stage.fake.settled();
    expect(stage.received).toHaveLength(4);
  });

  it('may stand for many messages, and may come several times', async () => {
    stage.fake.callbacks.hold();
    stage.resident.writes('一');
    stage.resident.writes('二');
    stage.fake.callbacks.copies(3);
    stage.fake.callbacks.release();
    await stage.fake.settled();
    expect(stage.received).toHaveLength(3);
    expect((await stage.pull()).msg_list).toHaveLength(2);
  });

  it('goes to the address it is pointed to', async () => {
    stage.fake.callbacks.pointTo(null);
    stage.resident.writes('没人听见');
    await stage.fake.settled();
    expect(stage.received).toHaveLength(0);
  });

  it('brings staff messages with a MsgId that a number can not hold', async () => {
    const messageId = stage.fake.member('lijun').writesToApp('到了');
    await stage.fake.settled();
    expect(Number(messageId)).toBeGreaterThan(2 ** 53);
    expect(stage.received[0]?.xml).toContain(`<MsgId>${messageId}</MsgId>`);
  });
});

describe('verifyUrl', () => {
  it.each([
    ['the bare plaintext', (plain: string) => plain, true],
    ['quotes', (plain: string) => `"${plain}"`, false],
    ['a line break', (plain: string) => `${plain}\n`, false],
  ])('with %s', async (_name, answer, isGood) => {
    stage.answerWith((one, response) => response.end(answer(one.xml)));
    expect(await stage.fake.callbacks.verifyUrl()).toBe(isGood);
    expect(stage.received[0]?.isSigned).toBe(true);
  });
});

describe('servicer events', () => {
  it('come through the log with the ids inside the event', async () => {
    stage.resident.writes('找人');
    const fang = stage.fake.servicer('wangfang');
    fang.picksUp(account, lin);
    const said = fang.writes(account, lin, '您好，我是王芳');
    fang.recalls(account, lin, said);
    fang.handsTo(account, lin, 'lijun');
    stage.fake.servicer('lijun').ends(account, lin);
    fang.goesOffline(account);
    fang.writes(account, lin, '还有一句');
    await stage.fake.settled();
    const items = (await stage.pull()).msg_list;
    expect(items.map((one) => one.event ?? one.origin)).toMatchObject([
      3,
      { event_type: 'session_status_change', change_type: 1, new_servicer_userid: 'wangfang' },
      5,
      { event_type: 'servicer_recall_msg', recall_msgid: said, servicer_userid: 'wangfang' },
      { change_type: 2, old_servicer_userid: 'wangfang', new_servicer_userid: 'lijun' },
      { change_type: 3, old_servicer_userid: 'lijun' },
      { event_type: 'servicer_status_change', status: 2 },
      { change_type: 4 },
      5,
    ]);
    const event = items[1]?.event as Record<string, unknown>;
    expect(event).toMatchObject({ open_kfid: account, external_userid: lin });
    expect(items[1]).not.toHaveProperty('external_userid');
    expect(stage.resident.state()).toBe(3);
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

// The outside witness: what its questions answer.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLedger, type LedgerFact } from '../../../src/simulator/fake-wecom/ledger.ts';
import { createManualClock, shanghai } from '../../support/manual-clock.ts';
import { account, lin, openStage, type Stage } from './stage.ts';

function accepted(messageId: string, text: string, afterItem: string | null, shown = true): LedgerFact {
  return {
    type: 'message.accepted',
    openKfId: account,
    externalUserId: lin,
    messageId,
    msgtype: 'text',
    content: { content: text },
    via: 'send_msg',
    afterItem,
    shown,
  };
}

describe('ledger', () => {
  it('numbers its entries, keeps them and gives a copy as JSON', () => {
    const clock = createManualClock(shanghai('2026-03-02 10:00'));
    const ledger = createLedger(clock);
    ledger.add({ type: 'token.issued' });
    clock.advance(5);
    ledger.add({ type: 'callback.lost', callbackId: 'c' });
    const copy = JSON.parse(JSON.stringify(ledger)) as unknown[];
    expect(copy).toEqual([...ledger.entries]);
    expect(copy).toMatchObject([{ seq: 1 }, { seq: 2, at: clock.now() }]);
  });

  it('finds a message shown twice, by id and by words after the same message', () => {
    const ledger = createLedger(createManualClock(shanghai('2026-03-02 10:00')));
    ledger.add(accepted('a', '您好', 'm1'));
    ledger.add(accepted('b', '您好', 'm1'));
    ledger.add(accepted('c', '您好', 'm2'));
    ledger.add(accepted('c', '另一句', 'm2'));
    ledger.add(accepted('d', '您好', 'm1', false));
    expect(ledger.duplicatesShown().map((one) => one.seq)).toEqual([2, 4]);
  });

  it('lets two messages be answered alike, and no third', () => {
    const ledger = createLedger(createManualClock(shanghai('2026-03-02 10:00')));
    const item = (msgid: string): LedgerFact => ({
      type: 'item.appended',
      openKfId: account,
      externalUserId: lin,
      item: { msgid, open_kfid: account, external_userid: lin, send_time: 1, origin: 3, msgtype: 'text' },
    });
    for (const id of ['m1', 'm2', 'm2']) ledger.add(item(id));
    for (const id of ['a', 'b', 'c']) ledger.add(accepted(id, '不客气', 'm2'));
    expect(ledger.duplicatesShown().map((one) => one.messageId)).toEqual(['c']);
  });

  it('finds messages in the wrong order', () => {
    const ledger = createLedger(createManualClock(shanghai('2026-03-02 10:00')));
    for (const n of [1, 3, 2, 4]) ledger.add(accepted(`m${n}`, `第${n}条`, 'x'));
    const order = (text: unknown) => Number(/\d/.exec((text as { content: string }).content)?.[0]);
    expect(ledger.orderInversions((one) => order(one.content))).toEqual([['m3', 'm2']]);
    expect(ledger.orderInversions(() => null)).toEqual([]);
  });

  it('tells its listeners until they leave, and waits for what is to come', async () => {
    const ledger = createLedger(createManualClock(shanghai('2026-03-02 10:00')));
    const heard: number[] = [];
    const leave = ledger.onEntry((entry) => heard.push(entry.seq));
    const two = ledger.until((one) => one.entries.length === 2);
    ledger.add({ type: 'token.issued' });
    ledger.add({ type: 'token.issued' });
    await two;
    leave();
    ledger.add({ type: 'token.issued' });
    expect(heard).toEqual([1, 2]);
  });
});

describe('what a resident sees', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage();
  });
  afterEach(() => stage.close());

  it('is everything in order, from whomever, and nobody else’s', async () => {
    stage.resident.enters();
    stage.resident.writes('有人吗');
    stage.fake.resident('wmWang').writes('别人的话');
    await stage.say('在的');
    stage.fake.servicer('wangfang').writes(account, lin, '我是王芳');
    expect(stage.resident.sees().map((one) => [one.from, (one.body as { content: string }).content])).toEqual(
      [
        ['resident', '有人吗'],
        ['product', '在的'],
        ['servicer', '我是王芳'],
      ],
    );
  });
});

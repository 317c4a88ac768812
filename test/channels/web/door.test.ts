// The door of our own page: whose token is good, what of a body is words, and which deeds are the same deed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIds } from '../../../src/base/ids.ts';
import { createWebDoor } from '../../../src/channels/web/door.ts';
import { TOKEN_LIFE_MS } from '../../../src/channels/web/token.ts';
import { createManualClock, shanghai } from '../../support/manual-clock.ts';

const NOW = shanghai('2026-11-28 10:00');
const ids = createIds(createManualClock(NOW));
const doorWith = (fill: number) => createWebDoor({ masterKey: Buffer.alloc(32, fill), ids });
const door = doorWith(1);
const DAY = 24 * 3_600_000;

describe('a token', () => {
  it('names a person nobody can guess, and is good for thirty days', () => {
    const one = door.admit('cuihu', NOW);
    const two = door.admit('cuihu', NOW);
    expect(one.visitor.channelUserId).toMatch(/^web-[\w-]{22}$/);
    expect(one.visitor.channelUserId).not.toBe(two.visitor.channelUserId);
    expect(door.recognise(one.token, 'cuihu', NOW + TOKEN_LIFE_MS - 1)).toMatchObject({
      ok: true,
      visitor: one.visitor,
    });
    expect(door.recognise(one.token, 'cuihu', NOW + TOKEN_LIFE_MS)).toMatchObject({
      ok: false,
      status: 401,
      code: 'web/token-expired',
    });
  });

  it('is given anew once a day, for the same person', () => {
    const { token, visitor } = door.admit('cuihu', NOW);
    expect(door.recognise(token, 'cuihu', NOW + DAY - 1)).toMatchObject({ ok: true, renewed: null });
    const later = door.recognise(token, 'cuihu', NOW + DAY);
    if (!later.ok || later.renewed === null) throw new Error('not renewed');
    expect(door.recognise(later.renewed, 'cuihu', NOW + TOKEN_LIFE_MS + 1)).toMatchObject({
      ok: true,
      visitor,
    });
  });

  it('opens no other account, and none under another key', () => {
    const { token } = door.admit('cuihu', NOW);
    expect(door.recognise(token, 'donghu', NOW)).toMatchObject({ ok: false, code: 'web/other-account' });
    expect(doorWith(2).recognise(token, 'cuihu', NOW)).toMatchObject({ ok: false, code: 'web/bad-token' });
  });

  it('from tomorrow is not believed', () => {
    const { token } = door.admit('cuihu', NOW + DAY);
    expect(door.recognise(token, 'cuihu', NOW)).toMatchObject({ ok: false });
  });

  it('is refused when a single letter of it is other, missing or more', () => {
    const { token } = door.admit('cuihu', NOW);
    const letters = 'ABCabc019-_.=+/ 一\u0000';
    fc.assert(
      fc.property(
        fc.nat(token.length - 1),
        fc.constantFrom(...letters, ''),
        fc.boolean(),
        (place, letter, inserts) => {
          const altered = `${token.slice(0, place)}${letter}${token.slice(inserts ? place : place + 1)}`;
          fc.pre(altered !== token);
          expect(door.recognise(altered, 'cuihu', NOW).ok).toBe(false);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it('never throws for what is no token', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
        expect(door.recognise(text, 'cuihu', NOW).ok).toBe(false);
      }),
    );
  });
});

describe('what the page sends', () => {
  const clientId = 'client-0001';

  it('is words, cleaned of what nobody types', () => {
    expect(door.read({ clientId, text: ' 厨房\r\n漏水\u0000\u0007 ' })).toEqual({
      ok: true,
      said: { kind: 'words', clientId, text: '厨房\n漏水' },
    });
    expect(door.read({ clientId, text: '半个\ud83d字' })).toMatchObject({ said: { text: '半个\ufffd字' } });
  });

  it('or the press of a button', () => {
    const press = { messageId: '01arz3ndektsv4rrffq69g5fav', itemId: 'm:repair:1:yes' };
    expect(door.read({ clientId, press })).toEqual({ ok: true, said: { kind: 'press', clientId, ...press } });
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a list', []],
    ['no id', { text: '你好' }],
    ['an id of another kind', { clientId: 'a b c d e f g', text: '你好' }],
    ['a very long id', { clientId: 'x'.repeat(65), text: '你好' }],
    ['words of another kind', { clientId, text: { $ne: null } }],
    ['words and a press', { clientId, text: '你好', press: { messageId: 'x', itemId: 'y' } }],
    ['more than asked for', { clientId, text: '你好', menuId: 'm:repair:1:yes' }],
    ['only spaces', { clientId, text: ' \n ' }],
    ['only control characters', { clientId, text: '\u0000\u0001' }],
    ['too many words', { clientId, text: '水'.repeat(2_001) }],
    ['a novel', { clientId, text: '水'.repeat(100_000) }],
    ['a press of a path', { clientId, press: { messageId: '../../x', itemId: 'y' } }],
  ])('is refused: %s', (_what, body) => {
    expect(door.read(body)).toMatchObject({ ok: false });
  });

  it('is never a reason to throw', () => {
    fc.assert(
      fc.property(fc.anything(), (body) => {
        expect(typeof door.read(body).ok).toBe('boolean');
      }),
    );
  });

  it('is the same deed under the same id of the same person, and another of another’s', () => {
    const visitor = door.admit('cuihu', NOW).visitor;
    const other = door.admit('cuihu', NOW).visitor;
    const item = (who: typeof visitor, id: string, now: number) =>
      door.itemOf(who, id, { type: 'text', text: '你好' }, now).channelItemId;
    expect(item(visitor, clientId, NOW)).toBe(item(visitor, clientId, NOW + 1));
    expect(item(visitor, clientId, NOW)).not.toBe(item(other, clientId, NOW));
  });
});

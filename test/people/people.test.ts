import { describe, expect, it } from 'vitest';
import { CHAIN_START, firstBreak, hashOf } from '../../src/people/audit-chain.ts';
import { codeAt, stepOf, toBase32 } from '../../src/people/one-time-code.ts';
import { checkPassword, hashPassword, isPassword } from '../../src/people/passwords.ts';

describe('passwords', () => {
  it('are kept as a digest with its costs, and known again', async () => {
    const kept = await hashPassword('翠湖的水很清的', 'salt');
    expect(kept).toMatch(/^scrypt\$32768\$8\$3\$salt\$/);
    expect(await isPassword('翠湖的水很清的', kept)).toBe(true);
    expect(await isPassword('翠湖的水很清', kept)).toBe(false);
    expect(await isPassword('翠湖的水很清的', null)).toBe(false);
    expect(await isPassword('', null)).toBe(false);
  });

  it.each(['short', '000000000000', 'password1234', 'admin-of-the-desk', 'x'.repeat(129), '1234567890123'])(
    'may not be %s',
    (password) => {
      expect(checkPassword(password, 'admin').ok).toBe(false);
    },
  );
});

describe('one-time codes', () => {
  // RFC 6238, appendix B, SHA-1, the last six figures.
  const secret = toBase32(Buffer.from('12345678901234567890'));
  it.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1234567890, '005924'],
    [20000000000, '353130'],
  ])('of second %d are those of the standard', (second, code) => {
    expect(codeAt(secret, Math.floor(second / 30))).toBe(code);
  });

  it('are good for their step and its neighbours, and never twice', () => {
    const now = 1234567890_000;
    const step = Math.floor(now / 30_000);
    expect(stepOf(secret, codeAt(secret, step + 1), now, 0)).toBe(step + 1);
    expect(stepOf(secret, codeAt(secret, step - 1), now, 0)).toBe(step - 1);
    expect(stepOf(secret, codeAt(secret, step - 2), now, 0)).toBeNull();
    expect(stepOf(secret, codeAt(secret, step), now, step)).toBeNull();
    expect(stepOf(secret, '', now, 0)).toBeNull();
  });
});

describe('the chain of the record', () => {
  const links: { seq: number; body: string; hash: string }[] = [];
  for (const [index, body] of ['a', 'b', 'c', 'd'].entries())
    links.push({ seq: index + 1, body, hash: hashOf(links.at(-1)?.hash ?? CHAIN_START, index + 1, body) });
  const head = { seq: 4, hash: links[3]?.hash ?? '' };

  it('is whole as it was written', () => {
    expect(firstBreak(links, head)).toBeNull();
    expect(firstBreak([], { seq: 0, hash: CHAIN_START })).toBeNull();
  });

  it('shows every record that is changed, missing, moved or cut off', () => {
    for (const [index, link] of links.entries()) {
      const changed = links.with(index, { ...link, body: `${link.body}!` });
      expect(firstBreak(changed, head)).toBe(index + 1);
      expect(firstBreak(links.toSpliced(index, 1), head)).toBe(index + 1);
      const forged = links.with(index, { ...link, body: 'x', hash: hashOf('x', link.seq, 'x') });
      expect(firstBreak(forged, head)).not.toBeNull();
    }
    expect(firstBreak(links.toReversed(), head)).toBe(1);
  });
});

// The fake's own crypto against the platform's published sample and against @wecom/crypto, both ways.
import { decrypt, encrypt, getSignature } from '@wecom/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cdata,
  elementText,
  encryptFrame,
  openFrame,
  signCallback,
} from '../../../src/simulator/fake-wecom/envelope.ts';
import { corpId, keys } from './stage.ts';

const ours = { ...keys, receiveId: corpId };
const random16 = Buffer.from('0123456789abcdef');

describe('envelope', () => {
  it('opens and verifies the sample of the platform’s own document', () => {
    const sample = {
      signature: '5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3',
      timestamp: '1409659589',
      nonce: '263014780',
      echostr: 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==',
    };
    const theirs = {
      token: 'QDG6eK',
      encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
      receiveId: 'wx5823bf96d3bd56c7',
    };
    expect(signCallback(theirs.token, sample.timestamp, sample.nonce, sample.echostr)).toBe(sample.signature);
    expect(openFrame(sample.echostr, theirs)).toBe('1616140317555161061');
  });

  it('agrees with @wecom/crypto in both directions for every text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const sealed = encryptFrame(text, ours, random16);
        expect(decrypt(keys.encodingAesKey, sealed)).toMatchObject({ message: text, id: corpId });
        expect(openFrame(encrypt(keys.encodingAesKey, text, corpId), ours)).toBe(text);
        expect(signCallback(keys.token, '1', '2', sealed)).toBe(getSignature(keys.token, '1', '2', sealed));
      }),
      { numRuns: 200 },
    );
  });

  it('pads a full block with 32 bytes', () => {
    const text = 'x'.repeat(64 - 20 - corpId.length);
    expect(Buffer.from(encryptFrame(text, ours, random16), 'base64')).toHaveLength(96);
  });

  it.each([
    ['other characters', '!!!!'],
    ['a broken block', 'AAAA'],
    ['nothing', ''],
    ['another receiver', encrypt(keys.encodingAesKey, 'x', 'wwOther')],
    ['another key', encrypt('kWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C', 'x', corpId)],
  ])('does not open %s', (_name, sealed) => {
    expect(openFrame(sealed, ours)).toBeNull();
  });

  it('keeps an end mark of CDATA inside the text', () => {
    const xml = `<a>${cdata('x]]>y')}</a>`;
    expect(xml).toBe('<a><![CDATA[x]]]]><![CDATA[>y]]></a>');
    expect(elementText('<a><![CDATA[x]]></a><b>y</b>', 'b')).toBe('y');
  });
});

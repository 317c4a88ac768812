// How 飞书 encrypts and signs what it pushes (Encrypt Key). Written from its documents, apart from the product.
import { createCipheriv, createHash } from 'node:crypto';

export function sealEvent(
  plaintext: string,
  with_: { encryptKey: string; timestamp: string; nonce: string; iv: Buffer },
): { body: string; signed: Record<string, string> } {
  const { encryptKey, timestamp, nonce, iv } = with_;
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(encryptKey).digest(), iv);
  const sealed = Buffer.concat([iv, cipher.update(plaintext, 'utf8'), cipher.final()]);
  const body = JSON.stringify({ encrypt: sealed.toString('base64') });
  const signature = createHash('sha256')
    .update(timestamp + nonce + encryptKey + body)
    .digest('hex');
  return {
    body,
    signed: {
      'x-lark-request-timestamp': timestamp,
      'x-lark-request-nonce': nonce,
      'x-lark-signature': signature,
    },
  };
}

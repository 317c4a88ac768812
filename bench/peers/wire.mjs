// The WeCom door both peers stand behind, as a careful author would write it today: Express, the official crypto package, a kept XML parser.
import { decrypt, encrypt, getSignature } from '@wecom/crypto';
import express from 'express';
import { XMLParser } from 'fast-xml-parser';

const { BENCH_TOKEN, BENCH_AES_KEY, BENCH_CORP_ID, PORT } = process.env;
const parser = new XMLParser({ parseTagValue: false, processEntities: false });
const cdata = (name, text) => `<${name}><![CDATA[${text}]]></${name}>`;

/** `answer(userId, text, messageId)` gives the words of the passive reply; what it keeps is kept before it resolves. */
export function serve(answer) {
  const app = express();
  app.post('/webhooks/wecom', express.text({ type: () => true }), async (request, response) => {
    const { msg_signature, timestamp, nonce } = request.query;
    const sealed = parser.parse(request.body)?.xml?.Encrypt;
    if (typeof sealed !== 'string' || getSignature(BENCH_TOKEN, timestamp, nonce, sealed) !== msg_signature)
      return response.status(401).end();
    const { message, id } = decrypt(BENCH_AES_KEY, sealed);
    if (id !== BENCH_CORP_ID) return response.status(403).end();
    const { FromUserName, Content, MsgId } = parser.parse(message).xml;
    const text = await answer(FromUserName, Content, MsgId);
    const seconds = String(Math.floor(Date.now() / 1000));
    const reply = encrypt(
      BENCH_AES_KEY,
      `<xml>${cdata('ToUserName', FromUserName)}${cdata('FromUserName', BENCH_CORP_ID)}<CreateTime>${seconds}</CreateTime>${cdata('MsgType', 'text')}${cdata('Content', text)}</xml>`,
      BENCH_CORP_ID,
    );
    const signature = getSignature(BENCH_TOKEN, seconds, nonce, reply);
    response
      .type('application/xml')
      .send(
        `<xml>${cdata('Encrypt', reply)}${cdata('MsgSignature', signature)}<TimeStamp>${seconds}</TimeStamp>${cdata('Nonce', nonce)}</xml>`,
      );
  });
  app.listen(Number(PORT), '127.0.0.1', () => process.stdout.write('READY\n'));
}

// The platform's side of the encrypted callback, for the load: written from the documents, on node:crypto alone, so that the
// generator costs little. Never used by the product.
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

export type WireSecrets = { token: string; aesKey: string; corpId: string; agentId: string };

export type Wire = {
  /** A whole HTTP request that brings one text message of a member. */
  textMessage(userId: string, text: string, messageId: string): Buffer;
  /** The words of an encrypted passive reply, or null when it is none. */
  openReply(body: string): string | null;
};

const BLOCK = 32;

export function createWire({ token, aesKey, corpId, agentId }: WireSecrets): Wire {
  const key = Buffer.from(`${aesKey}=`, 'base64');
  const iv = key.subarray(0, 16);
  const sign = (parts: string[]) => createHash('sha1').update(parts.sort().join('')).digest('hex');

  function seal(text: string): string {
    const message = Buffer.from(text);
    const tail = Buffer.from(corpId);
    const length = 20 + message.length + tail.length;
    const pad = BLOCK - (length % BLOCK);
    const frame = Buffer.alloc(length + pad, pad);
    randomBytes(16).copy(frame);
    frame.writeUInt32BE(message.length, 16);
    message.copy(frame, 20);
    tail.copy(frame, 20 + message.length);
    const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
    return Buffer.concat([cipher.update(frame), cipher.final()]).toString('base64');
  }

  return {
    textMessage(userId, text, messageId) {
      const seconds = String(Math.floor(Date.now() / 1000));
      const sealed = seal(
        `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><FromUserName><![CDATA[${userId}]]></FromUserName><CreateTime>${seconds}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[${text}]]></Content><MsgId>${messageId}</MsgId><AgentID>${agentId}</AgentID></xml>`,
      );
      const signature = sign([token, seconds, messageId, sealed]);
      const body = `<xml><ToUserName><![CDATA[${corpId}]]></ToUserName><AgentID><![CDATA[${agentId}]]></AgentID><Encrypt><![CDATA[${sealed}]]></Encrypt></xml>`;
      return Buffer.from(
        `POST /webhooks/wecom?msg_signature=${signature}&timestamp=${seconds}&nonce=${messageId} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
    },
    openReply(body) {
      const sealed = cdata(body, 'Encrypt');
      if (sealed === null) return null;
      const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
      const frame = Buffer.concat([decipher.update(sealed, 'base64'), decipher.final()]);
      return cdata(frame.toString('utf8', 20, 20 + frame.readUInt32BE(16)), 'Content');
    },
  };
}

function cdata(xml: string, name: string): string | null {
  const open = `<${name}><![CDATA[`;
  const from = xml.indexOf(open);
  const to = from < 0 ? -1 : xml.indexOf(']]>', from);
  return to < 0 ? null : xml.slice(from + open.length, to);
}

// News after the window has closed, in a form the platform has approved: 模板消息 (template/send) and 订阅通知 (subscribe/bizsend).
import type { NoticeTemplate } from '../../config/config.ts';
import type { OutboundContent, OutboundMessage, SendResult } from '../contract.ts';
import type { WecomApi } from '../wecom/api.ts';
import { sendResultOf } from '../wecom/send-result.ts';
import { oaRemedyOf } from './errcodes.ts';

export async function sendNotice(
  message: OutboundMessage,
  template: NoticeTemplate,
  { api, now }: { api: WecomApi; now: number },
  signal: AbortSignal,
): Promise<SendResult> {
  const to = {
    touser: message.channelUserId,
    template_id: template.id,
    data: dataOf(message, template, now),
  };
  const { link } = template;
  const result =
    template.kind === 'template'
      ? await api.call(
          'POST',
          '/cgi-bin/message/template/send',
          // For ten minutes one person gets one message under one id (模板消息, client_msg_id).
          { ...to, client_msg_id: message.messageId, ...(link === undefined ? {} : { url: link }) },
          signal,
        )
      : await api.call(
          'POST',
          '/cgi-bin/message/subscribe/bizsend',
          { ...to, ...(link === undefined ? {} : { page: link }) },
          signal,
        );
  if (result.kind !== 'ok') return sendResultOf(result, oaRemedyOf);
  const { msgid } = result.body;
  return { kind: 'sent', channelMessageId: msgid === undefined ? null : String(msgid) };
}

/** A gap is filled as it was written in config/channels.yaml, with what is said and when in the places marked for them. */
function dataOf({ content }: OutboundMessage, { fields }: NoticeTemplate, now: number) {
  const words = plain(content);
  return Object.fromEntries(
    Object.entries(fields).map(([name, text]) => {
      const filled = text.replaceAll('{{words}}', words).replaceAll('{{time}}', houseTime(now));
      return [name, { value: shortened(filled, LONGEST[name.replace(/[0-9]+$/, '')] ?? LONGEST_OTHER) }];
    }),
  );
}

/** In characters; a longer one is refused with 47003 (订阅通知, 参数值内容限制说明). */
const LONGEST: Readonly<Record<string, number>> = { thing: 20, phrase: 5, name: 10, character_string: 32 };
const LONGEST_OTHER = 32;

function shortened(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

/** Gaps hold one line. */
function plain(content: OutboundContent): string {
  const text = content.type === 'menu' ? content.head : content.text;
  return text.replace(/\s+/g, ' ').trim();
}

const HOUSE_OFFSET_MS = 8 * 3_600_000; // UTC+8 all year round

function houseTime(now: number): string {
  return new Date(now + HOUSE_OFFSET_MS).toISOString().slice(0, 16).replace('T', ' ');
}

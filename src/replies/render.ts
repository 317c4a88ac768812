// Reply key and fields → words. A missing field is our own fault and is said loudly, never sent to a resident.
import { Fault } from '../base/errors.ts';
import type { SlotClass } from '../flows/effects.ts';
import { sayInEnglish } from './english.ts';
import { fillPlaceholders, type Lang, type Replies, type Reply, replyOf } from './reply.ts';
import { toTraditional } from './traditional.ts';

export type ReplyOrder = {
  key: string;
  fields: Record<string, string>;
  /** 0 the first time; higher ones pick an easier wording. */
  attempt: number;
  lang: Lang;
  channel: string;
  /** Makes wordings differ between conversations and stay the same on a second try; the conversation id. */
  seed: string;
  asks?: string;
  menu?: { id: string; label: string }[];
  slotClass: SlotClass;
  /** Says the chosen wording differently; asked only where the reply allows it. */
  reword?: (template: string, reply: Reply) => string;
};

export type RenderedReply = {
  key: string;
  text: string;
  /** The approved wording, where another is said. */
  fixed?: string;
  menu: { id: string; label: string }[];
  merge: boolean;
  asks: string | null;
  slotClass: SlotClass;
};

export type ReplyRenderer = (order: ReplyOrder) => RenderedReply;

export function createReplyRenderer(replies: Replies): ReplyRenderer {
  return (order) => {
    const reply = replyOf(replies, order.lang, order.key);
    if (reply === null) throw new Fault('replies/unknown-key', `there is no reply "${order.key}"`);
    const wording =
      order.attempt > 0 && reply.retry.length > 0 ? retryWording(reply.retry, order.attempt) : null;
    const variants = reply.channels[order.channel] ?? reply.variants;
    const template =
      wording ?? variants[hash(`${order.seed} ${order.key} ${order.attempt}`) % variants.length] ?? '';
    const fill = (words: string) => {
      let hasGap = false;
      const filled = fillPlaceholders(words, (name, before) => {
        const value = order.fields[name];
        if (value === undefined)
          throw new Fault('replies/missing-field', `reply "${order.key}" needs the field "${name}"`);
        hasGap ||= value === '';
        const said = inLanguage(value, order.lang);
        // Only what the house itself says in English; names and residents' words stay as they are.
        return order.lang === 'en' && said !== value && beginsSentence(before) ? capital(said) : said;
      });
      return hasGap ? closeGaps(filled) : filled;
    };
    const said = reply.reword && order.reword ? order.reword(template, reply) : template;
    return {
      key: order.key,
      text: fill(said),
      ...(said === template ? {} : { fixed: fill(template) }),
      menu: (order.menu ?? []).map(({ id, label }) => ({ id, label: inLanguage(label, order.lang) })),
      merge: reply.merge,
      asks: order.asks ?? null,
      slotClass: order.slotClass,
    };
  };
}

function beginsSentence(before: string): boolean {
  return /(?:^|[.!?]\s+|\n\s*)$/u.test(before);
}

function capital(words: string): string {
  return words.replace(/^[a-z]/u, (first) => first.toUpperCase());
}

/** Where a field brings in nothing, the comma before it and the brackets around it go as well: 单号A-1，。 */
function closeGaps(text: string): string {
  return text
    .replace(/（(?:电话|電話)?）| \(\)/gu, '')
    .replace(/[，、；：,;:]\s*(?=[。！？.!?])/gu, '')
    .replace(/([，；,;])\s*(?=[，；,;])/gu, '')
    .replace(/[，；,;]\s*$/u, '。');
}

/** Wordings are written by hand in each language; what fields bring in comes in the house's own. */
function inLanguage(words: string, lang: Lang): string {
  if (lang === 'zh-TW') return toTraditional(words);
  return lang === 'en' ? sayInEnglish(words) : words;
}

/** The first re-ask takes the first wording, later ones the last there is. */
function retryWording(retry: string[], attempt: number): string | null {
  return retry[Math.min(attempt, retry.length) - 1] ?? null;
}

/** FNV-1a: small, even enough to spread wordings, and the same on every machine. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value ^= text.charCodeAt(i);
    value = Math.imul(value, 0x01000193);
  }
  return value >>> 0;
}

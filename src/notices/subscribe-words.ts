// 来水了告诉我, 退订: what somebody wants to hear of, or no more, in their own words. Pure.
import type { NoticesConfig } from '../config/config.ts';
import { normaliseWord } from '../understanding/normalise.ts';

type SubscriptionWish = {
  wish: 'tell' | 'stop';
  /** Ids of config/notices.yaml the words name; empty = whatever is out. */
  matters: string[];
  /** What is called off, as they called it: 退订6栋油烟; empty = they did not say. */
  named: string;
  /** 全部退订. */
  all: boolean;
};

const TELL_ME =
  /(?:告诉|通知|提醒|叫|喊)(?:一下|一声)?我|(?:说|吱|通知|告诉|知会)一声|发(?:个|条)?(?:消息|信息|通知)给我|给我(?:说|发)|\b(?:let me know|tell me|notify me|keep me (?:posted|updated)|message me)\b/iu;
const WHEN_OVER =
  /恢复|好了|来[水电气网暖]|[水电气网暖]来|有[水电气网暖]了|能用|有(?:变化|消息|进展|更新)|\b(?:back|over|restored|changes?|news)\b/iu;
/** Nothing else in the sentence. */
const ONLY =
  /^(?:好的?|行|嗯|知道了|那|请|麻烦|帮我|我要|我想|到时候?|有(?:变化|消息|进展|更新)|恢复了?|好了|就|再|,|，|\s)*(?:订阅(?:一下|通知|更新|消息)?|通知我(?:一下|一声)?|(?:告诉|提醒)我(?:一下|一声)?|(?:说|通知|告诉)一声|subscribe(?: me)?|notify me|keep me (?:posted|updated)|let me know)[吧啊哦呀谢您。.!！~\s]*$/iu;
/** The whole sentence: 别再提醒我交物业费 is about something else. */
const STOP =
  /^(?:好的?|行|嗯|请|麻烦|帮我|我要|我想|那|就|,|，|\s)*(?:(?:.{0,6}(?:通知|更新|消息))?(?:全部|所有的?|都)?(?:退订|取消订阅)[^?？吗怎]{0,16}|(?:全部|都)(?:退订|取消订阅)|td|(?:不用|不要|别|不必)再?(?:给我)?(?:发?通知我?|发更新|提醒我?|发消息(?:给我)?)|(?:please )?unsubscribe(?: me)?(?: from .{1,40})?|no more (?:updates|notices)|stop (?:notifying|updating|telling) me)[了吧啊啦呀,，。.!！~\s]*(?:谢谢[您你]?)?[。.!！~\s]*$/iu;
/** A question is answered, and whoever asked hears of changes anyway; a trouble is told. */
const ASKS_OR_TELLS =
  /什么时候|啥时候|几点|几时|多久|吗|[?？]|没有?热?[水电气网暖]|停[水电气网暖]了|坏|漏|\bwhen will\b|\bhow long\b|\bno (?:water|power)\b/iu;

/** A letter of each of the above, in either script: nearly every message has none, and needs no second look. */
const MAY_BE_ONE =
  /[告通提叫喊说說吱知给給订訂退更消]|\b(?:let|tell|notify|notifying|keep|message|subscribe|unsubscribe|td|no|stop)\b/iu;

export function readSubscription(
  text: string,
  { matters }: Pick<NoticesConfig, 'matters'>,
): SubscriptionWish | null {
  if (!MAY_BE_ONE.test(text)) return null;
  const words = normaliseWord(text);
  if ([...words].length > (/\p{Script=Han}/u.test(words) ? LONGEST : 2 * LONGEST)) return null;
  const about = { matters: namedIn(words, matters), named: '', all: false };
  if (STOP.test(words)) return { ...about, wish: 'stop', named: namedToStop(words), all: ALL.test(words) };
  if (ONLY.test(words)) return { ...about, wish: 'tell' };
  if (ASKS_OR_TELLS.test(words) || !TELL_ME.test(words) || !WHEN_OVER.test(words)) return null;
  return about.matters.length > 0 ? { ...about, wish: 'tell' } : null;
}

const ALL = /全部|所有|都(?:不|别|退|取消)|\b(?:all|everything)\b/iu;
const CALLED_OFF = /^.*?(?:退订|取消订阅|unsubscribe(?: me)?(?: from)?)|^.*$/iu;
const AROUND =
  /通知|更新|消息|的|了|吧|啊|全部|所有|都|谢谢|[您你呀,，。.!！~\s]|\b(?:the|all|everything|updates|messages|about|please|thanks)\b/giu;

function namedToStop(words: string): string {
  return words.replace(CALLED_OFF, '').replace(AROUND, '').toLowerCase();
}

/** One may say more of it than the other. */
export function isCalled(title: string, named: string): boolean {
  const whole = normaliseWord(title).replace(AROUND, '').toLowerCase();
  return named.length > 1 && (whole.includes(named) || named.includes(whole));
}

function namedIn(words: string, matters: NoticesConfig['matters']): string[] {
  return matters
    .filter(({ label, restored, also, en }) => {
      const thing = lettersOf(en.split(' ')[0] ?? '');
      return (
        [label, restored, ...also].some((name) => words.includes(normaliseWord(name))) ||
        (thing !== '  ' && lettersOf(words).includes(thing))
      );
    })
    .map(({ id }) => id);
}

/** Whatever signs a company writes into a name. */
function lettersOf(text: string): string {
  return ` ${
    text
      .toLowerCase()
      .match(/[a-z0-9]+/gu)
      ?.join(' ') ?? ''
  } `;
}

/** 退订 by its name; 不用通知了 may be about anything. */
export function namesSubscription(text: string): boolean {
  return /退订|取消订阅|^td\b|\bunsubscribe\b/iu.test(normaliseWord(text));
}

/** What is longer tells of more than this; letters say less than characters. */
const LONGEST = 40;

// Which language a conversation is held in: what the resident asked for, else what they write. One foreign word never switches it. Pure.
import { BASE_LANG, type Lang, replyLangs } from './reply.ts';

/** Kept with the conversation. Absent parts = nothing noticed yet. */
export type LanguageState = {
  lang: Lang;
  /** The resident asked for it; what they write changes it no more. */
  langAsked?: boolean;
  /** The last message was clearly in this language; the second running switches. */
  langHeard?: Lang;
};

const TRADITIONAL =
  /[沒辦歸們關無與問責處規這樣給應該動靜點誰說訴過業報單級戶發時門間個內復聯場決證馬趕現費賠優閉環態後對難氣煩進實絕總騙隨絡員幫嗎還來師兩棟樓廚廳燈電壞壓鎖號維請謝麼會裡車鄰聲議裝買賣貓語熱風響頂層東貴張錢滿漿牆髒亂潑濕鑰鐵臥飄碼預約訪遞寵繳帳據導遊離開貳參陸蓋歡詢諮務線網話輛庫閘禮讓寫讀聽從盡幾裏溼賬贊]/gu;
const SIMPLIFIED =
  /[没办归们关无与问责处规这样给应该动静点谁说诉过业报单级户发时门间个内复联场决证马赶现费赔优闭环态后对难气烦进实绝总骗随络员帮吗还来师两栋楼厨厅灯电坏压锁号维请谢么会里车邻声议装买卖猫语热风响顶层东贵张钱满浆墙脏乱泼湿钥铁卧飘码预约访递宠缴账据导离开盖欢询务线网话辆库闸礼让写读听从赞尽几帐贰参陆咨]/gu;
const HAN = /\p{Script=Han}/u;
const LATIN_WORD = /[A-Za-z]{2,}/g;

const CLEAR_WORDS = 3;

const ASKS: readonly [Lang, RegExp][] = [
  [
    'en',
    /(?:说|說|讲|講|用|换成?|換成?|切换到?|切換到?).{0,2}(?:英文|英语|英語|English)|\bin english\b|english,? please|speak english/i,
  ],
  ['zh-TW', /(?:用|讲|講|说|說|换成?|換成?|切换到?|切換到?).{0,2}(?:繁体|繁體|正体|正體)/],
  [
    'zh-CN',
    /(?:用|讲|講|说|說|换成?|換成?|切换到?|切換到?|回).{0,2}(?:简体|簡體|中文|普通话|普通話)|\bin chinese\b|chinese,? please/i,
  ],
];

/** The language somebody asks to be answered in; null when nobody asks. */
export function languageAskedFor(text: string): Lang | null {
  return ASKS.find(([, words]) => words.test(text))?.[0] ?? null;
}

/** The language a message is clearly written in; null for a number, a name, a single foreign word. */
export function languageWritten(text: string): Lang | null {
  if (!HAN.test(text)) return (text.match(LATIN_WORD)?.length ?? 0) >= CLEAR_WORDS ? 'en' : null;
  const traditional = text.match(TRADITIONAL)?.length ?? 0;
  const simplified = text.match(SIMPLIFIED)?.length ?? 0;
  if (traditional > simplified * 2) return 'zh-TW';
  return simplified > traditional * 2 ? 'zh-CN' : null;
}

/** Follows the resident. The first clear sentence is answered in its language at once; later it takes two running. */
export function followLanguage(
  before: LanguageState,
  texts: readonly string[],
  isFirst: boolean,
): LanguageState & { asked: Lang | null } {
  let { lang, langAsked = false, langHeard } = before;
  let asked: Lang | null = null;
  for (const text of texts) {
    if (text === '') continue;
    const wanted = languageAskedFor(text);
    if (wanted !== null) {
      asked = wanted;
      lang = wanted;
      langAsked = true;
      langHeard = undefined;
      continue;
    }
    if (langAsked) continue;
    const written = languageWritten(text);
    if (written === null) continue;
    // Whoever was greeted before they wrote a word has not chosen anything yet.
    const isFirstClear = isFirst || langHeard === undefined;
    if (written !== lang && (isFirstClear || langHeard === written)) lang = written;
    langHeard = written;
  }
  return {
    lang,
    asked,
    ...(langAsked ? { langAsked } : {}),
    ...(langHeard === undefined ? {} : { langHeard }),
  };
}

/** The language of a stored dialogue, for words that no flow says. */
export function languageKept(dialogue: unknown): Lang {
  const lang = typeof dialogue === 'object' && dialogue !== null && 'lang' in dialogue ? dialogue.lang : null;
  return replyLangs.find((one) => one === lang) ?? BASE_LANG;
}

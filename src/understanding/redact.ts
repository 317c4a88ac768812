// Blots personal data out of words before they leave for a language model, and puts it back. Rather too much than too little.

import type { AddressFinder } from './entities/address.ts';
import { findAll } from './find-all.ts';
import { normalise } from './normalise.ts';
import { NAMES, WRITTEN_NAMES } from './redact-names.ts';

export type RedactedKind = '号码' | '地址' | '姓名' | '车牌' | '邮箱' | '微信号' | '网址' | '口令' | '定位';

export type Redacted = {
  /** The words with 〔号码1〕 and the like in place of what is personal. */
  text: string;
  /** Placeholder → the resident's own characters. */
  hidden: ReadonlyMap<string, string>;
};

type Mark = { start: number; end: number; kind: RedactedKind };

export type Redactor = {
  redact(text: string): Redacted;
  /** Numbers the placeholders on from an earlier text, so that several messages can be shown together. */
  redactAll(texts: readonly string[]): Redacted[];
};

export function createRedactor(findAddresses: AddressFinder): Redactor {
  const redactAll = (texts: readonly string[]): Redacted[] => {
    const counts = new Map<RedactedKind, number>();
    return texts.map((raw) => {
      const hidden = new Map<string, string>();
      let text = '';
      let at = 0;
      for (const { start, end, kind } of marksIn(raw, findAddresses)) {
        const number = (counts.get(kind) ?? 0) + 1;
        counts.set(kind, number);
        const placeholder = `〔${kind}${number}〕`;
        hidden.set(placeholder, raw.slice(start, end));
        text += raw.slice(at, start) + placeholder;
        at = end;
      }
      return { text: text + raw.slice(at), hidden };
    });
  };
  return { redactAll, redact: (text) => redactAll([text])[0] ?? { text: '', hidden: new Map() } };
}

/** Puts the resident's own characters back. */
export function restore(text: string, hidden: ReadonlyMap<string, string>): string {
  return text.replace(
    /〔\p{Script=Han}{2,3}\d{1,4}〕/gu,
    (placeholder) => hidden.get(placeholder) ?? placeholder,
  );
}

/** Places in the raw text, in order, never overlapping; of two that do, both are covered as one. */
function marksIn(raw: string, findAddresses: AddressFinder): Mark[] {
  const text = normalise(raw);
  const found: Mark[] = [];
  const add = (start: number, end: number, kind: RedactedKind) => {
    const span = text.spanOf(start, end);
    if (span.end > span.start) found.push({ ...span, kind });
  };
  for (const { pattern, kind, group } of PATTERNS) {
    for (const match of findAll(text.text, pattern)) {
      const whole = match[group ?? 0];
      if (whole === undefined) continue;
      const start = match.index + match[0].lastIndexOf(whole);
      add(start, start + whole.length, kind);
    }
  }
  for (const match of findAll(raw, WRITTEN_NAMES)) {
    const end = match.index + match[0].length;
    found.push({ start: end - (match[1]?.length ?? 0), end, kind: '姓名' });
  }
  for (const { start, end } of numbersIn(text.text)) add(start, end, '号码');
  for (const { start, end, address } of findAddresses(text, { bare: true }))
    if (address.publicPlace === undefined) add(start, end, '地址');
  return merged(found);
}

function merged(found: Mark[]): Mark[] {
  const marks: Mark[] = [];
  for (const mark of found.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = marks.at(-1);
    if (last && mark.start < last.end) last.end = Math.max(last.end, mark.end);
    else marks.push({ ...mark });
  }
  return marks;
}

const PATTERNS: { pattern: RegExp; kind: RedactedKind; group?: number }[] = [
  // 取件码A-3-2201 is no address, and opens somebody's locker.
  {
    pattern: /码[是为: ]{0,2}([A-Z0-9]{1,6}(?:-[A-Z0-9]{1,6}){1,4})/gu,
    kind: '口令',
    group: 1,
  },
  ...NAMES.map((one) => ({ ...one, kind: '姓名' as const })),
  // Normalised text is in capitals.
  { pattern: /[A-Z0-9._%+-]{1,64}@[A-Z0-9.-]{1,64}\.[A-Z]{2,10}/gu, kind: '邮箱' },
  { pattern: /(?:HTTPS?:\/\/|WWW\.)[^\s，。；）)】」]{3,300}/gu, kind: '网址' },
  {
    pattern:
      /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][·. -]?[A-HJ-NP-Z][·. -]?[A-HJ-NP-Z0-9]{5,6}/gu,
    kind: '车牌',
  },
  {
    pattern:
      /(?:[微薇威]信号?|V信|V[:：]|WX|VX|WECHAT|QQ号?|抖音号?|小红书号?|快手号?|TELEGRAM|TG|WHATSAPP|LINE|加我)(?: ?(?:ID|号|IS))?[:： 是为@]{0,3}([A-Z0-9][A-Z0-9_-]{4,19})/gu,
    kind: '微信号',
    group: 1,
  },
  { pattern: /(?<![A-Z0-9])WXID_[A-Z0-9_-]{2,30}|(?<![A-Z0-9])@[A-Z][A-Z0-9_]{3,19}/gu, kind: '微信号' },
  {
    pattern:
      /(?:密码|口令|验证码|门禁码|开门码|取件码|暗号|PIN|PASSWORD)[:： 是为设成改]{0,4}([A-Z0-9#*]{3,16}|[零〇一二三四五六七八九幺洞两]{3,16})/gu,
    kind: '口令',
    group: 1,
  },
  { pattern: /(?<![0-9.])\d{1,3}\.\d{4,12}(?![0-9])/gu, kind: '定位' },
  // 车牌号是B12345, 尾号5678, 车位号A1234, 工号8801: numbers of somebody, by what they are called.
  {
    pattern:
      /(?:车牌号?码?|尾号|车位号?|工号|卡号|证件号?码?|护照号?码?|通行证号?码?|合同号|户号|表号|订单号|快递单号|运单号|PLATE(?: NUMBER)?|PASSPORT)[:： 是为]{0,3}([A-Z]{0,3}[-·]?[A-Z0-9]{0,2}[0-9]{2}[A-Z0-9-]{0,16})/gu,
    kind: '号码',
    group: 1,
  },
  {
    pattern:
      /(?:生日|出生日期|出生|生于)[:： 是为于在]{0,3}((?:19|20)\d\d[-./年 ]{1,2}\d{1,2}[-./月 ]{1,2}\d{1,2}[日号]?)/gu,
    kind: '号码',
    group: 1,
  },
  // 501户, 1203家: a flat, for nobody counts households like that; 200户 stays.
  {
    pattern:
      /(?:(?<![0-9A-Z])[0-9A-Z一二三四五六七八九十]{1,3}(?:栋|幢|座|号楼)(?:[0-9一二三四五六七八九]{1,2}单元)?)?(?<![0-9])[1-9]\d?(?:0[1-9]|1[0-9])(?:户|号房|房|室|(?=家(?![里人])))/gu,
    kind: '地址',
  },
];

const ASCII_DIGIT = /[0-9X]/;
const CHINESE_DIGIT = /[零〇一二三四五六七八九幺洞两壹贰叁肆伍陆柒捌玖]/;
/** What people put between the digits of a number to make it readable, or to hide it. */
const BETWEEN = /[-\s_.·•*,，、()（）—~～]|\p{Extended_Pictographic}/u;
const MOST_BETWEEN = 2;
/** Telephone, identity card, bank card, account: anything of this length is a number of somebody. */
const FEWEST_DIGITS = 6;
const FEWEST_CHINESE_DIGITS = 7;
/** The whole run is a day or an amount: 2026-11-27, 10000元. */
const HARMLESS = /^(?:19|20)\d\d[-./年 ](?:0?[1-9]|1[0-2])[-./月 ](?:0?[1-9]|[12]\d|3[01])日?$/u;
const AMOUNT_AFTER = /^(?:\.\d{1,2})?\s?(?:元|块|人民币|RMB|万|平|㎡)/u;

function numbersIn(text: string): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  let at = 0;
  while (at < text.length) {
    if (!isDigit(text[at] ?? '')) {
      at += 1;
      continue;
    }
    const run = runFrom(text, at);
    const enough = run.chinese > 0 ? FEWEST_CHINESE_DIGITS : FEWEST_DIGITS;
    const whole = text.slice(at, run.end);
    const isPersonal =
      run.digits >= enough &&
      !HARMLESS.test(whole) &&
      !(run.digits < 8 && AMOUNT_AFTER.test(text.slice(run.end)));
    if (isPersonal) found.push({ start: at, end: run.end });
    at = run.end;
  }
  return found;
}

function isDigit(char: string): boolean {
  return (ASCII_DIGIT.test(char) && char !== 'X') || CHINESE_DIGIT.test(char);
}

/** Digits with at most two signs between them; an identity card may end in X. */
function runFrom(text: string, start: number): { end: number; digits: number; chinese: number } {
  let end = start;
  let digits = 0;
  let chinese = 0;
  let gap = 0;
  for (let at = start; at < text.length; ) {
    const char = String.fromCodePoint(text.codePointAt(at) ?? 0);
    if (isDigit(char) || (char === 'X' && digits >= 17)) {
      digits += 1;
      if (CHINESE_DIGIT.test(char)) chinese += 1;
      gap = 0;
      end = at + char.length;
    } else if (BETWEEN.test(char) && gap < MOST_BETWEEN) gap += 1;
    else break;
    at += char.length;
  }
  return { end, digits, chinese };
}

// Blots personal data out of words before they leave for a language model, and puts it back. Rather too much than too little.

import type { AddressFinder } from './entities/address.ts';
import { findAll } from './find-all.ts';
import { normalise } from './normalise.ts';

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

const SURNAMES =
  '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦昌马苗凤方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元卜顾孟黄穆萧尹姚邵汪祁毛禹狄米贝臧成戴宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季贾娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万柯卢莫房裘缪宗丁宣邓郁单洪包左石崔吉龚程邢裴陆荣翁甄曲封储靳段焦巴牧侯班仰仇宁栾厉祖武符刘景詹束龙叶司黎薄印宿白蒲鄂索赖卓屠蒙池乔苍闻莘党翟谭贡姬申扶堵冉宰桑桂牛寿边燕冀尚农温别庄晏柴瞿阎充慕习艾鱼容易慎廖居衡耿弘匡文寇广禄阙东欧聂晁敖冷辛阚简饶曾沙鞠丰关荆游益桓公肖付涂闫代';
const TITLES =
  '先生|女士|小姐|太太|师傅|师父|阿姨|叔叔|大叔|大爷|大妈|大哥|大姐|老师|经理|主任|医生|总监|主管|工程师|伯伯|婆婆|奶奶|爷爷|教授|警官|律师|书记|队长|班长|老板|管家|姐|哥|叔|姨|嫂|工|总';

const PATTERNS: { pattern: RegExp; kind: RedactedKind; group?: number }[] = [
  // 取件码A-3-2201 is no address, and opens somebody's locker.
  {
    pattern: /码[是为: ]{0,2}([A-Z0-9]{1,6}(?:-[A-Z0-9]{1,6}){1,4})/gu,
    kind: '口令',
    group: 1,
  },
  // 王先生, 李小梅女士, 欧阳老师.
  {
    pattern: new RegExp(
      `(?:[${SURNAMES}]|欧阳|司马|上官|诸葛|东方|皇甫|尉迟|慕容)[\\p{Script=Han}]{0,2}?(?:${TITLES})(?![0-9])`,
      'gu',
    ),
    kind: '姓名',
  },
  // 老张, 小李 as somebody who is spoken of.
  {
    pattern: new RegExp(
      `(?<![大变很太最])[老小阿][${SURNAMES}](?![\\p{Script=Han}]{0,1}(?:区|时|心|孩|院|人家|化|路))`,
      'gu',
    ),
    kind: '姓名',
  },
  // 我叫王小明, 业主: 陈某, 姓名 李梅, 联系人张三.
  {
    pattern: new RegExp(
      `(?:我叫|我是|名叫|叫做|业主|户主|租客|姓名|联系人|房东|本人|邻居|保安|员工|客服|老公|老婆|儿子|女儿|孩子叫)[:： 是叫]{0,2}((?:[${SURNAMES}]|欧阳|司马|上官|诸葛)[\\p{Script=Han}]{1,2}?)(?=[,，。.、;；!！?？ :：(（\\n]|的|在|说|是|家|住|电|手|$)`,
      'gu',
    ),
    kind: '姓名',
    group: 1,
  },
  // Normalised text is in capitals.
  { pattern: /[A-Z0-9._%+-]{1,64}@[A-Z0-9.-]{1,64}\.[A-Z]{2,10}/gu, kind: '邮箱' },
  { pattern: /(?:HTTPS?:\/\/|WWW\.)[^\s，。；）)】」]{3,300}/gu, kind: '网址' },
  {
    pattern:
      /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][·. -]?[A-HJ-NP-Z][·. -]?[A-HJ-NP-Z0-9]{5,6}/gu,
    kind: '车牌',
  },
  {
    pattern: /(?:微信号?|V信|WX|VX|QQ号?|抖音号?)[:： 是为]{0,3}([A-Z0-9][A-Z0-9_-]{4,19})/gu,
    kind: '微信号',
    group: 1,
  },
  {
    pattern: /(?:密码|口令|验证码|门禁码|开门码|取件码|暗号|PIN)[:： 是为设成改]{0,4}([A-Z0-9#*]{3,16})/gu,
    kind: '口令',
    group: 1,
  },
  { pattern: /(?<![0-9.])\d{1,3}\.\d{4,12}(?![0-9])/gu, kind: '定位' },
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

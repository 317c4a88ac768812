// The tone coach: looks words over before a resident reads them, on this computer, with the rules of the house. Pure.
import { lintWording } from '../../../src/replies/lint.ts';

/** `hint` is advice, `confirm` asks once more, `block` does not let it out. */
export type Advice = { level: 'hint' | 'confirm' | 'block'; found: string; say: string };

const PHONE = /(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)/;
const LANDLINE = /(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)/;
const ID_CARD = /(?<!\d)\d{17}[\dXx](?!\d)/;
/** Money asked for beside the house: never said to a resident by anybody. */
const PRIVATE_FEE = /(?:私下|私人|微信转(?:给)?我|转我(?:微信|账户)?|给我现金|别走公司|不用开票.{0,6}便宜)/;
const OTHERS_HOME = /(?<!\d)\d{1,2}(?:栋|幢|号楼|-)\d{1,2}(?:单元|-)\d{3,4}/g;

const PROMISING =
  /(?:马上|尽快|立刻|很快|一会儿|稍后).{0,12}(?:到|来|去|处理|解决|修|回复|联系)|(?:会|就)(?:给您|帮您)?(?:处理|解决|修好|回复|联系|安排)/;
const TIME =
  /\d+ ?(?:分钟|个?小时|点|号|天)|[一二两三四五六七八九十半]+ ?(?:分钟|个?小时|点|天)|今天|今晚|明天|上午|下午|晚上|\d{1,2}[:：]\d{2}/;
const FEELING = /理解|抱歉|对不起|辛苦|着急|不好意思|见谅|久等|不便/;

/**
 * `homes` are the addresses of this conversation; any other one is somebody else's, except where `suggested`, words of the house, stands
 * word for word: the example in a question. What is blocked stays blocked whoever suggested it.
 */
export function adviseOn(
  text: string,
  about: { homes: readonly string[]; upset: boolean; suggested?: string },
): Advice[] {
  const advice: Advice[] = [];
  const block = (found: string, say: string) => advice.push({ level: 'block', found, say });
  if (ID_CARD.test(text)) block(ID_CARD.exec(text)?.[0] ?? '', '有身份证号，不能发给住户');
  const mobile = PHONE.exec(text)?.[0];
  if (mobile) block(mobile, '有手机号，可能是别人的。让师傅用公司电话打给住户，或写部门电话');
  const fee = PRIVATE_FEE.exec(text)?.[0];
  if (fee) block(fee, '收费只走公司的途径，不能私下收');
  const own = about.suggested ? text.replace(about.suggested, '\n') : text;
  for (const [home] of own.matchAll(OTHERS_HOME)) {
    if (!about.homes.some((own) => sameHome(own, home)))
      advice.push({ level: 'confirm', found: home, say: '不是这位住户家的地址，确定要说出来吗？' });
  }
  for (const { rule, found, better } of lintWording(text)) {
    if (rule === 'length') block(found, '太长了，微信发不出去，请分成两条');
    else if (rule === 'noDenial' || rule === 'noBlame')
      advice.push({ level: 'confirm', found, say: `换成“${better}”会更好` });
    else if (rule === 'oneQuestion') advice.push({ level: 'hint', found, say: better });
    else advice.push({ level: 'hint', found, say: `可以说“${better}”` });
  }
  if (PROMISING.test(text) && !TIME.test(text) && !LANDLINE.test(text))
    advice.push({
      level: 'hint',
      found: PROMISING.exec(text)?.[0] ?? '',
      say: '答应了就说个时间，比如“下午3点前”',
    });
  if (about.upset && !FEELING.test(text) && text.length > 12)
    advice.push({ level: 'hint', found: '', say: '住户在着急，先说一句“我理解您着急”' });
  return advice;
}

function sameHome(own: string, said: string): boolean {
  const numbers = (text: string) => text.match(/\d+/g)?.join('-') ?? '';
  return numbers(own).startsWith(numbers(said)) || numbers(said).startsWith(numbers(own));
}

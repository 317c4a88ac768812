// What residents say of an application without being asked (丢了一张卡, 开车来), what may be chosen, and the company's rules in words. Pure.
import { serviceMsBetween } from '../clocks/service-calendar.ts';
import { sayDocuments, sayHours, sayWeek } from '../config/application-words.ts';
import type { ApplicationsConfig, CalendarConfig } from '../config/config.ts';
import { FEE_MATTERS } from './fee-words.ts';
import type { FlowPorts, TurnFacts } from './ports.ts';
import type { Visit } from './visit.ts';

type Heard<T extends string> = readonly (readonly [id: T, words: RegExp])[];

/** The first that fits: a lost card is no new one, and what is to be taken out is no addition. */
const WANTS = [
  [
    'remove',
    /注销|删掉|删除|删了|取消|停掉.{0,6}权限|停用|权限.{0,4}停|搬走了|不做了|remove|delete|(?:刪除|刪掉|註銷)/iu,
  ],
  ['lost', /丢|不见|掉咗|掉了|没了|捡到|遗失|挂失|遺失|掛失|補辦|补办|补一?张|补卡|lost|找不到/iu],
  ['plate', /车牌|车排|車牌|新车|新車|换车|換車|车卖|第二辆|把我的车|\bplate\b|\bcar\b/iu],
  ['face', /人脸|刷脸|录.{0,2}脸|脸.{0,6}录|人臉|刷臉|\bface\b/iu],
  ['card', /卡|门禁|门晋|權限|权限|门.{0,2}开通|开门|門禁|蓝牙|\bcard\b|\bfob\b|\bkey\b/iu],
] as const satisfies Heard<string>;

const SCOPES = [
  ['fixture', /防盗|门窗|换(?:窗|大?门)|窗户|空调|打孔|外机|防盜|換窗|\bwindows?\b|\bdoor\b/iu],
  [
    'part',
    /局部|阳台|厨房|卫生间|厕所|浴室|地板|刷墙|刷漆|墙面|橱柜|水管|地暖|陽台|廚房|衛生間|kitchen|bathroom|floor/iu,
  ],
  ['whole', /全屋|整[套屋个]|重新装修|新房|刚收的房|毛坯|二手房|全部|\bwhole\b|\bflat\b|\bapartment\b/iu],
] as const satisfies Heard<string>;

const WAYS = [
  [
    'car',
    /开车|开过来|坐车来|自驾|车[要能]?进|的车|[货卡]车|两[台辆]车|一[台辆]车|車要進|開車|停车|停車|搬家|by car|\bdriv|\bvan\b|\btruck\b|\bcar\b|movers/iu,
  ],
  [
    'foot',
    /走路|步行|走[着过]来|不开车|没开车|骑|坐地铁|地铁来|公交|打车|打的|不開車|走路來|on foot|walk|taxi|\bbus\b|bike/iu,
  ],
] as const satisfies Heard<string>;

/** 不开车 is no car: what is said on foot is looked at first. */
export const heardWay = (words: readonly string[]) => firstOf([WAYS[1], WAYS[0]], words);
export const heardWant = (words: readonly string[]) => firstOf(WANTS, words);
export const heardScope = (words: readonly string[]) => firstOf(SCOPES, words);

const MOVES_NOTHING =
  /不(?:会|會)?[动動拆改挪敲砸]|(?:都|也)?[没沒]有?(?:要)?[动動拆改挪敲砸]|no walls|(?:not|n't) (?:touch|move|knock)/iu;
const MOVES =
  /承重|[敲砸拆打].{0,4}[墙牆]|[墙牆].{0,4}[敲砸拆]|打通|[改移动動].{0,3}(?:燃气|煤气|瓦斯)|(?:厨房|卫生间|厕所|廚房|衛生間|廁所).{0,6}(?:挪|移|换位置|改到)|knock.{0,20}wall|bearing wall/iu;

/** Whether walls, gas or wet rooms are touched; what was said last counts. Null = not said. */
export function heardMoves(words: readonly string[]): { value: boolean; why: string } | null {
  for (const text of words.toReversed()) {
    if (MOVES_NOTHING.test(text)) return { value: false, why: 'its words' };
    if (MOVES.test(text)) return { value: true, why: 'its words' };
  }
  return null;
}

/** What somebody comes to the counter for. */
const TOPICS =
  /过户|產權|产权|收[房楼樓]|验房|钥匙|发票|押金|费|签|盖章|证明|证|交|退|领|取|监控|录像|经理|领导|管家|聊|谈|面谈|复印|手续|卡|装修|车位|合同|资料|keys?|invoice|deposit|manager|sign|contract|papers/iu;

export const hasTopic = (words: readonly string[]) => words.some((text) => TOPICS.test(text));

/** What was said last counts; before it what was said earlier. */
function firstOf(table: Heard<string>, words: readonly string[]): string | null {
  for (const text of words.toReversed()) {
    const found = table.find(([, said]) => said.test(text));
    if (found) return found[0];
  }
  return null;
}

const CHOICES = {
  accessWants: { card: '办门卡、开权限', lost: '卡丢了补办', plate: '车牌', face: '录人脸', remove: '注销' },
  decorationScopes: { whole: '全屋装修', part: '局部改造', fixture: '换门窗、装防盗网或空调' },
  feeMatters: FEE_MATTERS,
  visitWays: { car: '开车来', foot: '走路来' },
} as const;

/** The values of each list, for the check at load. */
export const choiceIds: Record<string, readonly string[]> = Object.fromEntries(
  Object.entries(CHOICES).map(([list, labels]) => [list, Object.keys(labels)]),
);

/** As staff read them; what residents choose from is worded in the replies. */
export const choiceFormatters: FlowPorts['formatters'] = Object.fromEntries(
  Object.entries(CHOICES).map(([list, labels]) => [
    list,
    (value) => (labels as Record<string, string>)[String(value)] ?? '',
  ]),
);

/** The counter has hours of its own; any part of the time told is enough. */
export function checkHours(
  { startAt, endAt }: Visit,
  calendar: CalendarConfig | null,
): null | { reply: string; fields: Record<string, string>; keep: null } {
  if (startAt === null || calendar === null) return null;
  if (serviceMsBetween(calendar, startAt, endAt ?? startAt + 1) > 0) return null;
  return { reply: 'appointment.reject.hours', fields: {}, keep: null };
}

/** By language, so that a sum or an hour stands in one place: the company's file. */
export function applicationSayings(
  rules: ApplicationsConfig['kinds'],
  calendar: CalendarConfig | null,
): FlowPorts['sayings'] {
  const { decoration, access, visit, appointment } = rules;
  const days = (count: number | null) => String(count ?? 1);
  return {
    'decoration.documents': ({ lang }) => sayDocuments(decoration, 'all', lang),
    'decoration.hours': ({ lang }) => sayHours(decoration, lang),
    'decoration.deposit': ({ lang }) => sayDeposit(decoration, lang),
    'decoration.days': () => days(decoration.reviewDays),
    'access.documents': ({ lang }) => sayDocuments(access, 'all', lang),
    'access.days': () => days(access.reviewDays),
    'visit.parking': ({ lang }) => sayParking(visit.parkingFreeMinutes, lang),
    'visit.days': () => days(visit.mostDaysAhead),
    'office.hours': ({ lang }) => (calendar === null ? '' : sayWeek(calendar, lang)),
    'appointment.days': () => days(appointment.mostDaysAhead),
  };
}

function sayDeposit(
  { depositYuan, depositBackDays }: ApplicationsConfig['kinds']['decoration'],
  lang: TurnFacts['lang'],
): string {
  const isFree = (depositYuan ?? 0) === 0;
  if (lang === 'en')
    return isFree
      ? 'no deposit is taken'
      : `a deposit of ${depositYuan} yuan, returned within ${depositBackDays} working days after the finished work was looked at`;
  if (lang === 'zh-TW')
    return isFree
      ? '不收押金'
      : `裝修押金${depositYuan}元，完工看過現場沒問題，${depositBackDays}個工作日內退回`;
  return isFree
    ? '不收押金'
    : `装修押金${depositYuan}元，完工看过现场没问题，${depositBackDays}个工作日内退回`;
}

function sayParking(minutes: number | null, lang: TurnFacts['lang']): string {
  if (minutes === null || minutes === 0) return '';
  const hours = minutes % 60 === 0 ? minutes / 60 : null;
  if (lang === 'en') return `Parking is free for ${hours === null ? `${minutes} minutes` : `${hours} h`}.`;
  if (lang === 'zh-TW') return `客人的車可以免費停${hours === null ? `${minutes}分鐘` : `${hours}小時`}。`;
  return `客人的车可以免费停${hours === null ? `${minutes}分钟` : `${hours}小时`}。`;
}

// The grammar of house addresses as patterns, compiled once. `address.ts` applies them; no pattern nests a quantifier.
import { NUMERAL_CHARS } from '../numerals.ts';

const N = NUMERAL_CHARS;
/** A number of a house: 3, 十二, 一百零三. */
const NUM = `[${N}]{1,5}`;
/** What may stand between two parts of one address. */
const GAP = '[ ,，、.·_\\-—–]?的? ?';

/** After these a number counts, measures or dates. */
const COUNTED =
  '次|户|元|块|年|月|日|点|分|秒|个|人|天|小时|周|米|平|㎡|M2|度|%|万|千|百|斤|公斤|吨|瓦|W|V|岁|多|来|几|倍|台|辆|条|张|把|件|套|位|名|家|层楼|路|弄|页|遍|趟|回|只|盏|扇|根|桶|袋|包|箱|字|级|届|期|伏|安|毫|厘|KW|KM|CM|MM|G|MB|毛|角';
const COUNTED_CHARS = '次户元块年月日点分秒个人天小周米平度万千斤吨岁多来几倍台辆条张件套位名家';

const UNIT_SAID = `(?:[${N}]{1,3}|[A-F]|[甲乙丙丁])`;
const UNIT_WORD = ' ?号?单[元无]';
const FLAT = '(?:室|房|号房)';

const BUILDING_WORD = ' ?(?:号?楼栋|号楼|号?栋楼?|号?幢楼?|号?座|#楼|#栋|#幢|#座|#)';
/** Words that are no 栋, and 号 and 楼 that may be anything: taken only when a unit or a flat follows. */
const BUILDING_SLIP =
  '(?:东|动|冻|懂|洞|拣|号院|号|楼)' +
  `(?=${GAP}(?:${UNIT_SAID}(?:${UNIT_WORD}|门[${N}]|单 ?[${N}])` +
  `|[${N}]{1,2}-[${N}]{3,4}(?![${N}])` +
  `|[0-9]{3,4}(?:${FLAT}|$|[^0-9${COUNTED_CHARS}])))`;

const PHASE = `(?:第?(?<phaseNumber>[${N}]{1,3})期|(?<phaseZone>[东西南北中A-H]|[A-H]?[0-9]{1,2})(?:区|苑|园|组团))`;

const BASEMENT = `(?<below>负|地下|-|B)(?<deep>[${N}]{1,2})(?:层|楼|F)`;
const ROOM_SUFFIX = ` ?号?室|号?房(?!产|价|租|屋|东|贷|子|间)|号(?!楼|线|门|机|梯|电梯|柜|位)`;
const NOT_IN_NUMBER = `(?<![${N}A-Z.:：/\\-])`;
const ROOM_DIGITS = '[零〇一二三四五六七八九两洞幺]{3,4}';

/** (二期|东区)? 3栋; the rest is read by the tails. Groups: phaseNumber phaseZone letters building kind letterOnly letterKind. */
export const HEAD = new RegExp(
  `(?:${PHASE}${GAP})?(?:第?(?<letters>[A-Z]{0,2})(?<building>${NUM})(?<kind>${BUILDING_WORD}|${BUILDING_SLIP})` +
    '|(?<letterOnly>[A-Z]{1,2}|[甲乙丙丁])(?<letterKind>号楼|座|栋|幢|号?楼))',
  'gu',
);

export const TAIL_UNIT = new RegExp(
  `${GAP}第?(?<unit>${UNIT_SAID})(?:${UNIT_WORD}|[单门梯](?= ?[${N}]{3,4}))`,
  'uy',
);
/** 2-501 and 2-5-01 behind a building. */
export const TAIL_DASHED = new RegExp(
  `${GAP}(?<unit>[${N}]{1,2})[-—–/](?:(?<floor>[${N}]{1,2})[-—–/])?(?<room>[${N}]{3,4}[A-Z]?)(?![${N}])`,
  'uy',
);
export const TAIL_FLOOR = new RegExp(
  `${GAP}(?:第?(?:${BASEMENT}|(?<floor>[${N}]{1,3}) ?(?:层|楼(?!栋)|F(?![A-Z]))|(?<top>顶)[楼层]))`,
  'uy',
);
export const TAIL_ROOM = new RegExp(
  `${GAP}(?<room>[0-9A-Z]?[${N}]{1,5}[A-Z]?)(?<suffix>${ROOM_SUFFIX})?`,
  'uy',
);

/** 3-2-501, 3/2/501, 3#2-501, 12-1503, A-1503. Dates and telephone numbers are told apart by whoever applies it. */
export const DASHED = new RegExp(
  `(?<![${N}A-Z./\\-—–#:])(?<building>[A-Z]?[0-9]{1,3}|[A-Z]|[一二三四五六七八九十]{1,3})[#号]?(?<sep>[-—–/~～._])` +
    '(?:(?<unit>[0-9]{1,2}|[一二三四五六七八九十]{1,2})[-—–/~～._])?(?:(?<floor>[0-9]{1,2})[-—–/])?' +
    `(?<room>[${N}]{3,4}[A-Z]?)(?<suffix>号?[室房])?(?![0-9./\\-—–:%]|[${COUNTED_CHARS}])`,
  'gu',
);
/** 3 2 501 with blanks: only when a place was asked for. */
export const SPACED =
  /^(?<building>[A-Z]?[0-9]{1,2})[ ,，、.](?:(?<unit>[0-9]{1,2})[ ,，、.])?(?<room>[0-9]{3,4})(?:号?[室房])?$/u;

export const UNIT_FIRST = new RegExp(
  `${NOT_IN_NUMBER}第?(?<unit>${UNIT_SAID})(?:${UNIT_WORD}|单(?= ?[0-9]{3,4}))`,
  'gu',
);
export const FLOOR_FIRST = new RegExp(
  `${NOT_IN_NUMBER}第?(?:${BASEMENT}|B(?<deepB>[1-5])(?![0-9A-Z栋座幢区号楼\\-单])` +
    `|(?<floor>[${N}]{1,3})(?:楼(?!栋|[${N}]{1,3}单元)|层|F(?![A-Z]))|(?<top>顶)[楼层])`,
  'gu',
);
/** 501室, 502房. */
export const ROOM_NAMED = new RegExp(
  `${NOT_IN_NUMBER}(?<room>[${N}]{3,5}[A-D]?)(?:号?室|号?房(?!产|价|租|屋|东|贷|子|间)|号(?:住户|业主|户))`,
  'gu',
);
/** The speaker says whose it is: 我家501, 我住502, 我是503的, 楼上601. */
export const ROOM_OWNED = new RegExp(
  '(?:我家是?|我们家是?|我家在|我住在?|家住|住在|我在|本人住|我是|这里是|这边是|我这是|房[号间]是?[:：]?|门牌号?是?[:：]?|室号[:：]?|楼上的?|楼下的?|隔壁的?|对门的?|对面的?|邻居) ?' +
    `(?<room>[0-9]{3,4}|${ROOM_DIGITS})(?![${N}])(?! ?(?:${COUNTED}|号楼?))`,
  'gu',
);
/** A lone number, when a room was asked for or is being corrected. */
export const ROOM_BARE = new RegExp(
  `${NOT_IN_NUMBER}(?<room>[0-9]{3,4}[A-D]?|${ROOM_DIGITS})(?![${N}A-Z./\\-:：])(?! ?(?:${COUNTED}))`,
  'gu',
);
/** Several buildings at once: 3、5栋; 1-3号楼; 三和五栋. */
export const LIST = new RegExp(
  `(?<![${N}A-Z./\\-])(?<list>[${N}]{1,3}(?:(?:[、,，和与及跟到至—~～-])[${N}]{1,3}){1,6})(?<kind>号楼|号?栋|号?幢|#楼|座)(?! ?[${N}]{3,4}(?![${N}])| ?[${N}]{1,2}单元)`,
  'gu',
);

// ---- what tells a name from a count -------------------------------------------------------------------------------

export const NUMERAL_AT_START = new RegExp(`^[${N}]`, 'u');
export const NUMERAL_AT_END = new RegExp(`[${N}.:/\\-]$`, 'u');
export const COUNTED_AT_START = new RegExp(`^ ?(?:${COUNTED})`, 'u');
/** 有3栋, 共12栋, 爬了5楼: counted, not named. */
export const COUNTED_BEFORE =
  /(?:有|共|约|近|计|整|每|几|多|就|才|仅|达|另外?|其他|其它|前|后|建了?|盖了?|拆了?|剩|上下|爬了?|高|买了?|占了?|[到至—~～-])$/u;
/** 这栋, 同一栋: pointed at, not named. */
export const POINTED_AT = /[这那哪同某]$/u;
export const KIND_OF_HOUSE =
  /^的?(?:小?高层|别墅|楼房|房子|住宅|大楼|高楼|建筑|公寓|商品房|小楼|破楼|烂尾|危楼|写字楼|商务|洋房|都(?:是|有)|左右|以上)/u;
/** 一座公园, 3座桥. */
export const SEATED_THING =
  /^[大小新老]?(?:桥|山|公园|塔|庙|城|亭|大厦|学校|厕所|公厕|垃圾|雕|房|工厂|厂|商|矿|坟|墓|岛|基站|信号|变电|水库|医院|停车|充电|立交|天桥|车|位)/u;
/** 33层高, 5层楼, 两层防水. */
export const LAYERS_AFTER = /^(?:高|楼高|以上|以下|左右|楼(?![道梯上下的])|防水|玻璃|漆|油|皮|灰|纱|膜)/u;

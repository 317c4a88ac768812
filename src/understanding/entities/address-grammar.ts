// The grammar of house addresses as patterns, compiled once. `address.ts` applies them; no pattern nests a quantifier.
import { NUMERAL_CHARS } from '../numerals.ts';

const N = NUMERAL_CHARS;
/** A number of a house: 3, 十二, 一百零三. */
const NUM = '(?:[0-9]{1,4}|[零〇○洞一二两三四五六七八九十百千幺壹贰叁肆伍陆柒捌玖拾]{1,5})';
/** What may stand between two parts of one address. */
const GAP = '[ ,，、.·_\\-—–]?的? ?';

/** After these a number counts, measures or dates. */
const COUNTED =
  '次|户|元|块|年|月|日|点|分|秒|个|人|天|小时|周|米|平|㎡|M2|度|%|万|千|百|斤|公斤|吨|瓦|W|V|岁|多|来|几|倍|台|辆|条|张|把|件|套|位|名|家|层楼|路|弄|页|遍|趟|回|只|盏|扇|根|桶|袋|包|箱|字|级|届|期|伏|安|毫|厘|KW|KM|CM|MM|G|MB|毛|角';
const COUNTED_CHARS = '次户元块年月日点分秒个人天小周米平度万千斤吨岁多来几倍台辆条张件套位名家';

const UNIT_SAID = `(?:[${N}]{1,3}|[A-F]|[甲乙丙丁]|[东西](?=单元))`;
/** 单远 and its like are slips of the keyboard. */
const UNIT_WORD = ' ?号?单[元无远原圆园源员]';
const FLAT = '(?:室|房|号房)';

const BUILDING_WORD = ' ?(?:号?楼栋|号楼|号?栋楼?|号?[幢憧橦]楼?|号?座|#楼|#栋|#幢|#座|#)';
/** Words that are no 栋, and 号 and 楼 that may be anything: taken only when a unit or a flat follows. */
const BUILDING_SLIP =
  '(?:东|动|冻|懂|洞|拣|撞|号院|号|楼)' +
  `(?=${GAP}(?:${UNIT_SAID}(?:${UNIT_WORD}|门[${N}]|单 ?[${N}])` +
  `|[${N}]{1,2}-[${N}]{3,4}(?![${N}])` +
  `|[0-9]{3,4}(?:${FLAT}|$|[^0-9${COUNTED_CHARS}])))`;

const PHASE = `(?:第?(?<phaseNumber>[${N}]{1,3})期|(?<phaseZone>[东西南北中A-H]|[A-H]?[0-9]{1,2})(?:区|苑|园|组团))`;

const BASEMENT = `(?<below>负|地下|-|B)(?<deep>[${N}]{1,2})(?:层|楼|F)`;
const ROOM_SUFFIX = ` ?号?室|号?房(?!产|价|租|屋|东|贷|子|间)|号(?!楼|线|门|机|梯|电梯|柜|位)`;
/** A colon bars only within a time of day: 地址：3栋 is a place, 8:30 is none. */
const NOT_IN_NUMBER = `(?<![${N}A-Z./\\-])(?<![0-9][:：])`;
const ROOM_DIGITS = '[零〇一二三四五六七八九两洞幺]{3,4}';
/** 两千三百零一, 一百零三: a flat said as a sum. */
const ROOM_SUM =
  '(?:[一二两三四]千(?:[一二两三四五六七八九]百)?|[一二两三四五六七八九]百)(?:[零〇][一二三四五六七八九]|[一二三]?十[一二三四五六七八九]?)';
/** A flat as it is said by itself. */
export const ROOM_SAID = `(?:[0-9]{3,4}[A-D]?|${ROOM_SUM}|${ROOM_DIGITS})`;

/** (二期|东区)? 3栋; the rest is read by the tails. Groups: phaseNumber phaseZone letters building kind letterOnly letterKind. */
export const HEAD = new RegExp(
  `(?:${PHASE}${GAP})?(?:第?(?<letters>[A-Z]{0,2})(?<building>${NUM})(?<behind>[A-F](?=[栋幢座]))?(?<kind>${BUILDING_WORD}|${BUILDING_SLIP})` +
    '|(?<letterOnly>[A-Z]{1,2}|[甲乙丙丁])(?<letterKind>号楼|座|栋|幢|号?楼))',
  'gu',
);

export const TAIL_UNIT = new RegExp(
  `${GAP}第?(?<unit>${UNIT_SAID})(?:${UNIT_WORD}|门洞|门(?![口禁外前岗卫牌诊铃锁面店])|[单梯](?= ?[${N}]{3,7}))`,
  'uy',
);
/** 2-501 and 2-5-01 behind a building. */
export const TAIL_DASHED = new RegExp(
  `${GAP}(?<unit>[${N}]{1,2})[-—–/](?:(?<floor>[${N}]{1,2})[-—–/])?(?<room>[${N}]{3,4}[A-Z]?)(?![${N}])`,
  'uy',
);
export const TAIL_FLOOR = new RegExp(
  `(?:[ ,，、.]?${BASEMENT}|${GAP}第?(?:(?<floor>[${N}]{1,3}) ?(?:层|楼(?!栋)|F(?![A-Z]))|(?<top>顶)[楼层]))`,
  'uy',
);
/** 15-1: the floor and the flat on it, as the south-west numbers them. */
export const TAIL_FLOOR_AND_ROOM = new RegExp(
  `${GAP}(?<floor>[0-9]{1,2})[-—–](?<room>[0-9]{1,2})(?![0-9-]| ?(?:单元|层|楼|栋|幢|${COUNTED}))`,
  'uy',
);
/** 12楼B室, 27楼B. */
export const TAIL_LETTER = /[ ,]?(?<room>[A-H])(?:室|座|户|房|(?=[,，。!?;；、 \n]|$))/uy;
/** 18B: flat B on the eighteenth floor, as the south numbers them. */
export const TAIL_FLOOR_LETTER = new RegExp(
  `${GAP}(?<floor>[1-6]?[0-9])(?<room>[A-EH])(?:室|户|房)?(?![A-Z0-9栋座幢区#号\\-])`,
  'uy',
);
export const TAIL_ROOM = new RegExp(
  `${GAP}(?<room>[0-9A-Z]?[${N}]{1,7}[A-Z]?)(?<suffix>${ROOM_SUFFIX})?`,
  'uy',
);

/** 3-2-501, 3/2/501, 3#2-501, 12-1503, A-1503. Dates and telephone numbers are told apart by whoever applies it. */
export const DASHED = new RegExp(
  `(?<![${N}A-Z./\\-—–#]|[0-9]:)(?<building>[A-Z]?[0-9]{1,3}|[A-Z]|[一二三四五六七八九十]{1,3})[#号]?(?<sep>[-—–/~～._])` +
    '(?:(?<unit>[0-9]{1,2}|[一二三四五六七八九十]{1,2})[-—–/~～._])?(?:(?<floor>[0-9]{1,2})[-—–/])?' +
    `(?<room>[${N}]{3,4}[A-Z]?)(?<suffix>号?[室房])?(?![0-9./\\-—–:%]|[${COUNTED_CHARS}])`,
  'gu',
);
/** 3 2 501 with blanks: only when a place was asked for. */
export const SPACED =
  /^(?<building>[A-Z]?[0-9]{1,2})[ ,，、.](?:(?<unit>[0-9]{1,2})[ ,，、.])?(?<room>[0-9]{3,4})(?:号?[室房])?$/u;

export const UNIT_FIRST = new RegExp(
  `${NOT_IN_NUMBER}第?(?<unit>${UNIT_SAID})(?:${UNIT_WORD}|[单梯](?= ?[0-9]{3,4}(?!元|户)))`,
  'gu',
);
export const FLOOR_FIRST = new RegExp(
  `${NOT_IN_NUMBER}第?(?:${BASEMENT}|B(?<deepB>[1-5])(?![0-9B-Z栋座幢区号楼\\-单])(?!A(?!区))` +
    `|负(?<deepBare>[一二三四五1-5])(?![${N}度℃.%层楼F])|(?<floor>[${N}]{1,3})(?:楼(?!栋|[${N}]{1,3}单元)|层|F(?![A-Z]))|(?<top>顶)[楼层])`,
  'gu',
);
const SHOP_WORD = '(?:商铺|门面房?|铺面|底商|门市房?|店铺|铺位|店面)';
/** 商铺101, 门面房108号, 商铺A12; 23号商铺, 101铺位. */
export const SHOP = new RegExp(
  `${SHOP_WORD}号? ?(?<room>(?:[A-Z]-?)?[0-9]{1,4})(?![0-9年月日元块平个家间])号?` +
    `|${NOT_IN_NUMBER}(?<room2>[A-Z]?[0-9]{1,4}(?=号)|[A-Z]?[0-9]{3,4}|[A-Z][0-9]{1,2})(?:号的?)?${SHOP_WORD}`,
  'gu',
);
const VILLA_WORD = '(?:别墅|联排|叠拼|叠墅|独栋|双拼|合院)';
/** 别墅8号, 别墅区8号, 8号别墅, 联排12号: a house of its own is a building. */
export const VILLA = new RegExp(
  `${VILLA_WORD}区?的? ?(?<building>[A-Z]?[${N}]{1,3})号(?![楼线门机梯])|${NOT_IN_NUMBER}(?<building2>[A-Z]?[${N}]{1,3})号${VILLA_WORD}`,
  'gu',
);
/** 1-2层, 1到3楼. */
export const FLOOR_RANGE = new RegExp(
  `${NOT_IN_NUMBER}(?<from>[${N}]{1,3})(?:楼|层)?(?:到|至|-|—|~|～)(?<to>[${N}]{1,3})(?:楼(?!栋|[${N}]{1,3}单元)|层)`,
  'gu',
);
/** 一二楼: both, one after the other. */
export const FLOOR_PAIR =
  /(?<![0-9零〇一二两三四五六七八九十百])(?<from>一(?=二)|二(?=三)|三(?=四)|四(?=五)|五(?=六)|六(?=七)|七(?=八)|八(?=九))(?<to>[二三四五六七八九])(?:楼(?!栋)|层)/gu;
/** Floors that are climbed, not lived on. */
export const CLIMBED_AFTER = /^(?:走(?![廊道])|爬|跑|扛|搬|背|提|抬)/u;
/** 501室, 502房. */
export const ROOM_NAMED = new RegExp(
  `${NOT_IN_NUMBER}(?<room>[${N}]{3,7}[A-D]?)(?:号?室|号?房(?!产|价|租|屋|东|贷|子|间)|号(?:住户|业主|户)|(?<=门牌号?是?[0-9]{3,4})号(?!楼))`,
  'gu',
);
/** Emergency numbers are called, not lived in. */
const CALLED = '(?!11[0249](?![0-9])|12[02](?![0-9]))';
const LIVES_THERE =
  '家里|家中|家(?=的|漏|没|停|楼|有)|房间|的?(?:业主|住户|租户|租客|房东|户主|邻居|那家|这家|那户|这户)|的(?=[水卫厨厕马灯门下阳客卧空暖热天墙窗地楼])';
const TROUBLE_THERE =
  '(?:这[里边])?(?:要|想|请)?(?:又|还|都|也|家|已经|突然)?(?:漏|渗|停水|停电|断水|断电|没[水电网气暖热]|冇水|冇电|跳闸|堵|反水|返水|马桶|厨房|卫生间|厕所|客厅|阳台|卧室|主卧|次卧|水管|水龙头|下水|门锁|门铃|空调|暖气|热水器|天花|墙|窗|灯(?!具)|[换修开]|(?:一直|天天|每天|总是?|老是?|半夜)?在?(?:装修|搬家|搬东西|做饭|抽烟|敲|砸|吵|放音|唱|弹|打牌|打麻|养[狗猫鸡]|违建|搭建|群租|堆))';
export const LIVED_OR_TROUBLED = new RegExp(` ?(?:${LIVES_THERE}|都|${TROUBLE_THERE})`, 'uy');
/** 501家里, 501的业主, 603漏水: a number where somebody lives or something leaks. */
export const ROOM_TROUBLED = new RegExp(
  `(?<=^|[,，。、!?;； \\n]|[是系我说的]|在|到)${CALLED}(?<room>${ROOM_SAID})(?: ?(?:${LIVES_THERE})| ?${TROUBLE_THERE})`,
  'gu',
);
/** The speaker says whose it is: 我家501, 我住502, 我是503的, 楼上601. */
export const ROOM_OWNED = new RegExp(
  '(?:(?<=^|[,，。!?;； \\n到在])我(?=[0-9]{3,4}(?:[,，。!?;； ]|$))|[我俺咱]家是?|[我俺咱]们家是?|我家在|[我俺咱]住在?|家住|住在|我在|本人住|[我俺咱][是系]|这[里边儿](?:是|系)?|我这(?:是|里|边)?|房间?号?是?[:：]?|门牌号?是?[:：]?|[室屋户]号是?[:：]?|楼上的?|楼下的?|隔壁的?|对门的?|对面的?|邻居|[租住]的) ?' +
    `(?:(?<room>[0-9]{3,4}[A-D]?)(?![0-9零〇十百千万])|(?<room2>${ROOM_SUM}|${ROOM_DIGITS})(?![${N}]))(?! ?(?:${COUNTED}|号楼?))`,
  'gu',
);
/** A number by itself behind a building and a pause. */
export const FAR_ROOM = new RegExp(
  `(?:[ ,，、的:：嗯呃额是]|业主|住户|那个|就是|房间?号|门牌号?){1,5}(?<room>${ROOM_SAID})(?:室|房)?(?=[,，。!?;；、 \\n]|$|的)`,
  'uy',
);
/** A lone number, when a room was asked for or is being corrected. */
export const ROOM_BARE = new RegExp(
  `${NOT_IN_NUMBER}(?<room>${ROOM_SAID})(?![${N}A-Z./\\-:：])(?! ?(?:${COUNTED}))`,
  'gu',
);
/** Several flats at once: 501、502; 1201和1202; 1001-1003. Whether they are flats their numbers tell. */
const LISTED = `(?:[0-9]{3,4}|${ROOM_DIGITS})[室房]?`;
export const ROOM_LIST = new RegExp(
  `(?<![${N}A-Z./\\-#:：])(?<list>${LISTED}(?: ?(?:[、,，/]|和|跟|与|及|同|还有|到|至|-|—|–|~|～) ?${LISTED}){1,9})(?![0-9A-Z/\\-:：%]|\\.[0-9]|[${N}](?![户家]))(?! ?(?:号楼|栋|幢|座|单元|公交|线|${COUNTED}))`,
  'gu',
);
/** Several buildings at once: 3、5栋; 1-3号楼; 三和五栋. */
export const LIST = new RegExp(
  `(?<![${N}A-Z./\\-])(?<list>(?:[${N}]{1,3}|[A-H])号?(?:(?:[、,，和与及跟到至—~～-])(?:[${N}]{1,3}|[A-H])){1,6})(?<kind>号楼|号?栋|号?幢|#楼|座)(?! ?[${N}]{3,4}(?![${N}])| ?[${N}]{1,2}单元)`,
  'gu',
);

// ---- what tells a name from a count -------------------------------------------------------------------------------

export const NUMERAL_AT_START = new RegExp(`^[${N}]`, 'u');
export const NUMERAL_AT_END = new RegExp(`(?:[${N}.]|[${N}][/\\-:])$`, 'u');
export const COUNTED_AT_START = new RegExp(`^ ?(?:${COUNTED})`, 'u');
/** 有3栋, 共12栋, 爬了5楼: counted, not named. */
export const COUNTED_BEFORE =
  /(?:有|共|总共|约|近|计|整|每|[每整这那][栋幢座]楼?|几|多|就|才|仅|达|另外?|其他|其它|前|后|(?:规划|[建盖拆设划]|建有|包括)了?|剩|上下|爬了?|高|买了?|占了?|[到至—~～-])$/u;
/** 这栋, 同一栋: pointed at, not named. */
export const POINTED_AT = /[这那哪同某]$/u;
export const KIND_OF_HOUSE =
  /^(?:楼的?)?的?(?:小?高层|别墅|楼房|房子|住宅|大楼|高楼|建筑|公寓|商品房|小楼|破楼|烂尾|危楼|写字楼|商务|洋房|都(?:是|有)|左右|以上)/u;
/** 一座公园, 3座桥. */
export const SEATED_THING =
  /^[大小新老]?(?:桥|山|公园|塔|庙|城|亭|大厦|学校|厕所|公厕|垃圾|雕|房|工厂|厂|商|矿|坟|墓|岛|基站|信号|变电|水库|医院|停车|充电|立交|天桥|车|位)/u;
/** 33层高, 5层楼, 两层防水. */
export const LAYERS_AFTER = /^(?:高|楼高|以上|以下|左右|楼(?![道梯上下的])|防水|玻璃|漆|油|皮|灰|纱|膜)/u;

/** 取件码3-2-5012, 单号 12-1503: numbers of other things. */
export const CODE_BEFORE = /(?:码|单号|编号|型号|快递|运单|尾号)[是为:： ]{0,2}$/u;

/** 周五6栋: the five is the day's. */
export const WEEKDAY_AT_END = /(?:周|星期|礼拜)[一二三四五六]$/u;
/** 一二楼: one or two, not twelve. */
export const TWO_FLOORS = /^(?:一二|二三|三四|四五|五六|六七|七八|八九)$/u;

// What somebody writes of who they are (5栋1单元302 张三 1234), taken apart. Pure.
import { withHouseNumbers } from '../understanding/entities/house-names.ts';
import type { Estate } from '../understanding/input.ts';
import type { HomePlace } from './occupant.ts';

export type Claim = { place: HomePlace | null; name: string | null; digits: string | null };

export const nothingClaimed: Claim = { place: null, name: null, digits: null };

const HOME =
  /(?<![0-9A-Za-z])(?<building>[0-9A-Za-z]{1,3})\s*(?:号楼|號樓|[栋棟幢座#-])\s*(?:(?<unit>[0-9A-Za-z]{1,2})\s*(?:单元|單元|-)\s*)?(?<room>\d{3,4})(?!\d)\s*(?:[室号號户戶]|房间?)?/u;
const HOME_IN_ENGLISH =
  /\b(?:building|block|tower)\s*(?<building>[0-9A-Za-z]{1,3})\b\W*(?:(?:unit|entrance)\s*(?<unit>[0-9A-Za-z]{1,2})\b\W*)?(?:(?:room|flat|apartment|apt)\W*)?(?<room>\d{3,4})\b/i;
const WHOLE_NUMBER = /(?<!\d)(?:\+?86[- ]?)?1\d{2}[- ]?\d{4}[- ]?(\d{4})(?!\d)/;
const DIGITS = /(?<!\d)\d{4}(?!\d)/g;
/** What stands around the three. */
const AROUND =
  /(?:我的?|登记|登記|业主|業主|户主|戶主|租客|租户|租戶|住户|住戶|家属|家屬)?(?:姓名|名字)(?:是|叫|为|為)?|我是|我叫|本人|手机号?码?|手機號?碼?|电话号?码?|電話號?碼?|尾号|尾號|后四位|後四位|最后|最後|房号|房號|号码|號碼|绑定|綁定|认证|認證|核对|核對|身份|住在|我家|我住|您好|你好|\b(?:my|name|is|i am|i'm|im|phone|number|last|four|digits|ending|in|room|home|hello|hi|and|the|of|it's)\b/giu;
const CHINESE_NAME = /^\p{Script=Han}{2,5}(?:[·•]\p{Script=Han}{1,8})?$/u;
const LATIN_NAME =
  /^\p{Script=Latin}[\p{Script=Latin}\p{M}.'-]*(?: \p{Script=Latin}[\p{Script=Latin}\p{M}.'-]*){0,3}$/u;
const LATIN_WHOLE = /^\p{Lu}\S* \p{Lu}/u;
const SAYS_NAME = /我叫|我是|姓名|名字|\bname\b/i;
/** The names most people here have. */
const SURNAME =
  /^(?:[王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭田董袁潘蔡蒋蔣余于杜叶葉程苏蘇魏吕呂丁任卢盧姚沈钟鍾姜崔谭譚陆陸汪范金石廖贾賈韦韋夏付傅邹鄒熊白孟秦邱侯江尹薛闫閻段雷龙龍黎史陶贺賀毛郝顾顧龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯温溫康施文牛樊葛邢齐齊庞龐颜顏倪庄莊聂聶章鲁魯岳翟殷詹申欧歐耿关關兰蘭焦俞左柳甘祝包宁寧符阮舒纪紀梅童凌毕畢单單季裴霍涂成苗谷盛曲翁冉骆駱蓝藍路游辛靳管柴蒙鲍鮑华華喻祁蒲房滕屈饶饒解牟艾尤阳陽穆农農司卓古吉缪繆车車项項连連芦麦麥褚娄婁窦竇戚岑景党宫宮费費卜冷晏席卫衛米柏宗瞿桂全佟应應臧闵閔苟邬鄔边邊卞姬师師和仇栾隋商刁沙荣榮巫寇桑郎甄丛仲虞敖巩鞏明佘池查麻苑迟]|欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|皇甫|尉迟|令狐|慕容|司徒)/u;
/** 业主, 是的, 好的: two letters that are nobody's name. */
const NO_NAME =
  /^(?:的|是|是的|那好|等一下|不知道|忘了|好|好的|好吧|可以|没有|沒有|不|不是|不对|不對|对|對|对的|嗯|哦|谢谢|謝謝|业主|業主|户主|租客|租户|住户|家属|什么|什麼|为什么|為什麼|怎么|怎麼|ok|yes|no|thanks|please)$/iu;

/**
 * Later words stand in for earlier ones. `mine`: what was told before. Two letters alone are a name when they begin like one, or when
 * one was asked for twice.
 */
export function readClaim(
  text: string,
  mine: Claim,
  estate: Estate,
  { isAskedAgain = false, isFirst = false } = {},
): Claim {
  const plain = withHouseNumbers(text.normalize('NFKC'), estate).replace(/[—–－]/g, '-');
  const home = HOME.exec(plain) ?? HOME_IN_ENGLISH.exec(plain);
  const place = home?.groups ? placeOf(home.groups, estate) : null;
  const rest = home ? plain.replace(home[0], ' ') : plain;
  const whole = WHOLE_NUMBER.exec(rest);
  const digits = whole?.[1] ?? [...rest.matchAll(DIGITS)].at(-1)?.[0] ?? null;
  // Whoever only wishes to be known has told nothing yet.
  if (isFirst && (place === null || digits === null)) return mine;
  const words = (whole ? rest.replace(whole[0], ' ') : rest).replace(/\d+/g, ' ').replace(AROUND, ' ');
  const isSaid =
    place !== null || digits !== null || SAYS_NAME.test(plain) || (isAskedAgain && mine.name === null);
  return {
    place: place ?? mine.place,
    name: nameIn(words, isSaid) ?? mine.name,
    digits: digits ?? mine.digits,
  };
}

/** Null where a house of several entrances was named without one. A house there is not is looked for like any other. */
function placeOf(groups: Record<string, string | undefined>, estate: Estate): HomePlace | null {
  const building = (groups.building ?? '').toUpperCase().replace(/^0+(?=\d)/, '');
  const units = estate.buildings.find((each) => each.id === building)?.units ?? [];
  const unit = groups.unit?.toUpperCase() ?? null;
  if (unit === null && units.length > 1) return null;
  return { building, unit: unit ?? units[0] ?? null, room: (groups.room ?? '').replace(/^0+(?=\d{3})/, '') };
}

function nameIn(words: string, isSaid: boolean): string | null {
  const parts = words.split(/[^\p{L}\p{M}·•.' -]+/u).map((part) => part.trim().replace(/\s+/g, ' '));
  for (const part of parts) {
    if (LATIN_NAME.test(part) && !NO_NAME.test(part) && (isSaid || LATIN_WHOLE.test(part))) return part;
    for (const one of part.split(' '))
      if (CHINESE_NAME.test(one) && !NO_NAME.test(one) && (isSaid || SURNAME.test(one))) return one;
  }
  return null;
}

const ASKS_TO_BIND =
  /(?:绑定|綁定|认证|認證|核对|核對|验证|驗證)(?:一下|下)?(?:我|我的|我家|自己)?的?(?:房号|房號|房屋|房子|房产|房產|住址|业主|業主|身份|户号|戶號|住户|住戶)|(?:业主|業主|房屋|房号|房號|身份|住户|住戶)(?:绑定|綁定|认证|認證|验证|驗證)|^\s*(?:我要|我想)?(?:绑定|綁定)\s*$|\b(?:verify|bind|link|register)\s+(?:my|our)\s+(?:home|flat|house|apartment|identity)\b/iu;
/** A door that does not open, or what it is good for, is another matter. */
const NOT_TO_BIND =
  /门禁|門禁|人脸|人臉|失败|失敗|不了|不上|坏|壞|有什么用|有什麼用|为什么|為什麼|要不要|是不是|委员会|委員會|大会|大會|\bwhy\b/iu;
const ASKS_TO_UNBIND =
  /(?:取消|解除|撤销|撤銷|不要|撤回)(?:我的?)?(?:房号|房號|业主|業主|身份)?的?(?:认证|認證|绑定|綁定|核对|核對)|解绑|解綁|\b(?:cancel|undo|remove)\s+(?:my\s+)?verification\b|\bunbind\b/iu;

export function asksToUnbind(text: string): boolean {
  return ASKS_TO_UNBIND.test(text);
}

const SAYS_OWNER =
  /^(?:您好|你好)?[，,。！!\s]*我(?:是|住)[^，,。？?！!]{1,16}(?:的)?(?:业主|業主|户主|戶主|租客|租户|租戶|住户|住戶)[。.！!\s]*$/u;

export function asksToBind(text: string): boolean {
  return ASKS_TO_BIND.test(text) && !NOT_TO_BIND.test(text);
}

/** 我是5栋的业主, and nothing else: an introduction that wants an answer. */
export function introducesAsOwner(text: string): boolean {
  return SAYS_OWNER.test(text.normalize('NFKC'));
}

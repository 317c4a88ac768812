// Words that those above hear at once, whatever the matter is: somebody means to harm a colleague, or goes outside with it (media, 12345,
// a lawyer, a court). Pure, and told apart from what only sounds like it.
import { findAll } from './find-all.ts';
import { normalise } from './normalise.ts';

export const pressIds = ['threat', 'outside'] as const;
export type PressId = (typeof pressIds)[number];

/** `text` is normalised. */
export function readPressing(text: string): PressId[] {
  const heard = { threat: threatensStaff, outside: goesOutside };
  return pressIds.filter((id) => heard[id](text));
}

/** The same of words as they were said. */
export function hearPressing(words: readonly string[]): PressId[] {
  const heard = new Set(words.flatMap((raw) => readPressing(normalise(raw).text)));
  return pressIds.filter((id) => heard.has(id));
}

/** 打死, 砍: what is done to a body; 砍价 and 打断一下 are not. */
const HARM =
  '(?:[打弄砍捅整搞揍干]死|[打弄]残|打断(?!一下)|废了|砍了?(?!价|树|掉|枝)|捅了?(?!破|穿|娄|到)|揍|杀了?(?!毒|虫|菌|蚊))';
const COLLEAGUE =
  '(?:保安|门卫|门岗|保洁|管家|客服|前台|收费员|收费的|维修工|师傅|经理|主任|主管|管理员|工作人员|物业的?人|你们(?!业主|住户|小区的?人|家|的?[价树]))';
/** Somebody whose work one may call for or ring up is only hit where it can mean nothing else. */
const GUARD = '(?:保安|门卫|门岗|保洁|收费员|收费的|工作人员|物业的人|你们的?人)';
const NOT_A_CALL = '(?![^,。!?;]{0,5}(?:电话|热线|分机|号码|对讲|招呼|开门|帮|才|岗?亭的|室))';
const OFFICE = '(?:物业(?!费)|办公室|管理处|服务中心|前台|门岗|保安亭)';
const WEAPON = '(?:刀|斧头?|棍子?|铁棍|钢管|砖头?|汽油|家伙|榔头)';

const THREATS = [
  // 弄死你们经理, 打断那个保安的腿
  `${HARM}(?:那个|这个|你们的?|几个|一个)?${COLLEAGUE}`,
  // 叫人把保安打一顿; 就把你们前台砸了
  `(?:把|将)(?:那个|这个)?${COLLEAGUE}[^,。!?;]{0,6}(?:${HARM}|打一顿|打了(?![^,。!?;]{0,3}(?:电话|招呼))|打趴|打扁)`,
  `(?:要|就|会|敢|信不信|想|迟早|去)[^,。!?;]{0,4}(?:把|将)[^,。!?;]{0,4}(?:${COLLEAGUE}|${OFFICE})[^,。!?;]{0,6}[砸烧炸]`,
  // 要打保安
  `(?:要|想|会|敢|找人|叫人|带人|喊人|非|准备)打(?:了|那个|这个|几个|你们的?)?${GUARD}${NOT_A_CALL}`,
  `打${COLLEAGUE}[^,。!?;]{0,3}一顿`,
  // 拿刀来找你们
  `[拿带提拎操抄揣扛](?:着|了|把|上|起|根){0,2}${WEAPON}[^,。!?;]{0,4}[来去上到][^,。!?;]{0,3}(?:找|砍|捅|堵|会会)?${COLLEAGUE}`,
  // 带人去堵你们办公室
  `[带叫喊找](?:上|了)?(?:几个|一帮|一群|些)?(?:人|兄弟|弟兄)[^,。!?;]{0,4}(?:收拾|围堵|堵死|堵|砸|弄|修理)(?:那个|这个|你们的?)?${COLLEAGUE}`,
  `${COLLEAGUE}[^,。!?;]{0,4}等着(?:挨[打揍]|挨刀)`,
  `(?:跟|和|与)(?:你们?|物业)[^,。!?;]{0,6}(?:同归于尽|拼命|玩命|拼了)`,
  `(?:[打弄砍捅整揍]死|杀了|砍了|捅了)你(?!们业主|们住户|家)`,
  `要你们?(?:经理|主任|保安)?的?(?:狗命|命)|杀你们?全家|让你们?(?:经理|主任|保安)?见血|见(?:你们?|${GUARD})一次打一次`,
  `(?:一把火)?[烧炸砸]了?(?:你们)?的?${OFFICE}`,
  `(?:KILL|STAB|BEAT(?: UP)?|SHOOT) (?:YOU|YOUR|THE) ?(?:ALL|GUARDS?|STAFF|MANAGER|PEOPLE)?`,
].join('|');
const THREAT = new RegExp(`(?:${THREATS})`, 'gu');

/** 保安再拦我，我就打断他的腿: whom is said before. */
const THREAT_OF_HIM = /(?:打断|打残|弄死|打死|砍死|捅死|整死|揍|杀了)(?:他们?|她|这个人|那个人)/gu;
const NAMES_COLLEAGUE = new RegExp(COLLEAGUE, 'u');

/** 不会打保安, 别打保安: said, and not meant; 别人打 and 被打 tell of what others do. */
const NOT_MEANT =
  /(?:不会|不想|不敢|不要|不能|不许|没人|没有人|没想|没要|没打算|不打算|(?<!是)不是要?|别|谁会|怎么会|难道|教育孩子|电影|电视剧|小说|游戏)[^,，。!?;]{0,4}$|[不没]$/u;

function threatensStaff(text: string): boolean {
  if (isMeant(text, THREAT)) return true;
  return NAMES_COLLEAGUE.test(text) && isMeant(text, THREAT_OF_HIM);
}

function isMeant(text: string, pattern: RegExp): boolean {
  for (const { index } of findAll(text, pattern))
    if (!NOT_MEANT.test(text.slice(Math.max(0, index - 10), index))) return true;
  return false;
}

/** Somebody outside who hears of it; 法院 and 房管局 are also places one goes to. */
const LISTENERS = '(?:12345|12315|市长热线|市长信箱|媒体|记者|电视台|报社|律师(?!事务所|楼|费)|消协|纪委)';
const OFFICES = '(?:法院|法庭|住建局|房管局|信访局|信访办|街道办|市政府|区政府|政府)';
const TELLS = '(?:投诉|举报|反映|告(?:你|状|物业|他们)|曝光|评理|说理|讨说法|维权|立案|起诉|上访)';

const OUTSIDE = new RegExp(
  [
    `(?:找|打|拨打?|联系|请|叫|喊|让|委托|咨询|发给|捅给|告诉|打给|投诉到|告到|反映到|举报到|闹到|捅到|投诉给|反映给|向|给)(?:了|过|到|一?个|我的?|我们的?|当地|本地|市里的?)?${LISTENERS}`,
    `${LISTENERS}[^,。!?;]{0,4}${TELLS}`,
    `(?:去|到|向|上|找)${OFFICES}[^,。!?;]{0,4}${TELLS}|(?:告|投诉|举报|闹|捅|反映)到(?:了|你们)?${OFFICES}`,
    `(?:起诉|控告|告)(?:你们|物业|贵司|到底|上去)|(?:要|去|会|准备|只能|只好|就|走|已经|法院)(?:起诉|诉讼|打官司|上访|信访|走法律程序|走法律途径)|(?:起诉|打官司|上访)(?:[,。!?;]|$)`,
    `(?:法院|法庭)见|律师函|传票等着|就(?:找|打)?(?:12345|12315)|律师(?:已经|正在|会|马上)[^,。!?;]{0,4}(?:写|准备|联系|发函|介入|取证|起草)|(?:给|把|让)?你们[^,。!?;]{0,6}(?:曝光|上热搜|上电视|上新闻)|(?:要|去|会|就|给|网上)曝光|(?:发|传)(?:到)?(?:抖音|微博|小红书|网上|朋友圈)曝光|上热搜`,
    `(?:SUE|SUING) (?:YOU|THE (?:MANAGEMENT|PROPERTY))|(?:MY|A|OUR) LAWYER|TAKE (?:YOU|THIS|IT) TO (?:COURT|THE (?:MEDIA|PRESS|PAPERS))|(?:CALL|TELL|GO TO) (?:12345|THE (?:MEDIA|PRESS))`,
  ].join('|'),
  'gu',
);

/** 12345的电话是多少, 打12345能查什么, 我是律师: asked about, or what somebody is. */
const ONLY_ASKED =
  /(?:电话|号码|地址|邮箱)(?:是|多少)|几点上班|怎么走|在哪[里儿]?办|(?:能|可以|是)(?:查|问|办)|(?:怎么|如何|咋)(?:起诉|上访|打官司)|(?:起诉|告)(?:了|一下)?(?:邻居|楼上|楼下|隔壁|前夫|前妻|公司|单位|老板|开发商|他|她)|看(?:看|一下)?合同|过户|公证/u;
/** 别逼我打12345 is no denial. */
const NOT_DONE =
  /(?:不想|不会|不用|不必|没想|没打算|不打算|(?<!是)不是要?|没有|没|又不|谁(?:要|去))[^,，。!?;]{0,5}$/u;

/** 非要我打12345你们才来吗 asks nothing. */
const DRIVEN = /非|逼|要我|让我|才/u;

function goesOutside(text: string): boolean {
  for (const { index, 0: said } of findAll(text, OUTSIDE)) {
    if (NOT_DONE.test(text.slice(Math.max(0, index - 10), index))) continue;
    const clause = clauseAround(text, index, index + said.length);
    if (!ONLY_ASKED.test(clause) && (!clause.endsWith('吗') || DRIVEN.test(clause))) return true;
  }
  return false;
}

function clauseAround(text: string, start: number, end: number): string {
  const before = text.slice(0, start).split(CLAUSE_END).at(-1) ?? '';
  return before + text.slice(start, end) + (text.slice(end).split(CLAUSE_END)[0] ?? '');
}

const CLAUSE_END = /[,，。!！?？;；\n]/u;

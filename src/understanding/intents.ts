// What the resident wants, from weighted evidence. Several may stand at once: 第三次了到底管不管 is a repair and a complaint.
import type { IntentId } from './commands.ts';
import type { LexiconMatch } from './lexicon.ts';
import { isLive, UNNAMED_FAULT } from './lexicon.ts';

export type IntentScore = { intent: IntentId; score: number; because: string[] };
export type IntentEvidence = { match: LexiconMatch; emotion: number; hasPlace: boolean };

/** Below this nothing is said to be meant. */
export const INTENT_FLOOR = 0.35;

type Weight = readonly [intent: IntentId, weight: number, why: string, pattern: RegExp];

/** All intents above the floor, highest first. Chitchat only when nothing else stands. */
export function scoreIntents(text: string, { match, emotion, hasPlace }: IntentEvidence): IntentScore[] {
  const found: { intent: IntentId; weight: number; why: string }[] = [];
  const add = (intent: IntentId, weight: number, why: string) => found.push({ intent, weight, why });
  const asks = ASKS.test(text);
  const liveFaults = match.faults.filter(isLive);
  const named = liveFaults.filter((fault) => fault.id !== UNNAMED_FAULT);
  const hasSymptom = named.length > 0 || match.hazards.some(isLive);
  const isOurs = OURS.test(text) || hasPlace || match.areas.length > 0;

  for (const fault of named) add('repair', UPKEEP.has(fault.id) ? 0.45 : 0.7, `fault ${fault.id}`);
  if (named.length === 0 && liveFaults.length > 0) add('repair', isOurs ? 0.5 : 0.2, 'something is broken');
  for (const hazard of match.hazards.filter(isLive))
    add('repair', hazard.id === 'person' || hazard.id === 'security' ? 0.45 : 0.8, `hazard ${hazard.id}`);
  for (const [intent, weight, why, pattern] of WEIGHTS) if (pattern.test(text)) add(intent, weight, why);
  if (asks) add('inquiry', hasSymptom ? 0.2 : 0.5, 'asks');
  if (
    !hasSymptom &&
    [...match.faults, ...match.hazards].some(
      (hit) => hit.status === 'question' || hit.status === 'hypothetical',
    )
  )
    add('inquiry', 0.35, 'asks about a trouble that is not there');
  if ([...match.hazards].some((hit) => hit.status === 'past')) add('complaint', 0.4, 'danger in the past');
  if (emotion >= 2 && (isOurs || hasSymptom)) add('complaint', 0.35, 'angry');
  if (SAYS_COMPLAINT.test(text) && !match.hazards.some(isLive)) weaken(found, 'repair', 0.75);
  if (!hasSymptom && [...match.faults, ...match.hazards].some((hit) => !isLive(hit)))
    weaken(found, 'repair', 0.5);
  if (ON_PURPOSE.test(text)) weaken(found, 'repair', 0.5);
  if (!isOurs && !hasSymptom) for (const entry of found) entry.weight *= FOREIGN;
  return rank(found, text, isOurs || hasSymptom);
}

/** Whoever says 投诉 wants to be heard first; the fault is part of it. */
const SAYS_COMPLAINT = /投诉|举报|曝光|维权/u;
/** 强行断电, 锁电梯: somebody did it, nothing broke. */
const ON_PURPOSE =
  /(?:强行|恶意|故意|违法|非法|私自|擅自|威胁|以[^,。]{1,8}为由)[^,。]{0,4}(?:断|停|关|锁|切)|锁(?:我的?|了|掉)?(?:电梯|门禁卡|水|电)|(?:断|停|掐)了?(?:我家|我们家|业主)的?[水电]/u;

function weaken(found: { intent: IntentId; weight: number }[], intent: IntentId, factor: number): void {
  for (const entry of found) if (entry.intent === intent) entry.weight *= factor;
}

/** Nothing of a house, an estate or a company in it: likely no matter of ours. */
const FOREIGN = 0.6;

function rank(
  found: readonly { intent: IntentId; weight: number; why: string }[],
  text: string,
  isOurs: boolean,
): IntentScore[] {
  const scores = new Map<IntentId, IntentScore>();
  for (const { intent, weight, why } of found) {
    const before = scores.get(intent) ?? { intent, score: 0, because: [] };
    // Independent hints: each takes away part of the doubt that is left.
    scores.set(intent, {
      intent,
      score: 1 - (1 - before.score) * (1 - weight),
      because: [...before.because, why],
    });
  }
  const standing = [...scores.values()].filter(
    (entry) => entry.intent !== 'chitchat' && entry.score >= INTENT_FLOOR,
  );
  if (standing.length === 0 && /[\p{L}\p{N}]/u.test(text)) {
    const small = scores.get('chitchat');
    const score = Math.max(small?.score ?? 0, isOurs ? 0.4 : 0.7);
    return [{ intent: 'chitchat', score, because: small?.because ?? ['nothing of ours in it'] }];
  }
  return standing
    .map((entry) => ({ ...entry, score: Math.round(entry.score * 1000) / 1000 }))
    .sort((a, b) => b.score - a.score || ORDER.indexOf(a.intent) - ORDER.indexOf(b.intent));
}

const ORDER: readonly IntentId[] = ['repair', 'complaint', 'inquiry', 'other', 'chitchat'];

/** Dirt, vermin and smells: as often blamed as reported. */
const UPKEEP = new Set(['garbage', 'cleaning', 'pest', 'smell', 'greenery', 'machine-noise', 'camera']);

const OURS =
  /物业|你们|没人(?:管|来|理|处理)|小区|业主|栋|单元|楼|电梯|停车|车位|车库|门禁|保安|保洁|管家|水电|停水|停电|水费|电费|燃气|暖气|供暖|垃圾|绿化|装修|房|家里|我家|住户|开发商|业委会|维修|报修|投诉|门卡|钥匙|快递|邻居|过户|产权|公摊|收费|缴费|交费|路灯|下水|漏水|堵塞|噪音|施工|广场舞|充电|消防|监控|大门|门岗|访客|月租|搬家|宠物|遛狗|狗|公共|社区|管理处|服务中心|居委|街道|师傅|上门|施工|工地|投诉|举报/u;

const ASKS =
  /[?？]|吗|么$|请问|想问|问一下|问下|咨询|请教|想知道|想了解|了解一下|怎么(?!还|回事|又|总|老|这么|搞的|都|没|可以这|就)|如何|多少|几点|几号|几天|什么时候|啥时候|何时|哪里|哪儿|在哪|哪个|哪天|哪家|谁(?!知|都)|是否|是不是|能不能|可不可以|可以.{0,10}吗|有没有|需不需要|要不要|多久|多长时间|什么(?:手续|材料|流程|条件|标准|时间|价|电话|规定|要求|政策|原因|情况)|为什么|为何|咋(?!还|又)|合法|合理吗|算不算|电话是/u;

const WEIGHTS: readonly Weight[] = [
  // a wish that something be mended
  [
    'repair',
    0.55,
    'asks for a repair',
    /报修|报个修|来修|去修|修一下|修下|修修|修一修|维修一下|派(?:个)?(?:人|师傅|维修|电工|水工)|来个(?:师傅|人|电工|水工|维修)|叫(?:个)?(?:师傅|维修|电工|水工)|找(?:个)?(?:师傅|维修|电工|水工)|安排(?:人|师傅|维修|检修)|上门(?:看|修|维修|检查)|需要维修|要维修|要修|请修|检修|抢修|疏通|更换|换一?(?:个|下)(?:灯|锁|龙头|门|玻璃|开关|阀)|帮.{0,6}(?:修|看看|换|通)/u,
  ],
  [
    'repair',
    0.35,
    'out of order',
    /(?:坏|失修|损坏|破损|故障|老化|罢工|瘫痪)(?:了|很久|半年|一年|多时|严重|未修|没修|无人修)?|不亮|不通|不热|不出水|打不开|关不上|用不了|没反应|频繁停|经常停|老停/u,
  ],
  ['repair', 0.4, 'outage', /停水|停电|断水|断电|没水|没电|停气|停暖|水压|供暖|暖气不/u],
  // blame
  [
    'complaint',
    0.8,
    'says that it is a complaint',
    /投诉|举报|控诉|曝光|维权|讨个?说法|要(?:个)?说法|给(?:个|我)?说法|12345|12315|起诉|打官司|告你们|上访|抗议|反对|强烈(?:要求|不满|谴责)|不满/u,
  ],
  [
    'complaint',
    0.7,
    'manner of staff',
    /态度|服务(?:很|太|特别|极)?(?:差|烂|恶劣)|骂人|骂我|吼我|凶巴巴|凶我|爱理不理|爱搭不理|不理人|挂(?:我)?电话|推诿|推脱|推来推去|踢皮球|扯皮|敷衍|糊弄|不作为|乱作为|不负责|失职|渎职|玩忽|摆设|形同虚设|霸道|嚣张|蛮横|刁难|不专业|打人|辱骂|欺负|欺骗|忽悠|坑人|坑业主|欺诈|骗(?:人|子|我|钱|业主)|黑心|流氓|垃圾物业|无良|恶意|侵占|侵害|侵犯|擅自|私自|强行|霸占|霸王|拒不|拒绝|不尊重/u,
  ],
  [
    'complaint',
    0.65,
    'nuisance',
    /噪音|噪声|扰民|吵(?:死|得|闹|人|了|架|到)|太吵|很吵|好吵|影响(?:休息|睡|生活|居民|业主|出行|通行)|睡不着|不得安宁|装修(?:到|声|太|吵|扰|噪)|电钻|敲(?:打|墙|地)|广场舞|蹦迪|放音响|大声|唱歌|KTV|狗叫|遛狗|不牵绳|没拴绳|养(?:鸡|鸽|狗扰)|油烟(?!机)|抽烟|乱扔|乱丢|乱倒|乱堆|堆放|堆满|杂物|占(?:用|道|了?车位|我车位|楼道|公共|消防)|乱停|堵(?:住|了|着|在)?(?:我家?门|家门|门口|路口|通道|消防|出口|车库|车位|我的?车|大门)|违建|违章|违规|违法|搭建|群租|住改商|私搭|高空抛物|往下扔|扔烟头|晒被|飞线|电动车(?:上楼|进楼|进电梯)|污染|粉尘|扬尘|施工(?:到|扰|噪|声)|半夜|凌晨|深夜/u,
  ],
  [
    'complaint',
    0.6,
    'money in dispute',
    /乱收费|多收|重复收|收费(?:太|过|不合理|高|贵|混乱|不透明|乱)|(?:太|好|这么|那么)贵|不合理|涨价|涨(?:了|得)|高价|强制(?:收|消费|购买|缴|捆绑|要求)|捆绑|退(?:钱|费|款|还|押金)|不退|不给退|扣(?:了)?(?:押金|钱|我)|押金|乱扣|违约|赔偿|公摊(?:太|怎么这么|费用高)|凭什么(?:收|交|涨|要|不)|物业费.{0,8}(?:白交|高|贵|涨|不值)|虚假|欺诈|挪用|账目|不公开|不透明/u,
  ],
  [
    'complaint',
    0.55,
    'neglect',
    /没人(?:管|理|处理|来|解决|清|打扫|修|巡|回|接)|无人(?:管|问|处理|清|打扫|理|修|监管|维护)|不(?:管|处理|解决|理|作为|回复|接电话|来修|给修|给解决|闻不问)|置之不理|(?:多次|屡次|反复|一再|无数次|好几次|[0-9三四五六七八九十两几]{1,4}次).{0,6}(?:反映|投诉|报修|打电话|沟通|说|催)|(?:反映|投诉|报修|打电话|说|报|催)(?:过|了)?(?:多次|好几次|无数次|[0-9二三四五六七八九十两几]{1,4}[次遍回])|第[二三四五六七八九十0-9]{1,4}次|拖(?:了|着|到|延|欠)|一直没(?:人|修|解决|处理|来)|还没(?:修|解决|处理|人)|迟迟|至今(?:未|没|无)|(?:半年|一年|几个月|[0-9一二两三四五六七八九十]{1,4}个?(?:月|年|星期|周)|[0-9三四五六七八九十]{1,4}天)了?(?:都|还|也|仍|没|未|不)|等了.{0,6}(?:小时|天|星期|个月)|长期|常年|屡禁不止|屡教不改|管理(?:混乱|不善|不到位|差|缺失|不力|太)|监管|失管|脏乱差|脏乱|乱七八糟|太乱|不到位|不达标|质量(?:差|问题|太)|偷工减料|安全隐患|存在.{0,6}隐患|形同/u,
  ],
  [
    'complaint',
    0.35,
    'reproach',
    /到底|凭什么|难道|岂有此理|什么物业|太过分|过分|忍无可忍|受够|受不了|忍不了|无语|离谱|太差|差劲|恶心|气死|气人|可恶|讨厌|失望|寒心|还管不管|管不管|有没有人管|你们(?:怎么|到底|就|是不是)|吃干饭|白交|拿钱不办事|何在|谁来(?:管|负责)|怎么(?:搞的|总|老|又|还|这么|没人|就没|可以这)|害(?:得|我|人)|严重/u,
  ],
  [
    'complaint',
    0.4,
    'danger by neglect',
    /被(?:偷|盗|撬|砸|划)|丢(?:了)?(?:电瓶|车|快递|东西|包裹)|失窃|陌生人(?:随便|进|乱)|随便进|不登记|保安(?:睡觉|不在|玩手机|不管|太|没|都|形同)|门岗没人|监控(?:坏|没|是摆设)|消防通道(?:被|堵|占)/u,
  ],
  [
    'complaint',
    0.45,
    'wants it stopped',
    /整治|治理|制止|严查|查处|取缔|管管|管一管|整顿|乱象|垄断|乱收|乱涨|不允许|不准|不让(?!人(?:睡|安))|限制|占据|地锁|侵权|恶劣|应付|名存实亡|治标不治本|极大不便|带来不便|莫视|打架似的|困扰|苦不堪言|怨声载道/u,
  ],
  [
    'complaint',
    0.36,
    'names a problem',
    /(?:物业|管理|服务|收费|停车|卫生|安全|保安|保洁|环境)[^,。?]{0,10}(?:问题|差|乱)(?!吗)/u,
  ],
  // questions
  ['inquiry', 0.35, 'asks politely', /请问|想问|咨询|请教|问一下|问下|想了解|想知道|了解一下|问问/u],
  [
    'inquiry',
    0.3,
    'asks about rules, money, times',
    /怎么(?:交|缴|办|收|算|申请|开通|预约|联系|走|领|查|用|弄|处理|修|登记|续|退)|如何(?:交|缴|办|收|申请|处理|预约|办理|查询|领取|收费|计算)|多少钱|几点|电话(?:是)?多少|收费标准|什么时候(?:交|收|开|发|来水|来电|供|停|能|恢复|办|通|建|拆)|何时(?:能|可以|交|开|发|办|通|建|拆|拿|供)|需要(?:什么|哪些|带|准备)|哪里(?:办|交|领|可以)|在哪(?:里|儿)?(?:办|交|领|缴)|是否(?:合法|合理|可以|有|能|属于|需要)|合法吗|合理吗|有没有规定|什么(?:手续|材料|流程|标准|政策)|归谁|谁负责|谁承担|谁来修|物业费|停车费|月卡|门禁卡|装修押金|垃圾费|咨询/u,
  ],
  // new things
  [
    'other',
    0.6,
    'suggests',
    /建议|提议|倡议|提个?意见|能否(?:增|加|设|装|建|开|安排|改|把|给|在|多)|可否(?:增|加|设|装|建|开)|能不能(?:增|加|多|装|设|建|开通|搞|弄个|放|组织|把.{1,10}(?:改|换|移))|可不可以(?:增|加|多|装|设)|希望(?:能|可以|物业|小区|增|加|多|尽快|早日|有关|政府)?.{0,8}(?:增|加装|加设|安装|设置|设立|开通|建|新增|配|改造|优化|规划|延长|组织|开放|推出|考虑|绿化|硬化|扩|修建)|增设|加装|增加|新增|增开|增建|开通(?!了?吗)|改造|规划|(?:请|要求|求|望|盼).{0,8}(?:增|加装|设置|安装|修建|建设|开通|新建|扩建)|如果能|要是能|最好能|应该(?:装|加|设|搞|建)|何不|不如/u,
  ],
  [
    'other',
    0.5,
    'applies for something',
    /申请|办(?:理|一?张|个|下)(?!公)|补办|预约|登记(?!了)|租(?:个|一个)?车位|买(?:个)?车位|装修(?:申请|备案|登记|报备)|要装修|准备装修|搬(?:家|入|出)|访客|来访|过户|开(?:个)?(?:证明|发票|收据|门)|领(?:取)?(?:钥匙|门卡)|借(?:用|个|一下)|入住|退租|解绑|绑定|注册|挪车|表扬|锦旗|点赞/u,
  ],
  ['other', 0.36, 'wishes', /(?:^|[,，。])(?:请|望|希望|恳请|盼|期望)(?!问)/u],
  [
    'inquiry',
    0.25,
    'asks whether it is lawful',
    /是否(?:合法|合理|违法|属于|符合)|(?:合法|合理|合规|违法|违规)(?:吗|么|不)|符合(?:规定|法规|标准|政策)吗|(?:为何|为什么)不(?:能|可以|让|给|被)|该(?:如何|怎么|向谁|找谁)/u,
  ],
  // small talk
  [
    'chitchat',
    0.5,
    'small talk',
    /哈哈|嘿嘿|呵呵|嘻嘻|天气|吃(?:了|饭)(?:吗|没)|你(?:是谁|叫什么|几岁|会|是机器人)|讲个?笑话|唱(?:首|个)歌|无聊|聊聊|聊天|生日快乐|新年|节日快乐|周末愉快|早安|晚安|加油|随便(?:看看|问问)|测试|试试|打错|发错(?:人|群|了)?|在干嘛|爱你|么么|老婆|老公(?!公)|老师|同学|上课|作业|考试|宝贝|亲爱的|老板(?:说|让|叫)|火车|机票|电影|演唱会|减肥|逛街|约会|男朋友|女朋友|室友|寝室|宿舍|聚会|唱K|好想你|回学校|堵车|大雪/u,
  ],
];

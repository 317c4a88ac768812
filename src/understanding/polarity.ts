// Does it happen now? Tells 漏气了 from 没有漏气, 上次漏气, 万一漏气 and 漏气找谁. In doubt it is now.

import { englishStatus } from './polarity-english.ts';
import { isOver } from './polarity-over.ts';

/** `doubtful`: only of danger; the words leave open whether it is now, or whether anybody is in it. The desk asks. */
export type Status = 'live' | 'doubtful' | 'negated' | 'past' | 'hypothetical' | 'question';

/** A find: where the whole stands, and where what is wrong begins (for thing and state: the state). */
export type Occurrence = {
  start: number;
  end: number;
  stateStart: number;
  kind: 'fault' | 'hazard';
  id: string;
};

/** Sentences without a mark go on for ever: look no further than one would remember. */
const FARTHEST = 60;
const SENTENCE_END = /[。!?;\n]/;
const CLAUSE_END = /[,，、:：。!?;\n …~]/;

export function statusOf(text: string, found: Occurrence): Status {
  const english = englishStatus(text, found);
  if (english !== null) return english;
  const sentence = around(text, found, SENTENCE_END);
  const clauseStart = startOf(text, found.start, CLAUSE_END);
  const before = text.slice(Math.max(clauseStart, found.start - 14), found.start);
  const beforeState = text.slice(Math.max(clauseStart, found.stateStart - 14), found.stateStart);
  const after = text.slice(found.end, Math.min(sentence.end, found.end + 20));
  const whole = text.slice(sentence.start, sentence.end + 1);
  const hazard = found.kind === 'hazard' ? found.id : null;

  if (isNegated(before) || isNegated(beforeState) || NEGATED_AFTER.test(after)) return 'negated';
  const rest = text.slice(found.end, found.end + FARTHEST);
  const said = text.slice(found.start, found.end);
  if (isOver(rest, { said, inSentence: sentence.end - found.end, hazard }) || THAT_TIME.test(after))
    return 'past';
  if (hazard !== null && NEARLY.test(beforeState)) return nearMiss(hazard, text.slice(found.stateStart));
  if (hazard !== null && isFigure(hazard, beforeState, text.slice(found.stateStart))) return 'negated';
  if (hazard === 'trapped' && /夹[住到]$/u.test(text.slice(0, found.end)) && THING_CLAMPED.test(after))
    return 'doubtful';
  const isNow = NOW.test(whole) || NOW.test(text.slice(sentence.end, sentence.end + 12));
  const toldBefore = text.slice(Math.max(sentence.start, found.start - 24), found.stateStart);
  if (!isNow && isPast(toldBefore)) return 'past';
  if (!isNow && hazard !== null) {
    const told = yesterday(hazard, toldBefore, said);
    if (told !== null) return told;
  }
  const sentenceBefore = text.slice(sentence.start, found.stateStart);
  if (!isNow && isHabit(found, sentenceBefore)) return 'past';
  const clauseBefore = text.slice(clauseStart, found.stateStart);
  if (isHypothetical(clauseBefore, sentenceBefore, { said, after })) return 'hypothetical';
  if (hazard !== null && isRisk(hazard, clauseBefore, sentenceBefore)) return 'hypothetical';
  if (found.kind === 'hazard' && !isNow && TOPIC.test(whole)) return 'hypothetical';
  if (isQuestion(whole, text.slice(found.start, Math.min(sentence.end, found.end + 3)), isNow))
    return hazard !== null && mayBeNow(whole, text) ? 'doubtful' : 'question';
  return 'live';
}

/** 会不会爆: only a worry, unless something else is wrong at this moment. */
export function isWorry(text: string, found: Occurrence): boolean {
  const clauseStart = startOf(text, found.start, CLAUSE_END);
  return /会不会|不会是|是不是|该不会|别是/.test(text.slice(clauseStart, found.stateStart));
}

/** 没漏, 没有人被困, 不是着火; but 有没有漏 and 是不是着火 deny nothing. */
const NEGATION =
  /(?:(?<!有)没有?|(?<!是)不是|并非|并?未|无(?!法)|(?<![要会能对好是])不(?!过|但|仅|光|只|止|然|料|知|晓)|不再|没再|不会|从没|从未)(?:什么|任何|发现|闻到|看到|看见|听到|发生|出现|存在|过|啥|明显|继续|再|有|在|住户)?(?:什么|任何|再|人员?|被|有|啥|味道?|的)?$/u;
const NEGATED_AFTER = /^(?:的?(?:不是|倒没有?|是没有的|倒不至于|并没有))/u;

function isNegated(before: string): boolean {
  return (
    NEGATION.test(before) &&
    !/(?:会不会|能不能|要不要|是不是|有没有|止不|关不|停不|拦不|怎么不|还不|为什么不|说不)$/u.test(before)
  );
}

const PAST =
  /(?:上次|上回|上个月|上月|上周|上个?(?:星期|礼拜)|去年|前年|以前|从前|曾经?|当年|那次|那回|几年前|年前|个月前|前段时间|前阵子|前些天|前几天|之前|前不久)(?<between>.*)$/su;
const NOW =
  /(?<!到)现在(?!(?:都|也|已经?)?(?:装|换)|有没有装|怎么样(?!都|也)|好[些点])|还在|又|一直|(?:至今|到现在)(?![^,，。]{0,8}(?:道歉|说法|赔|交代))|刚(?=把|吃|喝|吞|从)|还是(?!归|由|算|物业|业主|开发商)|仍|今天(?![^,，。!?]{0,2}问)|今早|今晚|刚刚|刚才|正在|这会|目前|再次|再度|没人来|没修|没处理|还没(?!赔|退|给|有结果|有说法|道歉|解释)|快来|赶紧|赶快|马上|立刻|救命|又开始|不停|越来越|这两天|这几天/u;

/** 自从上次停电后灯就不亮 goes on to this day. */
function isPast(before: string): boolean {
  const between = PAST.exec(before)?.groups?.between;
  return between !== undefined && !/后|以来|开始|起/u.test(between) && !OF_THE_THING.test(between);
}

/** 上次修的水管爆了, 去年生的宝宝噎住了: what is past is only how the thing came to be there. */
const OF_THE_THING =
  /^[^,，。!?]{0,6}(?:装|换|修|买|生|交|收|做|弄|补|接|拉|搬|租|建|铺|刷|改|通|送|领|养)(?:过|好|完|上|来|新|回来)?了?的[^,，。!?的]{0,8}$/u;

/** 电梯关人那回 is told of, not told. */
const THAT_TIME = /^(?:了|的)?那[次回]/u;

/** 昨晚着火, 昨天电梯困人: what happens in a moment and was yesterday is over; of people and gas one cannot know. */
const YESTERDAY = /(?:昨[天晚夜日早儿]|前天|前晚|大前天|前[两三]天)(?<between>.*)$/su;
const LASTS = /走失|走丢|不见|丢|失踪|找不到|锁|卡|困|起不来|楼顶|窗|天台|开始|起就|到现在/u;

function yesterday(hazard: string, before: string, said: string): Status | null {
  const between = YESTERDAY.exec(before)?.groups?.between;
  if (between === undefined || /后|以来|开始|起|到/u.test(between) || OF_THE_THING.test(between)) return null;
  if (hazard === 'trapped' || hazard === 'fire' || hazard === 'security') return 'past';
  if (hazard === 'person' && !LASTS.test(said)) return 'doubtful';
  return hazard === 'gas' ? 'doubtful' : null;
}

/** 差点摔倒: nobody is hurt, the place is to be mended. What nearly fell on somebody still may. */
const NEARLY = /(?:差(?:一?点儿?)|险些|差些)[^,。]{0,3}$/u;

function nearMiss(hazard: string, state: string): Status {
  if (hazard === 'falling' || hazard === 'electric') return 'live';
  return hazard === 'person' && /^.?[摔滑绊跌撞磕崴]/u.test(state) ? 'negated' : 'doubtful';
}

/** 热得要冒烟, 笑得快断气, 手机掉水里了: a way to speak, or a thing. */
const AS_IF =
  /(?:笑|累|气|忙|好吃|美|帅|尴尬|馋)(?:死(?:了|我了?|人)?[,，]?|得|到)(?:我|都|快|要|人|直|差点|简直){0,3}$/u;
const AS_IF_HOT = /(?:热|渴|晒|急|气)(?:得|到)(?:我|都|快|要|直|嗓子){0,3}$/u;
const DROPPED =
  /(?:手机|钥匙|东西|戒指|耳机|手表|眼镜|衣服|球|包|鞋|卡|玩具|遥控器|牙刷|抹布|毛巾|证|帽子|伞|手环|零件|螺丝)[^,，。]{0,4}$/u;

function isFigure(hazard: string, before: string, state: string): boolean {
  if (hazard === 'fire') return AS_IF_HOT.test(before);
  return hazard === 'person' && (AS_IF.test(before) || (/^掉/u.test(state) && DROPPED.test(before)));
}

/** 电梯门夹住行李箱: no limb, yet somebody stands beside it. Prams, chairs and animals on a lead are no things. */
const THING_CLAMPED =
  /^(?:了|到|着)?(?:我的?|他的?|别人的?|业主的?)?(?:一个|个|一件|一只|一袋|一辆)?[\p{Script=Han}]{0,3}?(?:行李|箱|包|袋|衣|裙|围巾|伞|电动车|自行车|电瓶车|推车|拖车|小推车|快递|桌|柜|床|沙发|东西|货|手机|钥匙|鞋|扫把|拖把|木板|板子|垃圾|外卖|纸)/u;

/** 这样会着火的, 再不修要漏电: said of what may come. Who says 会漏电 of a socket tells what it does. */
const RISK =
  /(?<![一这那开社协机晚聚约集工大委才就都总老还也么不])会(?!议|所|员|计|儿|不会)[^,。!?]{0,4}$|迟早[^,。!?]{0,6}$|早晚(?:要|会|得)[^,。!?]{0,5}$/u;
const OR_ELSE =
  /再不(?:修|处理|管|整改|解决|弄|换|清|搬|拆|检)[^,。!?]{0,6}[,， ]?[^,。!?]{0,6}(?:会|要|得)[^,。!?]{0,4}$/u;

function isRisk(hazard: string, clauseBefore: string, sentenceBefore: string): boolean {
  // What is loose may fall at any moment: that is the danger.
  if (hazard === 'falling') return false;
  if (OR_ELSE.test(sentenceBefore)) return true;
  if (hazard === 'gas' || hazard === 'electric' || hazard === 'burst')
    return /(?:迟早|早晚(?:要|会|得))[^,。!?]{0,6}$/u.test(clauseBefore);
  return RISK.test(clauseBefore);
}

const HABIT =
  /经常|老是|总是|每天|(?<![今明昨前后])天天(?!气)|时常|动不动|频繁|屡次|多次|好几次|隔三差五|三天两头|每次|每年|一到/u;
/** These happen in a moment; said to happen often, they are a complaint. A leak that comes often is still a leak. */
const MOMENTARY = new Set(['trapped', 'fire', 'falling', 'person', 'security']);

function isHabit(found: Occurrence, before: string): boolean {
  return found.kind === 'hazard' && MOMENTARY.has(found.id) && HABIT.test(before);
}

const IF =
  /万一|如果|要是|假如|假设|倘若|一旦|若是|若(?=发生|有|遇)|会不会|(?<!害)怕(?!是)|担心|生怕|以防|防止|避免|预防|以免|免得|当心|提防|严禁|禁止|谨防|杜绝|(?<![消预])防$|有没有可能|可能会|容易|存在|隐患/u;

/** 堆这么多纸箱，着火了怎么办: what is told is the heap. */
const HEAPED = /堆|停在|充电|充着电|[这那]么[多乱近高]|不清理|不拆|占[着用了]|没人管|拉电线|飞线/u;

function isHypothetical(
  clauseBefore: string,
  sentenceBefore: string,
  { said, after }: { said: string; after: string },
): boolean {
  return (
    IF.test(clauseBefore) ||
    /^了?(?:的时候|时)[^,，。]{0,4}(?:能|可|应|该|要|怎)/u.test(after) ||
    /了的话/u.test(said) ||
    /^了?(?:的话|的隐患|的风险|的危险|隐患|风险|怎么预防|怎么防|如何预防)/u.test(after) ||
    (/^了?(?:怎么办|咋办|谁负责|谁赔|谁管|谁担责)/u.test(after) && HEAPED.test(sentenceBefore))
  );
}

/** Spoken about, not happening: drills, courses, films, dreams, insurance. */
const TOPIC =
  /(?<!不是|不会是)(?:演练|演习)|培训|讲座|宣传|科普|知识|预案|电影|电视剧|新闻|视频里|抖音|小说|游戏|梦见|做梦|梦到|保险|海报|标语|检测|年检|报警器(?:多少|怎么[装买换用选]|在哪|哪里|要[^响叫]|需|安装)|[装买换][^,。!?]{0,6}报警器|(?:隔壁|别的|其他|旁边|人家|别人|有个|某个?)小区|(?<![在到去])外地|(?<![在回])(?:我|他|她)?老家|热搜|朋友圈看|发现[^,。!?]{0,8}[,，]?请(?:拨打|及时|立即|立刻|联系|速|勿)|专业(?:疏通|维修|防水|补漏|开锁)|厂家|批发|补漏|买一送一|招商|欢迎来电|逃生(?:路线|通道|知识|绳|面具)/u;

/** Whose duty, what price: asked about the matter as such. */
const WHOSE =
  /一般|通常|平均|归谁|谁负责|谁承担|谁管|谁修|谁来修|谁出|谁赔|怎么赔|赔偿|多少钱|收费|费用|价格|保修|质保|责任|免费|收钱|要钱|什么标准|流程|哪个部门|包不包|算谁/u;
const EITHER =
  /(?:归|由|算|是)(?:业主|住户|物业|开发商|自己|个人|我们|你们)[^,。!?]{0,6}还是(?:归|由|算)?(?:业主|住户|物业|开发商|自己|个人|我们|你们)/u;
/** What to do, whom to call: asked in general, unless something says that it is here and now. */
const WHAT_TO_DO =
  /怎么办|怎么处理|怎么应对|如何处理|怎么自救|如何自救|怎么逃生|如何逃生|打什么电话|打哪个|电话多少|电话是多少|找谁|联系谁|找哪|应该(?!是)|该怎么|该如何|可以吗|行吗|算不算|问一下|问问|想问|请问|咨询|了解一下|想知道|吗/u;
const HERE =
  /我家|我们家|家里|这里|这边|我这|楼上|楼下|隔壁|屋里|厨房|卫生间|厕所|阳台|客厅|门口|[0-9]|栋|单元|楼道|怎么[回又]|怎么了|怎么还|有人|正常|要紧|!/u;

function isQuestion(sentence: string, found: string, isNow: boolean): boolean {
  // 水管爆了是归业主还是归物业修: whose duty it is, with nothing here and now.
  if (EITHER.test(sentence) && !isNow && !HERE.test(sentence)) return true;
  const happened = /了(?!解|吗|没)|着(?!火)|正在/u.test(found) || isNow;
  if (happened) return false;
  if (WHOSE.test(sentence)) return true;
  return WHAT_TO_DO.test(sentence) && !HERE.test(sentence);
}

/** 电梯困人找谁: somebody may stand before the lift. Who asks how it is done in general does not. */
function mayBeNow(sentence: string, text: string): boolean {
  return (
    text.length <= LONGEST_CRY &&
    /怎么办|咋办|咋整|找谁|打什么电话|打哪个|联系谁|怎么处理/u.test(sentence) &&
    !WHOSE.test(sentence) &&
    !/平时|平常|请问|想问|问一?下|咨询|了解|如何|应该|该怎么|以后|发生|遇到|碰到|出现|情况|预防|时候|通知/u.test(
      sentence,
    )
  );
}

const LONGEST_CRY = 14;

function startOf(text: string, from: number, end: RegExp): number {
  const farthest = Math.max(0, from - FARTHEST);
  for (let at = from; at > farthest; at--) if (end.test(text[at - 1] ?? '')) return at;
  return farthest;
}

function around(
  text: string,
  found: { start: number; end: number },
  end: RegExp,
): { start: number; end: number } {
  let stop = found.end;
  while (stop < text.length && stop - found.end < FARTHEST && !end.test(text[stop] ?? '')) stop++;
  return { start: startOf(text, found.start, end), end: stop };
}

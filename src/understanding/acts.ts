// What the resident does with their words: yes, no, cancel, thanks. Short answers are read with the question that is open.
import * as words from './act-words.ts';
import { type ActId, actIds } from './commands.ts';
import { isEnglish, readEnglishActs } from './english.ts';
import { readFaces } from './faces.ts';
import type { PendingQuestion } from './input.ts';
import { type WordSet, wordSet } from './made-of.ts';

/** What else is known of the message when its acts are read. */
export type ActContext = {
  pending: PendingQuestion | null;
  /** A value was told that may stand (an address, a telephone number, a live fault); what was only denied is none. */
  hasValue: boolean;
  /** Something is wrong at this moment. */
  hasLiveTrouble: boolean;
  /** One time of coming is taken back and another told. */
  movesVisit?: boolean;
};

/** In the order of `actIds`, each once. `words` are normalised. */
export function readActs(words: string, context: ActContext): ActId[] {
  const text = words.replace(LEAD, '') || words;
  const core = coreOf(text);
  const acts = new Set<ActId>(readFaces(text));
  if (core === '' || acts.size > 0) return actIds.filter((act) => acts.has(act));
  if (isEnglish(text)) {
    const english = readEnglishActs(text, context.pending);
    // Chinese in letters is no English: okk, rengong.
    if (english.size > 0) return actIds.filter((act) => english.has(act));
  }
  for (const [act, pattern] of ANYWHERE) if (pattern.test(text)) acts.add(act);
  if (/不用急|不急|不着急|别急|不催/.test(text)) acts.delete('urge');
  if (acts.has('handoff') && /(?:不用|不要|别|不想)(?:转|找)?(?:人工|真人)/.test(text))
    acts.delete('handoff');
  readAnswer(text, core, context, acts);
  if (context.movesVisit && acts.has('cancel') && !OF_THE_REPAIR.test(text)) {
    acts.delete('cancel');
    acts.add('correct');
  }
  if (acts.has('cancel')) acts.delete('bye');
  if (acts.has('correct')) acts.delete('no');
  // 算了，转人工 is said to the machine: the matter stays.
  if (acts.has('handoff') && !CANCEL.test(text.replace(/算[了啦]/gu, ''))) acts.delete('cancel');
  // 要人工，跟你说不清: the question is not refused, the machine is.
  if (acts.has('handoff') && !skip.makes(core)) acts.delete('skip');
  if (context.pending !== null && WHENEVER.test(text)) acts.delete('progress');
  return actIds.filter((act) => acts.has(act));
}

/** Whether 'correct' is among the acts of these words, told without any value; the rest of them is not looked at. */
export function isCorrection(words: string, pending: PendingQuestion | null): boolean {
  const text = words.replace(LEAD, '') || words;
  if (text.length > LONGEST_CORRECTION || !CORRECT.test(text)) return false;
  const core = coreOf(text);
  if (core === '' || readFaces(text).length > 0) return false;
  if (pending !== null && TOUCHED.test(core)) return false;
  const wantsYesNo = pending !== null && pending.kind !== 'slot';
  return !wantsYesNo || isMoreThanNo(core) || BUT_IS.test(text);
}

/** 哦不对, 等等，电话错了: the breath before the words. */
const LEAD = /^(?:(?:哦|噢|喔|诶|欸|哎呀?|唉|额|呃|等等|等一下|等下|那个)[,，。!~… ]*){1,2}(?=[^,，。!~… ])/u;

/** Without marks, blanks, faces and the little words at the end. */
function coreOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '').replace(/(?:[啊呀哦噢呢吧啦嘛哈哟喔呐]){1,3}$/u, '');
}

/** The first and the last of several: 有的，门铃也坏了 · 水来了，不用了. Empty for a text without marks. */
function clausesOf(text: string): [first: string, last: string] {
  const clauses = text.split(/[,，。.! ~、;；?]/u).filter((clause) => clause !== '');
  return clauses.length < 2 ? ['', ''] : [coreOf(clauses[0] ?? ''), coreOf(clauses.at(-1) ?? '')];
}

/** 不对，我写错了 says that something is wrong here; 不是我家 only says no. */
function isMoreThanNo(core: string): boolean {
  return core.length > 4 && !no.makes(core) && !core.startsWith('不是');
}

/** 对就是这个地址, 嗯是我家: a yes that is said again in other words. */
function isYesAndMore(text: string, pending: PendingQuestion | null): boolean {
  return (
    pending?.kind === 'confirm' &&
    YES_AND_MORE.test(text) &&
    !YES_NOT.test(text) &&
    !/[不没错吗?]/u.test(text)
  );
}

function readAnswer(text: string, core: string, context: ActContext, acts: Set<ActId>): void {
  const { pending } = context;
  const wantsYesNo = pending !== null && pending.kind !== 'slot';
  if (pending !== null && TOUCHED.test(core)) {
    acts.delete('correct');
    acts.add('cancel');
    return;
  }
  const corrects = text.length <= LONGEST_CORRECTION && CORRECT.test(text);
  if (
    corrects &&
    (context.hasValue || !wantsYesNo || isMoreThanNo(core) || BUT_IS.test(text) || MOVED.test(core))
  )
    acts.add('correct');

  if (pending?.entity === 'phone' && NO_NUMBER.test(core)) {
    acts.add('skip');
    return;
  }
  const [first, last] = clausesOf(text);
  if (enough.makes(core) || enough.makes(last)) {
    // 不用了 after "anything else?" is no; in the middle of a matter it calls it off.
    acts.add(wantsYesNo ? 'no' : 'cancel');
    return;
  }
  const isThanked = pending === null && MENDED_BY_US.test(text);
  if (CANCEL.test(text) && !CANCEL_NOT.test(text) && !isThanked)
    acts.add(pending?.kind === 'offer' && !OF_THE_MATTER.test(text) ? 'no' : 'cancel');
  const says = (set: WordSet) => set.makes(core) || (wantsYesNo && set.makes(first));
  const isOffer = pending?.kind === 'offer';
  const skips = skip.makes(core) || (pending?.entity === 'phone' && NO_PHONE.test(text));
  if (skips && pending?.kind === 'slot') acts.add('skip');
  else if ((says(nothingMore) && (isOffer || !yes.makes(core))) || (isOffer && NONE_LEFT.test(core)))
    acts.add('no');
  // 没错 before 没 and 错: its parts are noes.
  else if (yes.makes(core) || (yes.makes(first) && !YES_NOT.test(text)) || isYesAndMore(text, pending))
    acts.add('yes');
  else if (says(no) || WRONG_FIELD.test(core)) acts.add(corrects && !wantsYesNo ? 'correct' : 'no');
  else if (pending?.kind === 'confirm' && !acts.has('correct') && /^不是(?!说)/u.test(text)) acts.add('no');
  else if (pending?.kind === 'confirm' && !acts.has('correct') && NOT_THEN.test(text)) acts.add('no');
  else if (isOffer && YES_TO_OFFER.test(text)) acts.add('yes');
  else if (isOffer && NO_TO_OFFER.test(text)) acts.add('no');
  if (isOffer && CAN_NOT_SHOW.test(text)) acts.add('skip');
  if (
    skips ||
    (pending !== null && (SKIP_ASKED.test(text) || WHENEVER.test(text)) && !context.hasLiveTrouble)
  )
    acts.add('skip');
  if (pending !== null && WHY_ASKED.test(text)) acts.add('why');
  else if (WHY.test(text)) acts.add('why');
  if (context.hasLiveTrouble && acts.has('cancel') && !/好了|算了|取消|撤/.test(text)) acts.delete('cancel');
}

/** The longest message that is nothing but an answer. */
const LONGEST_ANSWER = 24;
const yes = wordSet(words.YES, words.FILLERS, LONGEST_ANSWER);
const no = wordSet(words.NO, words.FILLERS, LONGEST_ANSWER);
const nothingMore = wordSet(words.NOTHING_MORE, words.FILLERS, LONGEST_ANSWER);
const enough = wordSet(words.ENOUGH, words.FILLERS, LONGEST_ANSWER);
const skip = wordSet(words.SKIP, words.FILLERS, LONGEST_ANSWER);

/** Long stories hold every word there is. */
const LONGEST_CORRECTION = 60;

const YES_NOT = /^(?:是不是|好像|好多|好几|好久|对面|对讲|对门|行车|可以.{1,12}[吗?]|能)/u;
/** 好的我拍一下, 马上发. */
const YES_TO_OFFER =
  /^有(?:照片|图|视频)|^(?:好的?|嗯|行|可以|OK|有)?(?:我|等我)?(?:这就|现在|马上|去)?(?:拍|发)(?:一?下|个|张|给|过去|$)/u;
const YES_AND_MORE = /^(?:对|是|嗯|没错|好|可以|行)(?:的|啊|呀)?(?:就|是|这|我|地址|电话|都)/u;
/** 没有其他问题了, 没啥别的: nothing more, in whatever words. */
const NONE_LEFT =
  /^(?:那|就|暂时)?没(?:有|得)?(?:什么|啥)?(?:别的|其他|其它)?的?(?:什么|啥)?(?:事情?|问题|要求|需要)?(?:了|啦|喽|咯|哈)?$/u;
/** 算了不拍了 after an offer refuses the offer; these call the matter itself off. */
const OF_THE_MATTER = /修|报|取消|撤|来|投诉|好了|没事|派/u;
/** 那会儿家里没人, 解决个锤子. */
const NOT_THEN =
  /^(?:那(?:会儿?|时候|天)|到时候?)[^,，。!?]{0,4}(?:没人|不在家?|没空|没时间|有事|上班)|^\p{Script=Han}{2}个(?:锤子|屁|毛线|鬼)$/u;
/** 改到周五吧. */
const MOVED = /^(?:那|就|还是)?改(?:到|成|在)/u;
/** 不修了，明天别来了: the matter itself. */
const OF_THE_REPAIR = /不(?:修|报修|报|弄|搞)了|自己(?:修|弄|好|解决)|撤|没事了|(?:已经|又|现在)好了/u;
/** 不是，是隔壁那栋. */
const BUT_IS = /^(?:不是|不对|错了)[^,，。 ]{0,6}[,，。 ]+(?:应该)?是(?![的吗不])/u;
const NO_TO_OFFER =
  /^(?:不用|不要|别|没必要|不需要)(?:拍|发|传|照)|^(?:照片|图片?|视频)?(?:我)?(?:就|也|先)?不(?:拍|发|传|照|上传)了|^(?:懒得|不想|不乐意|没空|没心情)(?:再)?(?:拍|发|传|照)(?!不了)/u;
const CAN_NOT_SHOW =
  /再(?:拍|发|补|传)|(?:晚上|回家|回去|明天|晚点|等下)[^,。]{0,3}(?:拍|发)给|拍不了|没法[拍传发]|照不了|传不了|(?:摄像头|镜头|相机)[^,，。]{0,3}坏|不会拍|拍不到|发不了|传不上|不好拍/u;
/** 电话错了: which one is wrong, not yet what is right. */
const WRONG_FIELD =
  /^(?:地址|电话|手机号?|号码|房号|楼层|楼栋|单元|名字|时间|信息)(?:也|都)?(?:不对|错|错了|有误|写错了?|填错了?|不正确)$/u;
/** 点错了，没事: the thumb slipped, nothing is wanted. */
const TOUCHED =
  /^(?:不好意思|抱歉|对不起)?(?:点|按|摁|碰|发)错(?:人|群)?了?(?:没事|不用|不好意思|抱歉|对不起|不用管|不要管)*了?$/u;
/** 没有, 号码就免了: to a telephone number that is asked for this is no answer yes or no, there is none. */
const NO_NUMBER = /^(?:(?:没有?|冇|没得)(?:了|呢)?|(?:电话|手机号?|号码)(?:就)?(?:免了|算了))$/u;
/** 师傅啥时候有空啥时候来. */
const WHENEVER = /(?<when>什么时候|啥时候|几时|哪天)[^,，。?]{1,8}\k<when>/u;
const NO_PHONE =
  /(?:没有?|冇)(?:电话|手机|座机)(?!号?(?:里|卡)|信号|打)|(?:不用|别|不要)(?:打|留)?(?:电话|手机)|打我微信|微信(?:上|号|里|这里)?(?:联系|说|找我|回复|聊|通知)|(?:你们?|系统|后台|物业)(?:那|这)?(?:里|边|后台|系统)?(?:不是|都|应该)?有(?:的|我|登记|了|$)|(?:电话|手机|号码)(?:就)?(?:不(?:留|给|填|用)|免了|算了)|不(?:(?:太|大|怎么)?想)?(?:留|给|填)(?:电话|手机|号码)|(?:电话|手机号?|号码)(?:就|我)?不(?:太|大|怎么)?(?:想|愿意?|方便)(?:留|给|填|说)/u;

/** 卫生间要改到阳台那边 is what is to be built, 上门要改到明天 a correction. */
const CORRECT =
  /(?:^|[,，。.! 、])(?:地址|电话|号码|房号|楼层|楼栋|单元|时间)?(?:不对|错了|不是(?!说|吗|应该|都|已经|很|太|有|没|要|不))|(?:写|说|弄|搞|填)反|说错|写错|打错|弄错|搞错|填错|讲错|发错|报错了|记错|更正|纠正|改成|改为|换成|改一下|(?<!(?:卫生间|洗手间|厕所|厨房|阳台|客厅|卧室|书房|房间|马桶|水管|管道|插座|开关|门|墙)(?:想|要|打算|准备|需要|计划)[把给]?)改到|(?:你|您|你们)听(?:岔|错)|(?:^|[,，。 ])换一?个(?:号码?|电话|时间)?(?=[,，。. !]|$)|(?:^|[,，。 ])打我(?:老婆|老公|爱人|女儿|儿子|妈|爸|家里人)的?(?=电话|手机|号|[ ]?1[0-9])|(?:^|[,，。 ])改(?=明|后天|今|周|下周|星期|礼拜|[上下]午|中午|晚上)|应该是|是不是(?=.{1,8}是)|(?<![是只也还要就])不是[^,，。?!]{1,10}[,，]?(?<![不只也还要就])是(?!不|因为|说|为了)|错了[,，]|(?:号|栋|幢|座|楼|单元|室|[0-9零一二三四五六七八九十])才(?:对|是)|有误/u;
const CANCEL =
  /(?:^|[,，。!?! ])(?:那|那就|还是)?算[了啦]|取消(?!不了)|撤销|撤单|撤回|撤了|不修了|不报了|别(?:修|弄|搞|报|登记)了|唔使(?:整|修|嚟|来)|唔整|唔修|不报修了|不投诉了|不用修|不用来|(?:不用|不必|甭)(?:再)?(?:过来|跑一趟|上来)(?![也就吗])|别(?:再)?(?:过来|跑一趟)了|不用派|不用上门|不用处理|不用管|别来了|别派|不要来|不要修了|不用麻烦|不需要(?:修|来|派|处理|上门)|不用再|已经好了|自己好了|自动好了|又好了|现在好了|好了不用|修好了|弄好了|搞好了|恢复了|已经解决|解决了|没事了|自己修|自己解决|自己搞定|自己弄|自己(?:已经|刚)?(?:通|捅|疏|掏|换|装|拧|接|焊|整)(?:开|好|通|上|完|紧)了?(?![吗么行可])|我自己来|不办了|不约了|不要了|别登记|删掉|作废|来电了|来水了|不堵了|不漏了|不用找|当我没[说问提报]|就当没[说问提报]|别找了|找[到着]了(?=$|[,，。!！~ ])/u;
/** 取消收费 is a wish, 修好了又坏 a complaint, 修好了吗 a question, 什么时候修好 an urge. */
const CANCEL_NOT =
  /取消(?:收费|停车|这项|该|不合理|物业|捆绑|费用|公摊|强制|资格|电梯)|(?:好|决|复)了?(?:吗|没|么|又|以后|之后|后)|[没未还](?:有|能|给)?(?:修|解决|处理|恢复|弄)|(?:什么时候|何时|多久|几时|怎么|才能|尽快|赶紧|快点|能不能|一直)[^,。]{0,10}(?:修|解决|恢复|弄|搞)|(?:请|求|帮|要求|希望|麻烦)[^,。]{0,12}(?:解决|恢复)|算了[?吗]|不用管[我吗]|修好了[^,。]{0,6}(?:又|还|没)|才修好|刚修好|修好了.{0,12}又|了(?:请|麻烦|就|再)?(?:(?:告诉|通知)(?:我|一声)|(?:跟我|给我)?(?:说|吱)一声)|算了多少|怎么算了|(?:别|不要)来得?(?:太|这么|那么|[早晚迟])/u;
/** 谢谢师傅修好了 with nothing open: the work is done and praised, nothing is called off. */
const MENDED_BY_US =
  /(?:谢|辛苦)[^。!?]{0,6}(?:师傅|物业|你们|工程部?|小哥|管家|电工)[^。!?]{0,8}(?:修|弄|搞|处理|解决)好?了|(?:师傅|物业|你们|工程部?|小哥|管家|电工)[^。!?]{0,8}(?:修|弄|搞|处理|解决)好?了[^。!?]{0,6}(?:谢|辛苦)|^(?:谢谢|多谢|感谢)[,，!。 ]{0,2}[^,。!?]{0,8}(?:修|弄|搞|处理|解决)好了/u;
const SKIP_ASKED =
  /(?:先|你)别问|(?:这个|不)能?(?:能|好)(?:说|讲|给|透露)|不能说|(?:听|由|按|随)你们|(?:什么时候|几点|哪天|啥时候|任何时[间候])都|跳过|略过|不方便|不便(?:透露|说|提供|留)|你们看着|不想(?:说|填|留|给|提供|透露)|不愿意?(?:说|填|留|给|提供)|(?:记|想|搞|弄|分|说|认)不(?:清|准|起来|得|明白)|没(?:定|想好)|定不下来|不好说|不记得|忘了|忘记|不清楚|不知道|不晓得|唔知|没照片|没有照片|没法拍|拍不了|不会拍|先不(?:填|说|留|发)|保密|不(?:提供|填写|填|留)(?:了|$|,)|(?:等下|等会儿?|待会儿?|晚点|稍后|一会儿?|回头|改天|到时候?)[^,。!?]{0,2}(?:再|说|发|拍|补|传|给)|都行|随便|看(?:你们|师傅)(?:方便|安排|时间)?|你们安排|说不[准好]|再说吧?$/u;
const WHY_ASKED =
  /点解(?:要|问)|为(?:什么|啥|何)(?:要|还要|问|需要|得)|干(?:嘛|吗|什么|啥)(?:要|用|问)|(?:要|问|留|填)(?:这|那|我|这个|地址|电话|手机|号码|房号|照片)[^,。?]{0,8}(?:干|做|有)(?:嘛|吗|什么|啥|用|乜|咩)|(?:干|做)(?:嘛|啥|什么|乜|咩)用|有(?:咩|乜)用|有什么用|有啥用|凭什么要|(?:干嘛|干啥|干什么|为啥|为什么|凭什么|凭啥)(?:非得|非要|一定要|总要|偏要)|一定要(?:吗|填|说|留)|必须(?:要|填|说|留).{0,4}吗|^为(?:什么|啥|何)[?]?$/u;
const WHY =
  /^为(?:什么|啥|何)(?:要|还要)?(?:问|填|留|提供|知道|登记)|要(?:我|我的)?(?:电话|手机号?|地址|房号|照片)(?:干|做)(?:嘛|吗|什么|啥)/u;

const ANYWHERE: readonly (readonly [ActId, RegExp])[] = [
  [
    'handoff',
    /转人工|人工客服|人工服务|接人工|要人工|找人工|叫人工|^人工$|真人|活人|(?<![他她会去另]|自己|房东|已经|打算)(?:找|叫|喊|换|让|要)(?:个|你们|一个|你们的|下|一下|物业|你们物业|小区)?(?:的)?(?:人|经理|领导|主管|负责人|主任|客服|管家|老板)(?:来|跟|和|接|说|聊|听|出来|给我|过来|[,，。!?! ]|$)|(?:找|来|要|换|接)个?人工|^(?:人工){1,9}$|真的人|(?:和|跟|同)(?:人|你们经理|经理|领导|主管|负责人|真人|客服)(?:说|聊|谈|讲|沟通|对话)|经理(?:电话|在不在|在吗|呢)|(?:不想|不要|别|不)(?:和|跟|用|让)?(?:机器人|机器(?=[说讲聊谈回,。!]|$))|(?:给我|帮我|请|麻烦)?接(?:一?下)?(?:你们|物业)的?(?:经理|领导|主管|负责人|主任|客服|老板|前台)|机器人(?:听不懂|没用|滚|走开|回复)|客服(?:在吗|在不在|呢)|(?:找|叫|喊|换|让|来|派|有没有)(?:你们|物业)?的?个?(?:能|会)?(?:管事|做主|拿主意|说了算|说得上话)的|我要(?:找|见)(?:你们|物业)?(?:的)?(?:经理|领导|主管|负责人|人)|(?:跟|和|同)(?:机器人?|电脑)(?:说|讲|聊)不(?:清|通|明白|来)|我(?:要|想)(?:和|跟|同)(?:你们)?的?管家(?:说|聊|谈|讲|通话|对话)|转(?:接)?(?:客服|管家|经理|前台)|有没有(?:人|活人|真人)(?:在|啊|呀|能|管|[?]|$)(?!家)|搵(?:个)?(?:人|真人)|转真人|有没有人工|打给我|打我电话|给我[打回]个?电话|[打回]个?电话给我|(?:让|叫|请)(?:管家|师傅|经理|客服|人|物业|工作人员|负责人|领导|主管)[^,。]{0,3}联系我|帮我转|专人(?:客服|服务|来|负责)|电话联系我|RENGONG|ZHUANRENGONG/u,
  ],
  [
    'repeat',
    /再(?:说|讲|发)(?:一)?[遍次下]|重复一[遍下]|没(?:听|看)?(?:懂|清(?!洁|扫|理)|明白)|没明白|看不懂|听不懂(?!人话)|什么意思|啥意思|咩意思|咩话|刚才(?:说|问)(?:的)?(?:什么|啥)|你(?:说|问)(?:的)?(?:什么|啥)(?!时候)|(?:^|[,，])(?:什么|啥|咩)[?]{1,3}$/u,
  ],
  [
    'thanks',
    /谢谢|多谢|感谢|谢了|谢啦|谢过|谢谢啦|拜谢|谢您|THANK|THX|3Q|辛苦(?:了|啦|你|您|大家|师傅|[,，。!~]|$)|(?<!不|不用|不再)麻烦(?:了|你了|您了|你们了|啦)|费心了|唔该|多得|感恩|有劳/u,
  ],
  [
    'greeting',
    /^(?:[,，。! ]*)(?:物业|客服|管家|师傅|前台|保安)?(?:你好|您好|你们好|大家好|在[?]{0,3}$|各位好|师傅们?好|物业好|亲|在吗|在么|在不在|在不|有人吗|有人在吗|有人么|早上好|上午好|中午好|下午好|晚上好|早安|早$|早[,，!。]|早啊|HI|HELLO|HEY|哈喽|哈啰|嗨|喂(?![养猫狗鱼食奶鸟流])|哈罗|客服你好|物业你好|请问有人|嘿)/u,
  ],
  [
    'progress',
    /人影(?:都|也)?(?:没|冇|不)[见有]|到哪(?:里|儿|一?步)?了?(?=$|[,，。!?呀啊啦了])|到边度|还?(?:要|得|需要|有)等?(?:大概|大约)?多久|^(?:大概)?多(?:久|长时间)(?:啊|呀|呢|[?]|$)|等到(?:什么时候|几时|几点|啥时候)|(?:还)?在(?:路上|半路)(?:吗|了吗|没|么)|等(?:了)?(?:大?半天|老半天|好久|很久|一上午|一下午|一整天|一天)了|(?:几时|几点)(?:嚟|到|来)|(?:单子?|单号|工单|报修|[0-9]{6}-[0-9]{3,4})[^,。?!]{0,6}(?:怎么样|咋样|怎样|如何)了?|查(?:一下|下|询)?(?:单号|工单|单子)?[ :：]?[0-9]{6}-[0-9]{3,4}|怎么(?:还|都)?(?:没|不)(?:来|到|人|有人|见人|修|处理|动静|消息|回复|回音|解决|弄)|还(?:没|不|未)(?:有)?(?:来|到|人来|见人|修|处理|动静|消息|解决|弄好|派)|(?:什么时候|啥时候|何时|几时|几点|多久|多长时间)(?:才|能|会|可以|才能)?[^,。?!]{0,4}?(?:来|到|能好|修好|上门|修|处理|解决|弄好|有人|恢复|派)(?!水|电|气|暖|交|家访)|进度|进展|处理(?:得|的)?(?:怎么样|如何|到哪|好了没|了吗|了没)|修(?:得|的)?(?:怎么样|如何|好了吗|好了没)|派人了(?:吗|没)|有人(?:处理|管|来|修|接|跟进|负责)了?(?:吗|没|么)|派(?:单|师傅)了(?:吗|没)|派(?:出去|下去|到人|给师傅)了?(?:吗|没|么)|(?<![真活])(?:师傅|人|维修工?|电工|水工)(?:呢|在哪|出发了|来了吗|来了没|到了吗|到了没)[?!]?|有(?:消息|结果|回复|回音|着落|下文)了?(?:吗|没|么)|报(?:的|了)修?(?:的)?(?:单|单子|事)?(?:呢|怎么样|有没有)|来了(?:吗|没)[?]?$|下文|没下文|(?:还|到底)来不来|查一?下(?:单|进度|我的单|我的报修)|等(?:了)?(?:一|两|半|好几?|[0-9]{1,3})(?:个)?(?:多)?(?:小时|钟头|天|上午|下午|星期|久|半天).{0,8}(?:没|还)/u,
  ],
  [
    'urge',
    /快啲|快着[点些]|麻溜|麻利|利索[点些]|越[快早]越好|尽量[早快]|早一?点(?:来|过来|修|派|处理)|火急|搞快|快(?:点|来|些|一点|去|派|过来|叫人|救|修|处理|解决)(?!递)|尽快|赶紧|赶快|马上(?:来|派|过来|处理|解决|修|安排|叫)|立刻|立马|速来|速度|速速|火速|抓紧|加急|紧急|急急|很急|好急|太急|着急|急死|急需|特急|十万火急|等不及|等不了|催一?下|催促|催单|催催|救命(?!稻草|恩人)|快快|快啊|快呀|快[!,，。]|快$|急[!！,，。]|^急|在线等/u,
  ],
  [
    'add',
    /(?:^|[,，。!?; ])(?:还有(?!没有?|多久|多少|多长|人吗|吗|几|谁|哪|什么|啥|机会|空|票)|另外|对了|补充(?:一下|一点|说明)?|顺便|顺带|忘了说|忘记说|再(?:加|报|补)(?:一?个|一?件|一?条|一点|一下)?(?=[,，:： ]|$|.{2})|再说(?:一?个|一?件)|仲有|再有|除了[^,。]{1,10}[,，]?还|除此之外|此外|以及|而且|哦对|还有就是|再就是)|也(?:一起|顺便|一块儿?|一并)(?:修|弄|看|换|登记|处理)/u,
  ],
  [
    'bye',
    /再见|拜拜|拜[了啦]?$|回见|BYE|^88?6?$|先这样|就先这样|回头见|回聊|晚安|(?:下次|改天|回头)再?聊|不聊了|走了啊|下了$/u,
  ],
  [
    'abuse',
    /傻[逼比叉屌缺子]|煞笔|沙比|[^A-Z]SB(?![A-Z])|^SB|他妈的?|TMD|尼玛|你妈(?!妈|在|家|的电话)|妈的|妈了个|麻痹|操你|草你|草泥马|CNM|NMSL|去死|滚(?:蛋|开|你|!|$|吧|远)|王八|混蛋|畜生|狗(?:东西|日的|物业|屁|娘|腿子)|垃圾物业|废物|脑残|智障|弱智|白痴|蠢货|蠢猪|猪脑|不要脸|臭不要脸|吃屎|吃干饭|有病吧|神经病|贱人|贱货|杂种|婊|死全家|全家死|扑街|冚家|特么的?|日你|丢你|骗子公司|黑心物业|流氓物业|饭桶/u,
  ],
];

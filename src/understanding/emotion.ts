// How upset the resident is: 0 calm, 1 annoyed, 2 angry, 3 beside themselves. Words only; it never changes the grade.

export type Emotion = 0 | 1 | 2 | 3;

const ANNOYED =
  /无语|郁闷|烦(?!请)|讨厌|失望|不满|太差|差劲|受不了|不像话|过分|离谱|恶心|头疼|头大|崩溃|抓狂|无奈|心累|寒心|可恶|气人|态度(?:很|太|特别|极)?(?:差|恶劣|不好)|到底|凭什么|难道|怎么(?:还|总|老|又|搞的|回事|这么)|什么(?:物业|破|鬼|玩意|态度|意思啊)|(?<![今明昨前后])天天(?!气)|三天两头|一天到晚|整天|没完没了|第[二三四五六七八九十0-9]{1,4}次|几次了|多次|好几次|屡次|没人(?:管|理|来|接)|不管|不作为|推诿|敷衍|糊弄|忽悠|坑|骗|黑心|白交|扰民|吵死|太吵|霸道|强烈|投诉|举报|曝光|管不管|有没有人管|睡不着|还让不让|生气|火大|来气|气愤|愤怒|投拆/gu;
const ANGRY =
  /气死|气炸|受够|忍无可忍|忍不了|岂有此理|欺人太甚|太过分|无耻|不要脸|流氓|垃圾物业|狗物业|黑心物业|废物|饭桶|吃干饭|混蛋|王八|滚|妈的|他妈|TMD|特么|尼玛|你妹|傻[逼叉缺]|脑残|智障|神经病|有病|畜生|去死|SB|草泥马|操|麻痹|骗子|起诉|律师|法院|12345|12315|曝光|媒体|记者|拒交|不交物业费|法庭|告你们|维权|拉横幅|砸了|等着瞧|没完|跟你们没完|弄死|恶心透|恶劣至极|令人发指/gu;
const FURIOUS =
  /操你|草你|日你|CNM|NMSL|死全家|全家死|弄死|砍死|打死|炸了你|烧了你|砸了你们|同归于尽|跳楼给|不得好死|畜生不如|杀了|疯了|崩溃了|要疯|活不下去|傻逼|傻B|狗日的|王八蛋|滚蛋|草泥马/gu;

/** `text` is normalised. Marks and repetition raise the voice, they do not make the anger. */
export function readEmotion(text: string): Emotion {
  const annoyed = count(text, ANNOYED);
  const angry = count(text, ANGRY);
  const furious = count(text, FURIOUS);
  const loud = count(text, /[!]{2,}|[?]{2,}|[!?]{3,}/gu) > 0;
  const score =
    annoyed * 0.7 + angry * 1.6 + furious * 2.2 + (loud ? (annoyed + angry + furious > 0 ? 0.8 : 0.5) : 0);
  if (furious > 0 && score >= 3) return 3;
  if (score >= 4.5) return 3;
  if (score >= 1.6) return angry + furious > 0 || annoyed >= 4 ? 2 : 1;
  return score >= 0.5 ? 1 : 0;
}

function count(text: string, pattern: RegExp): number {
  return new Set(text.match(pattern) ?? []).size;
}

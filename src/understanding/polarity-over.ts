// Is what was found told as over? 已经灭了, 现在好了, 昨晚修好了. In doubt it goes on.

/** Said of anything, in the sentence it happened in. */
const MENDED =
  /(?<before>.{0,3})(?:修好|修复|处理好|处理完|弄好|搞好|解决|恢复正常|恢复|扑灭|灭掉|救出来|救出|放出来|已经出来|没事|搞定|关好|换好|不漏|不堵|不冒|不喷|已经好|自己好|已经停|抓住|抓到|抓走|带走|被拘留|虚惊一场|已经灭)了?/u;
/** Short words that say much else: they count only in a clause that speaks of the matter and of nothing besides. */
const SHORT =
  /^(?<lead>.{0,16}?)(?:(?<mended>灭|好|修好|修复|弄好|搞好|搞定|解决|恢复|处理好|处理完|扑灭|灭掉|散|散掉|没事|找到|找着|找回来|回来|回家|不漏|不冒|不喷|不响|不流|闻不到|没味|没烟|没火|救出来|放出来|抓住|抓到|抓走|带走)|(?<gone>没|没有|不见)|(?<out>出来))(?:了|啦|喽)/u;
/** 停水了，现在来水了. */
const SUPPLIED = /^(?<lead>.{0,16}?)(?:来水|来电|来气|有水|有电|有气|通水|通电|通气)(?:了|啦|喽)/u;
/** Who and when, and nothing that could be another thing. */
const NEUTRAL =
  /^(?:已经?|现在|后来|刚刚|刚才|刚|就|都|也|自己|目前|然后|不过|但是?|今早|今天|今|昨晚|昨天|晚上|早上|当时|幸好|还好|好在|终于|总算|最后|谢谢|多谢|师傅|物业|你们|咱们|我们|保安|消防员?|火警|警察|民警|电梯公司|维修工?|工程部?|大家|来人?|派人|人|火|烟|水|气|味道?|味儿|孩子|小孩|老人家?|娃|全部|全|被|给|把|帮忙|帮着|帮|热心|邻居|路人|家人|连夜|了|的|是|我|他|她|一会儿?|没多久|半夜|半小时|自动|基本|应该|大概|还?算){0,12}$/u;
const STILL_OPEN = /[没未不能才要想请求帮给快吗么怎几何]|时候|赶紧|尽快|多久/u;
/** Said after it, this takes it back: 修好了今早又漏, 灭了但还在冒烟. */
const GOES_ON =
  /又|再次|还[在有是没]|仍|依旧|依然|结果|没过|没多久|第二天|后来|现在[还也在]|^[^,，。]{0,2}(?:吗|么|没|嘛)|[?]/u;

const CLAUSE = /[^,，。、!?;：:\n …~]+/gu;
const FARTHEST = 48;

/** 水管爆了，电梯修好了: what was mended is another thing. */
const THING =
  /灯|电梯|水管|门禁|道闸|马桶|空调|电脑|手机|网|车|书包|钱包|手机|钥匙|暖气|热水|监控|对讲|下水|灭火器|门|窗/gu;

/** `after`: what follows the find (`said`), also past the end of its sentence, of which `inSentence` belong to that. */
export function isOver(
  after: string,
  { said, inSentence, hazard }: { said: string; inSentence: number; hazard: string | null },
): boolean {
  const near = after.slice(0, Math.min(inSentence, 20));
  const mended = MENDED.exec(near);
  if (mended) {
    const rest = after.slice(mended.index + mended[0].length, FARTHEST);
    const lead = near.slice(0, mended.index + (mended.groups?.before ?? '').length);
    const isOther = hazard !== null && (lead.match(THING) ?? []).some((thing) => !said.includes(thing));
    if (mended[0].endsWith('了') && !STILL_OPEN.test(mended.groups?.before ?? '') && !takesBack(rest))
      if (!isOther) return true;
  }
  for (const { 0: clause, index } of after.slice(0, FARTHEST).matchAll(CLAUSE)) {
    const found = SHORT.exec(clause) ?? (hazard === null ? SUPPLIED.exec(clause) : null);
    if (!found?.groups) continue;
    const { lead = '', gone, out } = found.groups;
    if (!NEUTRAL.test(lead.replace(THING, (thing) => (said.includes(thing) ? '' : thing)))) continue;
    // 人没了 is no good news; water and smoke come out too.
    if (gone !== undefined && /[人孩娃他她我]|老/u.test(lead)) continue;
    if (out !== undefined && (hazard !== 'trapped' || !/[人我都已孩娃他她自老刚]|现在|后来/u.test(lead)))
      continue;
    if (!takesBack(after.slice(index + found[0].length, FARTHEST))) return true;
  }
  return false;
}

function takesBack(rest: string): boolean {
  return /^(?:吗|么|没|又|没有)/u.test(rest) || GOES_ON.test(rest);
}

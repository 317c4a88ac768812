// What a resident says of the work, as a click or as plain words. Only whole messages count: 好了 is an answer, 灯好了厨房又漏 is a matter.
import { type Verdict, verdicts } from './course.ts';

/** Carried by a button and brought back by the click. */
export function surveyMenuId(ticketId: string, cycle: number, verdict: Verdict): string {
  return `s:${ticketId}:${cycle}:${verdict}`;
}

export function readSurveyMenuId(id: string): { ticketId: string; cycle: number; verdict: Verdict } | null {
  const [, ticketId = '', cycle = '', said = ''] = /^s:([\w-]{1,64}):(\d{1,4}):([a-z]+)$/.exec(id) ?? [];
  const verdict = verdicts.find((each) => each === said);
  return verdict === undefined ? null : { ticketId, cycle: Number(cycle), verdict };
}

const AROUND =
  '(?:谢谢|谢了|多谢|感谢|辛苦了?|你们|师傅|嗯+|哦|啊|呀|吧|了|的|啦|呢|哈|都|已经|现在|这次|我|對|对)*';
const WORDS: Record<Verdict, RegExp> = {
  dissatisfied: whole(
    '(?:很|非常|特别|真|太)?不(?:太|是很|怎么|大)?满意|不满意|差评|太差|很差|没(?:有)?(?:修|弄|搞|处理|解决)好|还?没(?:有)?好|还是(?:不行|坏的|老样子|没好|那样)|没(?:有)?解决|根本没(?:修|好|解决)|3',
  ),
  fair: whole('一般般?|还行|还可以|凑合|马马虎虎|就那样|普普通通|2'),
  satisfied: whole(
    '(?:很|非常|挺|十分|特别|比较|蛮|都)?满意|(?:挺|很|都)?好(?:了|的)?|不错|挺不错|很不错|(?:修|弄|搞|处理)好|解决|没问题|可以|ok|okay|1',
  ),
};

function whole(words: string): RegExp {
  return new RegExp(`^${AROUND}(?:(?:${words})${AROUND}){1,3}$`, 'i');
}

/** `bare`: 好了 in answer to the result; numbers and 一般 mean something only once we have asked. */
export function readVerdict(words: string, { asked }: { asked: boolean }): Verdict | null {
  const text = words.replace(/\[[^\]]{1,8}\]|[\p{P}\p{S}\p{Z}\s]/gu, '');
  if (text === '' || text.length > LONGEST) return null;
  const said =
    (['dissatisfied', 'fair', 'satisfied'] as const).find((each) => WORDS[each].test(text)) ?? null;
  if (asked || said === null) return said;
  return DONE.test(text) ? said : null;
}

/** 不满意，灯还是一闪一闪的: once we have asked, words that begin with a no are the answer and its reason. */
export function beginsWithNo(words: string): boolean {
  const [head = '', ...rest] = words.trim().split(/[，,。.！!？?；;、\s]+/u);
  return rest.join('') !== '' && readVerdict(head, { asked: true }) === 'dissatisfied';
}

const LONGEST = 16;
/** Says how the matter stands, not merely yes: 好 alone is courtesy until we have asked. */
const DONE = /好了|修好|弄好|搞好|处理好|解决了|没好|没解决|没(?:有)?(?:修|弄|搞|处理)好|还是|满意/;

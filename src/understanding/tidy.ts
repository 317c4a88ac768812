// Takes the noise of dictation and thumbs out of a text: blanks inside numbers and measures. Every character that stays keeps its place.

/** The text and, for each of its UTF-16 units, where it stands in the raw words. */
export type Placed = { text: string; starts: number[] };

const DIGIT = /[0-9零〇一二两三四五六七八九十百幺]/u;
/** What numbers of places and times are counted in: a blank before them is a slip. */
const MEASURE = /[栋幢座楼层室房号点时分半刻元块期区户单门月日弄院梯年]/u;
const DASH = /[-—–]/;
/** 六杠一杠二零二: how people dictate 6-1-202. */
const SPOKEN_DASH = new RegExp(`(?<=${DIGIT.source})[杠横扛](?=${DIGIT.source})`, 'gu');
const FEWEST_SPELT = 3;

/** 五 零 一 → 五零一, 3 栋 → 3栋, 2 单元 5 0 1 → 2 单元 501 → 2单元 501. 3 2 501 stays: those are three numbers. */
export function closeGaps({ text: said, starts }: Placed): Placed {
  const text = said.replace(SPOKEN_DASH, '-');
  if (!text.includes(' ')) return { text, starts };
  const dropped = new Set<number>();
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== ' ') continue;
    const [before = '', after = ''] = [text[at - 1], text[at + 1]];
    if (DIGIT.test(before) && MEASURE.test(after)) dropped.add(at);
    // 3 - 2 - 501
    else if (DIGIT.test(before) && DASH.test(after) && /[ 0-9]/.test(text[at + 2] ?? '')) dropped.add(at);
    else if (DASH.test(before) && DIGIT.test(after) && /[ 0-9]/.test(text[at - 2] ?? '')) dropped.add(at);
  }
  for (const run of spelt(text)) for (const at of run) dropped.add(at);
  if (dropped.size === 0) return { text, starts };
  const keep = (_: unknown, at: number) => !dropped.has(at);
  return { text: text.split('').filter(keep).join(''), starts: starts.filter(keep) };
}

/** The blanks of digits that stand one by one: 5 0 1, 一 三 八 零. */
function spelt(text: string): number[][] {
  const runs: number[][] = [];
  for (let at = 0; at < text.length; at++) {
    if (!isLone(text, at)) continue;
    const blanks: number[] = [];
    let end = at;
    while (text[end + 1] === ' ' && isLone(text, end + 2)) {
      blanks.push(end + 1);
      end += 2;
    }
    if (blanks.length + 1 >= FEWEST_SPELT) runs.push(blanks);
    at = end;
  }
  return runs;
}

/** One digit with no digit at its side. */
function isLone(text: string, at: number): boolean {
  return DIGIT.test(text[at] ?? '') && !DIGIT.test(text[at - 1] ?? '') && !DIGIT.test(text[at + 1] ?? '');
}

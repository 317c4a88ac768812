// A thing and what is wrong with it, close enough together to be one find: 灯 … 不亮. Positions and ids only.

/** Where a word of the lexicon stands. Lists of marks are ordered by start. */
export type Mark = { start: number; end: number; id: string };
export type Find = {
  start: number;
  end: number;
  /** Where what is wrong begins; for a word the start. */
  stateStart: number;
  id: string;
};
type ThingsAndStates = { thing: readonly Mark[]; state: readonly Mark[] };

export function alone({ start, end, id }: Mark): Find {
  return { start, end, stateStart: start, id };
}
const WIDEST_GAP = 9;
const WIDEST_GAP_OVER_COMMA = 3;
const LONGEST_WORD = 32;
const STOP = /[。!?;\n]/u;
const COMMA = /[,，、: ]/u;
/** 坏了的灯, 爆了根水管: what is wrong may stand first only when nothing but this lies between. */
const STATE_FIRST = /^[的了着根个扇盏条只股]{0,2}$/u;

/** 卡在5楼电梯里, 掉下来一块玻璃: with danger a little more may lie between. */
const MOST_BEFORE_IN_ENGLISH = 24;
const HAZARD_FIRST = /^[^。!?;\n,，、 ]{0,4}$/u;

type Pair = Find & { gap: number; thingLength: number };

/** For hazards every pair counts: missing one is worse than one too many. */
export function pairsOf(text: string, { thing, state }: ThingsAndStates, isHazard: boolean): Pair[] {
  const pairs: Pair[] = [];
  let first = 0;
  for (const wrong of state) {
    // Both lists are ordered by start: things too far behind never come back into reach.
    while ((thing[first]?.start ?? Number.POSITIVE_INFINITY) < wrong.start - WIDEST_IN_ENGLISH - LONGEST_WORD)
      first++;
    for (let at = first; at < thing.length; at++) {
      const about = thing[at];
      if (about === undefined || about.start > wrong.end + MOST_BEFORE_IN_ENGLISH) break;
      if (about.id !== wrong.id) continue;
      const pair = pairOf(text, about, wrong, isHazard);
      if (pair) pairs.push(pair);
    }
  }
  return pairs;
}

function pairOf(text: string, about: Mark, wrong: Mark, isHazard: boolean): Pair | null {
  const isBefore = about.end <= wrong.start;
  if (!isBefore && wrong.end > about.start) return null; // they overlap
  const isEnglish = ENGLISH.test(text.slice(wrong.start, wrong.end));
  const between = isBefore ? text.slice(about.end, wrong.start) : text.slice(wrong.end, about.start);
  if (isEnglish && !(isBefore ? ENGLISH_BETWEEN : ENGLISH_FIRST).test(between)) return null;
  if (
    !isEnglish &&
    (isBefore
      ? !reaches(between, wrong.id, isHazard)
      : !(isHazard && !OF_PEOPLE.has(wrong.id) ? HAZARD_FIRST : STATE_FIRST).test(between))
  )
    return null;
  return {
    id: wrong.id,
    start: Math.min(about.start, wrong.start),
    end: Math.max(about.end, wrong.end),
    stateStart: wrong.start,
    gap: between.length,
    thingLength: about.end - about.start,
  };
}

/** The light in the hallway is … not working; a broken … bathroom light. */
const ENGLISH = /^[A-Z' !/-]+$/;
const ENGLISH_BETWEEN = /^[^.!?;,\n]{0,36}$/;
const ENGLISH_FIRST = /^ (?:(?:THE|A|MY|OUR|IN|ON|AT|OF|FROM|KITCHEN|BATHROOM|HALLWAY|FRONT) ){0,3}$/;
const WIDEST_IN_ENGLISH = 36;

/** Of people: 孩子的书包丢了 is no lost child. */
const OF_PEOPLE = new Set(['person', 'security']);

/** 电梯走一半不走了，我跟我媳妇在里边: who is in the lift tells first what it does. */
const INSIDE = 'trapped';
const WIDEST_GAP_TO_INSIDE = 14;

function reaches(between: string, id: string, isHazard: boolean): boolean {
  if (STOP.test(between)) return false;
  if (id === INSIDE) return between.length <= WIDEST_GAP_TO_INSIDE;
  if (between.length > WIDEST_GAP) return false;
  if (COMMA.test(between))
    return between.length <= (isHazard ? WIDEST_GAP_OVER_COMMA + 2 : WIDEST_GAP_OVER_COMMA);
  return !OF_PEOPLE.has(id) || (between.length <= 6 && !/[的把家用]/u.test(between));
}

/** For faults what is wrong belongs to the nearest thing: in 电梯里的灯坏了 the light is broken, not the lift. */
export function nearestPairs(text: string, marks: ThingsAndStates): Find[] {
  const byState = new Map<number, Pair[]>();
  for (const pair of pairsOf(text, marks, false)) {
    const list = byState.get(pair.stateStart);
    if (list) list.push(pair);
    else byState.set(pair.stateStart, [pair]);
  }
  return [...byState.values()].flatMap((pairs) => {
    const nearest = Math.min(...pairs.map((pair) => pair.gap));
    const near = pairs.filter((pair) => pair.gap === nearest);
    const longest = Math.max(...near.map((pair) => pair.thingLength));
    return near.filter((pair) => pair.thingLength === longest);
  });
}

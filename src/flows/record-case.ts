// A conversation that was had → a flow test: the same moves in the same order, with invented people, homes and numbers.
import type { Address } from '../understanding/commands.ts';
import type { Redactor } from '../understanding/redact.ts';
import type { MediaKind } from './asides.ts';
import type { TestTurn } from './test-files.ts';

/** A message of the thread, as the API tells it. */
export type Said = {
  author: 'resident' | 'bot' | 'staff' | 'system';
  type: string;
  text: string | null;
  createdAt: string;
};

/** Homes that exist in the demonstration estate, one for each that was told. */
const FIRST = { building: '3', unit: '2', room: '501' };
const HOMES: readonly Required<Pick<Address, 'building' | 'unit' | 'room'>>[] = [
  FIRST,
  { building: '5', unit: '1', room: '601' },
  { building: '8', unit: '3', room: '1201' },
  { building: '2', unit: '1', room: '801' },
];
const NAMES = ['小何', '小吕', '小施', '小孔'];
const MEDIA: Partial<Record<string, MediaKind>> = {
  voice: 'voice',
  video: 'video',
  file: 'file',
  location: 'location',
  link: 'link',
  miniprogram: 'link',
  merged_msg: 'forwarded',
  business_card: 'card',
};
/** A pause this long may have been a silence that something was done about. */
const PAUSE_MS = 10 * 60_000;

/** `placeIn` reads one place, as it was written. What is no words of the resident is left out, staff excepted: the bot is silent after them. */
export function recordTurns(
  thread: readonly Said[],
  { redactor, placeIn }: { redactor: Redactor; placeIn(words: string): Address | null },
): TestTurn[] {
  const invent = createInventor(placeIn);
  const said = thread.filter(({ author }) => author === 'resident' || author === 'staff');
  const redacted = redactor.redactAll(said.map(({ text }) => text ?? ''));
  const turns: TestTurn[] = [];
  let before: number | null = null;
  for (const [index, message] of said.entries()) {
    const at = Date.parse(message.createdAt);
    if (before !== null && at - before >= PAUSE_MS)
      turns.push({ wait: `${Math.floor((at - before) / 60_000)}m` });
    before = at;
    if (message.author === 'staff') {
      // What a colleague wrote is not the resident's and changes nothing here.
      turns.push({ staff: '（同事回复）' });
      continue;
    }
    const { text = '', hidden = new Map<string, string>() } = redacted[index] ?? {};
    if (message.type === 'image') turns.push({ photo: `p${index + 1}` });
    else if (message.type in MEDIA) turns.push({ media: MEDIA[message.type] ?? 'other' });
    else if (message.type !== 'text') turns.push({ media: 'other' });
    else turns.push({ user: invent(text, hidden) });
  }
  return turns;
}

/** The same thing gets the same invention wherever it is said. */
function createInventor(
  placeIn: (words: string) => Address | null,
): (text: string, hidden: ReadonlyMap<string, string>) => string {
  const homes: string[] = [];
  const others = new Map<string, string>();
  const counts = new Map<string, number>();
  const next = (kind: string) => {
    const number = counts.get(kind) ?? 0;
    counts.set(kind, number + 1);
    return number;
  };
  const once = (kind: string, original: string, make: (number: number) => string) => {
    const key = `${kind} ${original}`;
    const known = others.get(key) ?? make(next(kind));
    others.set(key, known);
    return known;
  };
  const rooms = new Map<string, string>();
  const home = (original: string) => {
    const place = placeIn(original);
    const own = place?.building ?? homes[0] ?? '';
    if (!homes.includes(own)) homes.push(own);
    const at = homes.indexOf(own) % HOMES.length;
    const { building, unit, room } = HOMES[at] ?? FIRST;
    // 不对，是403: another room of the same home stays another room.
    const told = `${at} ${place?.room ?? ''}`;
    const others = [...rooms.keys()].filter((key) => key.startsWith(`${at} `)).length;
    if (place?.room !== undefined && !rooms.has(told))
      rooms.set(told, `${room.slice(0, -1)}${1 + (others % 4)}`);
    if (!place) return `${building}栋${unit}单元${room}`;
    return [
      place.building === undefined ? '' : `${building}栋`,
      place.unit === undefined ? '' : `${unit}单元`,
      place.room === undefined ? '' : (rooms.get(told) ?? room),
      place.publicPlace ?? '',
    ].join('');
  };
  return (text, hidden) =>
    text.replace(/〔(\p{Script=Han}{2,3})\d{1,4}〕/gu, (placeholder, kind: string) => {
      const original = hidden.get(placeholder) ?? '';
      if (kind === '地址') return home(original);
      if (kind === '号码')
        return once(kind, original, (number) => `139${String(1 + number).padStart(8, '0')}`);
      if (kind === '姓名') return once(kind, original, (number) => NAMES[number % NAMES.length] ?? '小何');
      if (kind === '车牌') return once(kind, original, (number) => `粤B0000${1 + (number % 9)}`);
      return `（${kind}）`;
    });
}

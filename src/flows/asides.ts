// What comes along with the words and is no saying of the resident's own: a file, a place on a map, something passed on.
// It stays with the matter and reaches its ticket, and it never begins or answers anything by itself.
import type { Frame } from './state.ts';
import { activeMatter, isTicketOpen, recentMatters, type Turn } from './turn.ts';

export const mediaKinds = [
  'voice',
  'video',
  'file',
  'location',
  'link',
  'forwarded',
  'card',
  'other',
] as const;
export type MediaKind = (typeof mediaKinds)[number];

export type Aside = {
  messageId: string;
  kind: MediaKind;
  /** One plain text for whoever works on the matter; empty for what is only a file. */
  words: string;
};

/** With when it came: yesterday's link is not about today's leak. */
export type KeptAside = Aside & { at: number };

const MOST_KEPT = 30;
const KEPT_MS = 24 * 3_600_000;
/** The whole stands in the thread. */
const LONGEST_WORDS = 300;

/** Lays this turn's asides into the matter that is spoken of; without one they wait for the next. */
export function layAsides(turn: Turn): void {
  const asides = (turn.input.asides ?? []).map((aside) => ({ ...aside, at: turn.input.now }));
  if (asides.length === 0) return;
  const subject = subjectForAsides(turn);
  if (subject === null) turn.state.asides = [...(turn.state.asides ?? []), ...asides].slice(-MOST_KEPT);
  else subject.asides = [...(subject.asides ?? []), ...asides];
}

function subjectForAsides(turn: Turn): Frame | null {
  const ended = recentMatters(turn)[0];
  return activeMatter(turn) ?? (ended && isTicketOpen(turn, ended) ? ended : null);
}

/** What was sent before there was a matter belongs to the one that begins now. */
export function takeKeptAsides(turn: Turn, frame: Frame): void {
  const kept = (turn.state.asides ?? []).filter((aside) => turn.input.now - aside.at <= KEPT_MS);
  if (kept.length > 0) frame.asides = [...(frame.asides ?? []), ...kept];
  delete turn.state.asides;
}

/** The lines they add to a ticket's description. */
export function asideLines(asides: readonly Aside[]): string[] {
  return asides.flatMap(({ words }) => (words === '' ? [] : [shortened(words)]));
}

function shortened(words: string): string {
  const letters = [...words.replace(/\s*\n\s*/g, ' / ')];
  return letters.length <= LONGEST_WORDS
    ? letters.join('')
    : `${letters.slice(0, LONGEST_WORDS).join('')}…（全文见聊天记录）`;
}

// What of a burst came along with the words, read as far as it may be: a place on a map may say where, and danger in words that
// were passed on is found so that it can be asked about. Nothing of it counts as said by the resident.
import type { InboundContent } from '../channels/contract.ts';
import type { Aside, MediaKind } from '../flows/asides.ts';
import type { ForwardedDanger } from '../flows/forwarded.ts';
import type { Found, Understanding } from '../understanding/commands.ts';
import type { BurstMessage, PendingQuestion } from '../understanding/input.ts';
import type { PendingItem } from './conversation.ts';
import { isShared, plainWords, sharedSayings } from './plain-words.ts';

export type Alongside = {
  asides: Aside[];
  /** Places told by a map. */
  places: Found[];
  forwarded: ForwardedDanger | null;
  /** What the resident should hear about first; null when everything was of use. */
  unanswered: MediaKind | null;
};

export type AsideReader = {
  understand(input: {
    messages: BurstMessage[];
    pending: PendingQuestion | null;
    now: number;
  }): Pick<Understanding, 'commands' | 'hazards'>;
  /** As the map calls it. */
  estateName: string;
  now: number;
};

export function readAsides(heard: readonly PendingItem[], reader: AsideReader): Alongside {
  const found: Alongside = { asides: [], places: [], forwarded: null, unanswered: null };
  for (const { content, messageId, id } of heard) {
    const kind = mediaKindOf(content);
    if (kind === null) continue;
    const source = messageId ?? id;
    found.asides.push(asideOf(content, kind, source));
    const place = content.type === 'location' ? placeIn(content, source, reader) : null;
    if (place) found.places.push(place);
    else found.unanswered ??= kind;
    if (isShared(content)) found.forwarded ??= dangerIn(sharedSayings(content), source, reader);
  }
  return found;
}

/** As it stands with the matter. A file has no words: it is attached. */
export function asideOf(content: InboundContent, kind: MediaKind, messageId: string): Aside {
  const isFile = kind === 'voice' || kind === 'video' || kind === 'file';
  return { messageId, kind, words: isFile ? '' : (plainWords(content) ?? '') };
}

/** Null for words, photos and events, which speak for themselves. */
export function mediaKindOf(content: InboundContent): MediaKind | null {
  switch (content.type) {
    case 'voice':
      // What the platform has heard is taken as said.
      return content.recognition === undefined ? 'voice' : null;
    case 'video':
    case 'file':
    case 'location':
    case 'link':
    case 'other':
      return content.type;
    case 'merged_msg':
    case 'channels':
      return 'forwarded';
    default:
      return isShared(content) ? 'card' : null;
  }
}

const WHERE: PendingQuestion = { kind: 'slot', slot: null, entity: 'address', options: [] };
/** Letters beside the address that still leave it one; 示例花园3号楼 is somebody else's building 3. */
const MOST_BESIDES = 2;

/**
 * The home or shared place a map names: 翠湖花园3栋, 北门. A street number is none (示例路88号), so of the postal address only
 * what stands behind the estate's own name is read.
 */
function placeIn(
  { name, address }: { name: string; address: string },
  messageId: string,
  { understand, estateName, now }: AsideReader,
): Found | null {
  const behind = (text: string) => (text.includes(estateName) ? text.split(estateName).at(-1) : undefined);
  for (const told of [behind(name), name, behind(address)]) {
    // Maps write 翠湖花园-3栋, 翠湖花园(北门).
    const text = told?.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '') ?? '';
    if (text === '') continue;
    const { commands } = understand({ messages: [{ messageId, text }], pending: WHERE, now });
    const [fill] = commands.filter(
      (command) => command.type === 'fill' && command.found.entity === 'address',
    );
    if (fill?.type !== 'fill') continue;
    const besides = text.replace(fill.found.raw, '').replace(/[^\p{L}\p{N}]/gu, '');
    if ([...besides].length <= MOST_BESIDES) return fill.found;
  }
  return null;
}

function dangerIn(
  sayings: readonly string[],
  messageId: string,
  { understand, now }: AsideReader,
): ForwardedDanger | null {
  const messages = sayings.map((text) => ({ messageId, text }));
  if (messages.length === 0) return null;
  const { hazards, commands } = understand({ messages, pending: null, now });
  if (hazards.length === 0) return null;
  const fills = commands.flatMap((command) =>
    command.type === 'fill' && command.found.entity === 'address' ? [command.found] : [],
  );
  return { messageId, hazards, fills };
}

// Rendered replies → what goes out: at most two messages, a menu only where the channel has one. Splits nothing.
import type { ChannelRules, SpokenContent } from '../channels/contract.ts';
import type { SlotClass } from '../flows/effects.ts';
import type { RenderedReply } from './render.ts';

export type ComposedMessage = {
  content: SpokenContent;
  /** The replies it is made of, in order. */
  keys: string[];
  slotClass: SlotClass;
  /** False: goes alone and at once. */
  mayMerge: boolean;
  asks: string | null;
  /** The approved words, where a language model put them differently. */
  fixed: string | null;
};

export type MenuRules = Pick<ChannelRules, 'menuItems' | 'menuHeadBytes' | 'menuLabelBytes'> &
  Partial<Pick<ChannelRules, 'textBytes'>>;

const MOST_MESSAGES = 2;

export function composeReplies(rendered: readonly RenderedReply[], rules: MenuRules): ComposedMessage[] {
  const groups: RenderedReply[][] = [];
  for (const reply of rendered) {
    const last = groups.at(-1);
    const lastMayGrow = last?.every((other) => other.merge) === true;
    if (reply.merge && last && lastMayGrow) last.push(reply);
    else groups.push([reply]);
  }
  // A message that goes alone keeps its own; everything after the first message shares the second.
  while (groups.length > MOST_MESSAGES) {
    const tail = groups.pop() ?? [];
    groups.at(-1)?.push(...tail);
  }
  return groups.map((group) => toMessage(group, rules));
}

function toMessage(group: RenderedReply[], rules: MenuRules): ComposedMessage {
  // The question goes last, where it is answered.
  const ordered = [
    ...group.filter((reply) => reply.asks === null),
    ...group.filter((reply) => reply.asks !== null),
  ];
  const menu = ordered.find((reply) => reply.menu.length > 0)?.menu ?? [];
  const text = ordered.map((reply) => reply.text).join('\n\n');
  const fixed = ordered.map((reply) => reply.fixed ?? reply.text).join('\n\n');
  // Put differently only where it still goes out in one piece, and as the same kind of message.
  const approved = withMenu(fixed, menu, rules);
  const reworded = withMenu(text, menu, rules);
  const isReworded =
    text !== fixed &&
    reworded.type === approved.type &&
    Buffer.byteLength(text) <= (rules.textBytes ?? Number.POSITIVE_INFINITY);
  return {
    content: isReworded ? reworded : approved,
    fixed: isReworded ? fixed : null,
    keys: ordered.map((reply) => reply.key),
    slotClass: strongest(ordered.map((reply) => reply.slotClass)),
    mayMerge: ordered.every((reply) => reply.merge),
    asks: ordered.find((reply) => reply.asks !== null)?.asks ?? null,
  };
}

/** A question that no flow asks. Without a channel there is nobody to see buttons. */
export function withChoices(
  content: SpokenContent,
  choices: RenderedReply['menu'],
  rules: MenuRules | null,
): SpokenContent {
  return rules === null || content.type !== 'text' ? content : withMenu(content.text, choices, rules);
}

function withMenu(text: string, menu: RenderedReply['menu'], rules: MenuRules): SpokenContent {
  if (menu.length === 0) return { type: 'text', text };
  const fits =
    menu.length <= rules.menuItems &&
    Buffer.byteLength(text) <= rules.menuHeadBytes &&
    menu.every((item) => Buffer.byteLength(item.label) <= rules.menuLabelBytes);
  if (fits) return { type: 'menu', head: text, items: menu };
  return {
    type: 'text',
    text: `${text}\n${menu.map((item, index) => `${index + 1}. ${item.label}`).join('\n')}`,
  };
}

const ORDER: readonly SlotClass[] = ['ordinary', 'bulletin', 'ticket', 'handover'];

function strongest(classes: SlotClass[]): SlotClass {
  return classes.reduce<SlotClass>(
    (best, next) => (ORDER.indexOf(next) > ORDER.indexOf(best) ? next : best),
    'ordinary',
  );
}

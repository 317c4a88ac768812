// What a resident is asked, read from the words on their screen as they would read them; the wordings tell which question it is.
import type { FlowBook } from '../../src/flows/types.ts';
import { replyLangs } from '../../src/replies/reply.ts';

/** A slot, `confirm` (right or wrong?), or the key of a question that belongs to no slot. */
/** `offered`: nothing depends on the answer (a photo helps). */
export type Asked = { about: string; key: string; offered: boolean };

export function createQuestionReader(book: FlowBook): (said: readonly string[]) => Asked | null {
  const askedBy = new Map<string, string>();
  const offers = new Set<string>();
  for (const flow of Object.values(book.flows)) {
    for (const slot of Object.values(flow.slots)) if (slot.ask !== null) askedBy.set(slot.ask, slot.name);
    for (const step of Object.values(flow.steps)) {
      if (step.kind === 'offer') offers.add(step.ask ?? flow.slots[step.slot]?.ask ?? '');
      if ((step.kind === 'collect' || step.kind === 'offer') && step.ask !== null)
        askedBy.set(step.ask, step.slot);
      if (step.kind === 'confirm') askedBy.set(step.reply, 'confirm');
      if (step.kind === 'confirm' && 'ask' in step.no) askedBy.set(step.no.ask, 'change');
    }
    for (const { reject } of Object.values(flow.slots))
      for (const { reply } of reject) askedBy.set(reply, slotOf(flow.slots, reply));
  }
  const patterns: { key: string; about: string | null; pattern: RegExp; length: number }[] = [];
  for (const lang of replyLangs) {
    for (const reply of Object.values(book.replies[lang] ?? {})) {
      const about = askedBy.get(reply.key) ?? null;
      for (const wording of [
        ...reply.variants,
        ...reply.retry,
        ...Object.values(reply.channels ?? {}).flat(),
      ])
        patterns.push({ key: reply.key, about, pattern: patternOf(wording), length: wording.length });
    }
  }
  patterns.sort((a, b) => b.length - a.length);
  return (said) => {
    const last = said.at(-1);
    if (last === undefined) return null;
    const found = patterns.find(({ about, pattern }) => about !== null && pattern.test(last));
    if (found?.about) return { about: found.about, key: found.key, offered: offers.has(found.key) };
    if (!/[？?]|\[/u.test(last)) return null;
    const other = patterns.find(({ pattern }) => pattern.test(last));
    return { about: other?.key ?? 'unknown', key: other?.key ?? 'unknown', offered: false };
  };
}

function slotOf(slots: FlowBook['flows'][string]['slots'], reply: string): string {
  return Object.values(slots).find(({ reject }) => reject.some((one) => one.reply === reply))?.name ?? '';
}

/** The wording with anything where its fields stand. */
function patternOf(wording: string): RegExp {
  const source = wording
    .trim()
    .split(/\{\{[^}]*\}\}/u)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&'))
    .join('[^]{0,300}?');
  return new RegExp(source, 'u');
}

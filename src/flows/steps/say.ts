// say: send a reply. Keys with @ stand for words found at run time.

import { wordingKey } from '../../knowledge/prices.ts';
import type { Frame } from '../state.ts';
import { activeMatter, flowOf, say, subjectOf, type Turn } from '../turn.ts';
import type { StepRunner } from './step.ts';

export const runSay: StepRunner<'say'> = (step, turn, frame) => {
  if (!step.reply.startsWith('@')) say(turn, frame, step.reply);
  else sayIndirect(step.reply, turn, frame);
  return { go: step.next };
};

function sayIndirect(key: string, turn: Turn, frame: Frame): void {
  const matter = activeMatter(turn);
  const subject = subjectOf(turn);
  const on = subject ? flowOf(turn, subject)?.on : undefined;
  if (key === '@answer') {
    const slot = Object.values(flowOf(turn, frame)?.slots ?? {}).find((one) => one.type === 'answer');
    const answer = slot ? frame.slots[slot.name]?.value : null;
    if (typeof answer === 'string') say(turn, frame, wordingKey(answer));
    return;
  }
  if (key === '@last') {
    // The open question is asked again by its own step, right after this.
    for (const said of turn.state.said) {
      turn.effects.push({
        type: 'reply',
        key: said.key,
        fields: said.fields,
        attempt: said.attempt,
        ...(said.ref === null ? {} : { ref: said.ref }),
        slotClass: 'ordinary',
      });
    }
    return;
  }
  const slot = matter && turn.asked?.slot ? flowOf(turn, matter)?.slots[turn.asked.slot] : undefined;
  const words = {
    '@pending.why': slot?.why ?? null,
    '@pending.ask': slot?.ask ?? null,
    '@on.cancel': on?.cancel?.reply ?? null,
    '@on.correct': on?.correct?.reply ?? null,
  }[key];
  if (words) say(turn, subject ?? frame, words);
}

// Asks the language model before a turn, where the rules were at a loss. Outside the turn's transaction, within a budget, with masked words.
import type { Logger } from '../base/log.ts';
import { wallDate } from '../clocks/service-calendar.ts';
import { pendingQuestion } from '../flows/state.ts';
import { asksToBind } from '../homes/read-claim.ts';
import type { Answers } from '../knowledge/answers.ts';
import type { Store } from '../storage/contract.ts';
import type { House } from '../tickets/house.ts';
import type { BurstMessage, PendingQuestion } from '../understanding/input.ts';
import { acceptProposal, readQuestion, wantsAdvice } from '../understanding/proposals.ts';
import type { Redactor } from '../understanding/redact.ts';
import type { AskModel } from './ask-model.ts';
import type { PendingItem } from './conversation.ts';
import { openDialogue } from './dialogue.ts';
import { type AdviceFor, type Understand, wordsHeard } from './turn.ts';

export type AdviserPorts = {
  store: Store;
  house: Pick<House, 'clock' | 'lexicon'>;
  log: Logger;
  understandOf(communityId: string): Understand;
  answersOf(communityId: string): Pick<Answers, 'offer'>;
  redactor: Redactor;
  ask: AskModel;
  /** The words the model is told once, and their version. */
  prompt: { version: string; system: string };
  observe(outcome: string): void;
};

export type Adviser = {
  /** Null when the rules need no help, or none is to be had. Never throws, never takes longer than the model's budget. */
  adviseOn(conversationId: string): Promise<AdviceFor | null>;
};

export function createAdviser(ports: AdviserPorts): Adviser {
  const { store, house, log, redactor, prompt } = ports;
  return {
    async adviseOn(conversationId) {
      try {
        const asked = await readTurn(conversationId);
        if (asked === null) return null;
        const { messages, pending, residentId, answers } = asked;
        const redacted = redactor.redactAll(messages.map((message) => message.text));
        const user = JSON.stringify({
          messages: redacted.map((one) => one.text),
          asked: pending === null ? null : { kind: pending.kind, about: pending.entity ?? pending.slot },
          options: pending?.options ?? [],
          answers,
        });
        const value = await ports.ask({ ...prompt, user }, residentId);
        if (value === undefined) return null;
        const shown = messages.map((message, index) => ({
          message,
          hidden: redacted[index]?.hidden ?? new Map<string, string>(),
        }));
        return {
          messageIds: messages.map((message) => message.messageId),
          advice: acceptProposal(value, shown, {
            lexicon: house.lexicon,
            pending,
            answers: answers.map((answer) => answer.id),
          }),
        };
      } catch (error) {
        // The turn goes on without; its own errors are its own matter.
        log.warn({ event: 'advice.failed', conversationId, error }, 'no advice could be had');
        ports.observe('failed');
        return null;
      }
    },
  };

  async function readTurn(conversationId: string): Promise<{
    messages: BurstMessage[];
    pending: PendingQuestion | null;
    residentId: string;
    answers: { id: string; title: string }[];
  } | null> {
    const found = await store.read(async (tx) => ({
      conversation: await tx.conversations.get(conversationId),
      items: await tx.inbox.pending(conversationId),
    }));
    const { conversation, items } = found;
    if (conversation?.owner.kind !== 'bot') return null;
    const messages = wordsHeard(items.filter((item: PendingItem) => !item.historic));
    const dialogue = openDialogue(conversation);
    // Who somebody is concerns no model: name and digits are never shown to one.
    if (dialogue.claim !== undefined || messages.some(({ text }) => asksToBind(text))) return null;
    const pending = pendingQuestion(dialogue.flow);
    const now = house.clock.now();
    const understood = ports.understandOf(conversation.communityId)({ messages, pending, now });
    const question = readQuestion(understood, pending);
    const answers = question
      ? ports.answersOf(conversation.communityId).offer({
          question: messages.map((message) => message.text).join(' '),
          day: wallDate(now),
        })
      : [];
    const isAtALoss = question === 'sure' && answers.length > 0;
    if (!wantsAdvice(understood, messages, pending) && !isAtALoss) return null;
    return { messages, pending, residentId: conversation.residentId, answers };
  }
}

// What is kept of the dialogue between turns, sealed with the conversation.
import { type FlowState, initialState } from '../flows/state.ts';
import type { LanguageState } from '../replies/language.ts';
import type { OpenClaim } from './claim.ts';
import type { Conversation } from './conversation.ts';
import type { MatterTickets } from './effects.ts';

export type Dialogue = LanguageState & {
  flow: FlowState;
  matters: MatterTickets;
  /** Who they are, while it is being asked. */
  claim?: OpenClaim;
  /** A matter told on another channel that they want no more, while they are asked whether they are sure. */
  withdrawing?: { ticketId: string; at: number };
  /** How the bot would have gone on, while a person speaks; holds only under the owner it was begun under. */
  beside?: { flow: FlowState; epoch: number };
};

export function openDialogue(conversation: Conversation): Dialogue {
  const stored = conversation.flowState as Dialogue | null;
  return stored ?? { flow: initialState(), matters: {}, lang: 'zh-CN' };
}

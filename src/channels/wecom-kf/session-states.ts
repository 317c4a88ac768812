// The states of a 微信客服 session and who may change what into what, as data (docs 94669). Pure.
import type { SessionState } from '../contract.ts';

/** The wire's numbers are the places in this list. */
export const statesByNumber: readonly SessionState[] = ['new', 'bot', 'queue', 'human', 'ended'];

/** Null for a number no document names. */
export function stateOfNumber(number: unknown): SessionState | null {
  return typeof number === 'number' ? (statesByNumber[number] ?? null) : null;
}

export function numberOfState(state: SessionState): number {
  return statesByNumber.indexOf(state);
}

/**
 * allowed: in the official table. unconfirmed: claimed by one other page only; asked for, and 95016 is believed.
 * absent: nobody claims it; never asked for.
 */
export type ApiMove = 'allowed' | 'unconfirmed' | 'absent';

/** Row: where the session is; column: where the API shall bring it. */
export const apiMoves: Readonly<Record<SessionState, Readonly<Record<SessionState, ApiMove>>>> = {
  new: { new: 'absent', bot: 'allowed', queue: 'allowed', human: 'allowed', ended: 'unconfirmed' },
  bot: { new: 'absent', bot: 'absent', queue: 'allowed', human: 'allowed', ended: 'unconfirmed' },
  // There is no way back to the bot: whoever is not picked up can not be answered by it. Look for a servicer first.
  queue: { new: 'absent', bot: 'absent', queue: 'absent', human: 'allowed', ended: 'unconfirmed' },
  // human → human is another servicer.
  human: { new: 'absent', bot: 'absent', queue: 'absent', human: 'allowed', ended: 'allowed' },
  // Only the resident (by writing) or a servicer (by writing) opens it again.
  ended: { new: 'absent', bot: 'absent', queue: 'absent', human: 'absent', ended: 'absent' },
};

/** In these states send_msg is taken. */
export const botMaySend: Readonly<Record<SessionState, boolean>> = {
  new: true,
  bot: true,
  queue: false,
  human: false,
  ended: false,
};

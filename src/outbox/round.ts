// A sender's way round the lanes while more is due than it can look at at once: each lane has its turn, and the way ends.
import type { OutboxTable } from '../storage/contract.ts';

export type Round = {
  /** Where the next look begins; '' = before all lanes. */
  afterLane: string;
  /** How often the end of the lanes is still to be met. */
  endsToCome: number;
  /** So much was looked at that the rest must wait for the next call. */
  isUnfinished: boolean;
};

export const newRound = (): Round => ({ afterLane: '', endsToCome: 0, isUnfinished: false });

/** A round that was left unfinished goes on where it was; any other begins. Whoever begins in the middle meets the end twice. */
export function beginRound(round: Round): void {
  if (!round.isUnfinished) round.endsToCome = round.afterLane === '' ? 1 : 2;
  round.isUnfinished = false;
}

type Look = Pick<Awaited<ReturnType<OutboxTable['heads']>>, 'nextLane'> & {
  /** Something was held or dropped: what stands behind it may be sent, in a lane that has been passed. */
  madeWay: boolean;
};

/** Whether to look again. */
export function goOn(round: Round, { nextLane, madeWay }: Look): boolean {
  round.afterLane = nextLane ?? '';
  if (nextLane === null) return madeWay;
  if (madeWay) round.endsToCome = 2;
  if (round.afterLane === '') round.endsToCome -= 1;
  return round.endsToCome > 0;
}

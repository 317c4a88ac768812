// What somebody in training sees of their own words.
import { type Account, actorIdOf } from '../../people/account.ts';
import type { Tx } from '../../storage/contract.ts';

/** What a trainee has written last here, as long as it is not said: it waits, or is back with a note. */
export async function viewOwnDraft(tx: Tx, conversationId: string, person: Account) {
  if (person.mentorId === null) return null;
  const draft = await tx.drafts.latestBy(conversationId, actorIdOf(person));
  if (draft?.state !== 'open' && draft?.state !== 'returned') return null;
  const { id: draftId, text, state, at } = draft;
  const back = (await tx.drafts.events(draftId)).findLast(({ type }) => type === 'returned');
  return { id: draftId, text, state, at, note: back?.note ?? null };
}

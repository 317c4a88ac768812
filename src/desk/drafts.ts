// What a trainee writes and a mentor judges: it goes out as it is, changed, or not at all and back with a note.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import type { Conversation } from '../conversations/conversation.ts';
import { endDraft, settleDrafts } from '../conversations/drafts.ts';
import { keepConversation } from '../conversations/keep.ts';
import { inTraining, liftFromTrainee, watchDraft } from '../conversations/trainees.ts';
import { enqueueReply } from '../outbox/enqueue.ts';
import type { ReplyDraft, Tx } from '../storage/contract.ts';
import { noteHumanReply } from '../tickets/deeds.ts';
import type { House } from '../tickets/house.ts';
import { conflict, isComplainedOf, load } from './ownership.ts';

/** A trainee has written what they would say; it waits. A newer one takes the place of what still waits. */
export async function layDraft(
  tx: Tx,
  conversationId: string,
  by: { staffId: string; text: string; replyKey?: string },
  house: House,
): Promise<Outcome<ReplyDraft>> {
  const found = await load(tx, conversationId, undefined);
  if (!found.ok) return found;
  const conversation = found.value;
  const { staffId, text } = by;
  if (await isComplainedOf(tx, conversation.id, staffId)) return conflict;
  if ((await inTraining(tx, staffId)) === null)
    return refused('desk/not-in-training', '您可以直接回复住户，不用等带教看');
  if (conversation.owner.kind !== 'staff' || conversation.owner.staffId !== staffId)
    return refused('desk/not-yours', '请先接管这个会话，再写给带教看');
  const at = house.clock.now();
  for (const draft of await tx.drafts.open(conversation.id))
    if (draft.by === staffId)
      await endDraft(tx, draft, { state: 'passed', by: staffId, messageId: null, at });
  const draft = { conversationId: conversation.id, by: staffId, text, replyKey: by.replyKey ?? null, at };
  const id = await tx.drafts.add(draft);
  if (id === null) return refused('desk/conversation-not-found', '没有找到这个会话');
  await tx.drafts.note({ draftId: id, type: 'written', by: staffId, at, note: null });
  const waiting = { ...draft, id, state: 'open' as const };
  await watchDraft(tx, waiting, { round: 1 }, house);
  if (await liftFromTrainee(tx, conversation, house)) await keepConversation(tx, conversation);
  return accepted(waiting);
}

/** The mentor lets it out, as it is or with other words. The trainee goes on having the talk. */
export async function sendDraft(
  tx: Tx,
  conversationId: string,
  by: { draftId: string; staffId: string; text?: string; replyKey?: string },
  house: House,
): Promise<Outcome<{ conversation: Conversation; messageId: string }>> {
  const found = await judge(tx, conversationId, by);
  if (!found.ok) return found;
  const { conversation, draft } = found.value;
  const now = house.clock.now();
  const text = by.text ?? draft.text;
  const replyKey = by.text === undefined ? draft.replyKey : (by.replyKey ?? null);
  const messageId = await enqueueReply(
    tx,
    conversation,
    {
      ...{ content: { type: 'text', text }, author: 'staff', staffId: by.staffId, replyKey },
      ...{ slotClass: 'ticket', mayMerge: false, promise: true },
    },
    now,
  );
  await settleDrafts(tx, conversation.id, { ...by, text, messageId }, now);
  await noteHumanReply(tx, conversation.id, { kind: 'staff', id: by.staffId, source: 'console' }, house);
  await keepConversation(tx, conversation);
  return accepted({ conversation, messageId });
}

/** Not yet: the trainee reads why and writes it anew. The resident still waits, so it stays watched. */
export async function returnDraft(
  tx: Tx,
  conversationId: string,
  by: { draftId: string; staffId: string; note: string },
  house: House,
): Promise<Outcome<ReplyDraft>> {
  const found = await judge(tx, conversationId, by);
  if (!found.ok) return found;
  const { draft } = found.value;
  const { staffId, note } = by;
  const how = { state: 'returned', by: staffId, messageId: null, at: house.clock.now(), note } as const;
  await endDraft(tx, draft, how);
  const back = { ...draft, state: 'returned' as const };
  await watchDraft(tx, back, { round: 1 }, house);
  return accepted(back);
}

async function judge(
  tx: Tx,
  conversationId: string,
  { draftId, staffId }: { draftId: string; staffId: string },
): Promise<Outcome<{ conversation: Conversation; draft: ReplyDraft }>> {
  const found = await load(tx, conversationId, undefined);
  if (!found.ok) return found;
  const conversation = found.value;
  if (await isComplainedOf(tx, conversation.id, staffId)) return conflict;
  if ((await inTraining(tx, staffId)) !== null)
    return refused('desk/mentor-looks-first', '实习期间写的话，请先交给带教看');
  const draft = await tx.drafts.get(draftId);
  if (!draft?.by || draft.conversationId !== conversation.id)
    return refused('desk/draft-not-found', '没有找到这条回复');
  if (draft.state !== 'open' || conversation.owner.kind !== 'staff')
    return refused('desk/draft-over', '这条回复已经处理过了');
  return accepted({ conversation, draft });
}

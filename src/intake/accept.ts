// Step 3. Keeps what came in before anyone thinks about it. Never calls the network.
import type { Clock } from '../base/clock.ts';
import type { CrashPoint } from '../base/crash-points.ts';
import type { ChannelId, InboundContent, InboundItem } from '../channels/contract.ts';
import type { IntakeConfig } from '../config/config.ts';
import { keepConversation } from '../conversations/keep.ts';
import { isShared, sharedSayings } from '../conversations/plain-words.ts';
import type { Store, Tx } from '../storage/contract.ts';

export type IntakePorts = {
  store: Store;
  clock: Clock;
  crashPoint: CrashPoint;
  intake: IntakeConfig;
  /** Which community an account serves. */
  communityOf(channel: ChannelId, channelAccountId: string): string;
  /** True when these words name a danger: the turn must not wait for more words. */
  hasHazard(text: string): boolean;
};

/** Keeps a wake-up of a fetched channel; only after this may the callback be answered. */
export async function keepWakeUp(
  account: { channel: ChannelId; accountId: string; wakeToken: string | null },
  { store, clock, crashPoint }: IntakePorts,
): Promise<void> {
  await store.transact(async (tx) => {
    const now = clock.now();
    await tx.accounts.ensure(account.channel, account.accountId, now);
    await tx.accounts.wake(account.channel, account.accountId, account.wakeToken, now);
    crashPoint('callback.before-commit');
  });
  crashPoint('callback.committed');
}

export type MissedWakeUps = {
  add(account: Parameters<typeof keepWakeUp>[0]): void;
  /** Keeps what could not be kept before; answers how many there were. Throws while it still can not. */
  keep(): Promise<number>;
};

/**
 * A platform tries four times within a second and then never again. The news it had to tell is still there to be fetched, so
 * whoever had to refuse it remembers whose it was. Nothing was confirmed: if this memory is lost, too, the slow poll finds it.
 */
export function createMissedWakeUps(ports: IntakePorts): MissedWakeUps {
  const missed = new Map<string, Parameters<typeof keepWakeUp>[0]>();
  return {
    add: (account) => void missed.set(`${account.channel}|${account.accountId}`, account),
    async keep() {
      const accounts = [...missed.entries()];
      for (const [key, account] of accounts) {
        await keepWakeUp(account, ports);
        if (missed.get(key) === account) missed.delete(key);
      }
      return accounts.length;
    },
  };
}

/** Keeps what was brought of a person, in a unit of its own; only after this may the platform be answered. */
export async function keepItem(
  { item, inConversation }: { item: InboundItem; inConversation: boolean },
  ports: IntakePorts,
): Promise<'accepted' | 'duplicate'> {
  const outcome = await ports.store.transact(async (tx) => {
    const now = ports.clock.now();
    // A date that cannot be read must not make fresh words look old, and none may open a window that begins tomorrow.
    const dated = { ...item, sentAt: item.sentAt > 0 ? Math.min(item.sentAt, now) : now };
    const kept = inConversation
      ? // What is brought, and not fetched, is brought once we are there: none of it is from before our time.
        await acceptInbound(tx, dated, { firstStartedAt: 0 }, ports)
      : (await tx.inbox.keep(dated, { conversationId: null, receivedAt: now, historic: false })).kind;
    ports.crashPoint('callback.before-commit');
    return kept === 'duplicate' ? 'duplicate' : 'accepted';
  });
  ports.crashPoint('callback.committed');
  return outcome;
}

/** Keeps one item and makes its conversation's turn due. The platform's own id decides what is a duplicate, not text or time. */
export async function acceptInbound(
  tx: Tx,
  item: InboundItem,
  { firstStartedAt }: { firstStartedAt: number },
  ports: Omit<IntakePorts, 'store' | 'crashPoint'>,
  {
    hasMore = false,
    fileFollows = false,
  }: {
    /** The platform has said that it has more to hand out, perhaps of the same person. */
    hasMore?: boolean;
    /** The file is in our hands and is kept right after this; looking for it is only for the case that this breaks off. */
    fileFollows?: boolean;
  } = {},
): Promise<'accepted' | 'duplicate'> {
  const { clock, intake } = ports;
  const now = clock.now();
  const historic = item.sentAt < firstStartedAt - intake.historicAfterMinutes * 60_000;
  const conversationId =
    item.channelUserId === null ? null : await conversationOf(tx, item, item.channelUserId, ports);
  const kept = await tx.inbox.keep(item, { conversationId, receivedAt: now, historic });
  if (kept.kind === 'duplicate') return 'duplicate';
  if (conversationId === null) return 'accepted';
  if (item.replyTo !== undefined) await keepReplyTo(tx, conversationId, item.replyTo);

  if (isFile(item.content) && kept.messageId && item.origin === 'resident' && !historic)
    await keepFile(
      tx,
      item.content,
      {
        conversationId,
        messageId: kept.messageId,
        at: now,
        lookAt: now + (fileFollows ? FOLLOWS_WITHIN_MS : 0),
      },
      intake,
    );
  // Somebody listens to the voice; what they hear makes the turn due at once, silence makes it due in the end.
  const listens = intake.listenMs > 0 && isUnheardVoice(item) && !historic;
  const patienceMs = Math.max(intake.burstMs, hasMore ? NEXT_PAGE_MS : 0);
  const gather = !listens && patienceMs > 0 && mayWaitForMore(item, ports);
  await tx.turns.due(conversationId, {
    dueAt: now + (listens ? intake.listenMs : gather ? patienceMs : 0),
    lastDueAt: now + Math.max(intake.maxBurstMs, intake.listenMs, hasMore ? MOST_PAGES_MS : 0),
    gather: gather || listens,
  });
  return 'accepted';
}

/** It says the same nearly always. */
async function keepReplyTo(tx: Tx, conversationId: string, replyTo: string): Promise<void> {
  const conversation = await tx.conversations.get(conversationId);
  if (!conversation || conversation.replyTo === replyTo) return;
  conversation.replyTo = replyTo;
  await keepConversation(tx, conversation);
}

function isUnheardVoice({ origin, content }: InboundItem): boolean {
  return origin === 'resident' && content.type === 'voice' && content.recognition === undefined;
}

type FileContent = Extract<InboundContent, { mediaId: string }>;

function isFile(content: InboundContent): content is FileContent {
  return 'mediaId' in content;
}

const HOUR_MS = 3_600_000;
const FOLLOWS_WITHIN_MS = 10 * 60_000;

/** The platform keeps files for three days only, so fetching is due at once. Beyond the hour's allowance a file is only noted. */
async function keepFile(
  tx: Tx,
  { type, mediaId }: FileContent,
  {
    conversationId,
    messageId,
    at,
    lookAt,
  }: { conversationId: string; messageId: string; at: number; lookAt: number },
  { media }: IntakeConfig,
): Promise<void> {
  const before = await tx.attachments.countSince(conversationId, at - HOUR_MS);
  const attachmentId = await tx.attachments.add({ messageId, conversationId, type, mediaId, at });
  if (before >= media.perHour) {
    await tx.attachments.settle(attachmentId, {
      state: 'refused',
      contentType: null,
      byteCount: null,
      reason: 'too-many',
    });
    return;
  }
  await tx.jobs.add({
    kind: 'media.fetch',
    subjectId: attachmentId,
    dueAt: lookAt,
    uniqueKey: `media.fetch:${attachmentId}`,
  });
}

/** After an outage one person's words come in several pages: one answer to all of them, not one to each page. */
const NEXT_PAGE_MS = 1_500;
const MOST_PAGES_MS = 10_000;

/** Residents write in several messages; only words and files of theirs are worth waiting for, and never when there is danger. */
function mayWaitForMore(item: InboundItem, { hasHazard }: Pick<IntakePorts, 'hasHazard'>): boolean {
  if (item.origin !== 'resident') return false;
  if (isShared(item.content)) return !sharedSayings(item.content).some(hasHazard);
  if (item.content.type === 'text') {
    const isPressed = item.content.menuId !== undefined || item.content.briefly === true;
    return !isPressed && !hasHazard(item.content.text);
  }
  if (item.content.type === 'voice') return !hasHazard(item.content.recognition ?? '');
  return !item.content.type.startsWith('event.');
}

async function conversationOf(
  tx: Tx,
  item: InboundItem,
  channelUserId: string,
  { clock, communityOf }: Pick<IntakePorts, 'clock' | 'communityOf'>,
): Promise<string> {
  const { channel, channelAccountId } = item;
  const communityId = communityOf(channel, channelAccountId);
  return tx.conversations.idForPerson(
    { channel, channelAccountId, channelUserId },
    { communityId, at: clock.now() },
  );
}

// Step 3 for our own page: whoever sits there is let in, heard, and their photo kept. One transaction each; nothing waits for thinking.
import type { InboundContent, PageDoor, Visitor } from '../channels/contract.ts';
import type { Attachment, Store, Tx } from '../storage/contract.ts';
import type { MediaStore } from '../storage/media-contract.ts';
import { acceptInbound, type IntakePorts } from './accept.ts';
import { checkFile, type RefusalReason } from './file-check.ts';
import { forgetFile, sealOrNull } from './media.ts';

export type VisitorPorts = Omit<IntakePorts, 'crashPoint'> & { door: PageDoor; files: MediaStore };

type PageLanguage = Extract<InboundContent, { type: 'event.language' }>['lang'];

export type Heard = { conversationId: string; messageId: string | null };

/** Opens the conversation, once, and tells in which language the page is; greeted is whoever comes for the first time. */
export async function letIn(visitor: Visitor, lang: PageLanguage, ports: VisitorPorts): Promise<Heard> {
  return ports.store.transact(async (tx) => {
    await hear(tx, visitor, 'first-language', { type: 'event.language', lang, chosen: false }, ports);
    return hear(tx, visitor, 'entered', { type: 'event.entered', welcomeCode: 'page' }, ports);
  });
}

export async function chooseLanguage(
  visitor: Visitor,
  clientId: string,
  lang: PageLanguage,
  ports: VisitorPorts,
): Promise<Heard> {
  return ports.store.transact((tx) =>
    hear(tx, visitor, clientId, { type: 'event.language', lang, chosen: true }, ports),
  );
}

export async function hearWords(
  visitor: Visitor,
  clientId: string,
  text: string,
  ports: VisitorPorts,
): Promise<Heard> {
  return ports.store.transact((tx) => hear(tx, visitor, clientId, { type: 'text', text }, ports));
}

/** The label is taken from the menu as we sent it: the page only says which button. Null when there is no such menu of theirs. */
export async function hearPress(
  visitor: Visitor,
  { clientId, messageId, itemId }: { clientId: string; messageId: string; itemId: string },
  ports: VisitorPorts,
): Promise<Heard | null> {
  return ports.store.transact(async (tx) => {
    const conversation = await tx.conversations.find(keyOf(visitor, ports.door));
    const menu = conversation ? await tx.messages.get(messageId) : null;
    if (!conversation || menu?.conversationId !== conversation.id || !isReadable(menu)) return null;
    const item =
      menu.content?.type === 'menu' ? menu.content.items.find((each) => each.id === itemId) : undefined;
    if (!item) return null;
    return hear(tx, visitor, clientId, { type: 'text', text: item.label, menuId: item.id }, ports);
  });
}

/** What was said is on the resident's page: their own words always, ours once they have gone out. */
export function isReadable({
  direction,
  delivery,
}: {
  direction: 'in' | 'out';
  delivery: { state: string } | null;
}): boolean {
  return direction === 'in' || (delivery?.state ?? 'sent') === 'sent';
}

export type PhotoKept =
  | { ok: true; heard: Heard }
  | { ok: false; reason: RefusalReason | 'too-many' | 'not-kept' };

/**
 * Looked at before it is kept, kept before it is confirmed. Sent again under the same id after a break it goes on where it stopped.
 */
export async function keepPhoto(
  visitor: Visitor,
  { clientId, bytes }: { clientId: string; bytes: Uint8Array },
  ports: VisitorPorts,
): Promise<PhotoKept> {
  const { store, clock, intake } = ports;
  const verdict = await checkFile('image', bytes, intake.media);
  if (!verdict.ok) return { ok: false, reason: verdict.reason };
  const { heard, attachment } = await store.transact(async (tx) => {
    const content = { type: 'image', mediaId: `upload:${clientId}` } as const;
    const heard = await hear(tx, visitor, clientId, content, ports);
    const [attachment] = heard.messageId === null ? [] : await tx.attachments.ofMessages([heard.messageId]);
    return { heard, attachment };
  });
  if (!attachment) return { ok: false, reason: 'not-kept' };
  if (attachment.state === 'stored') return { ok: true, heard };
  if (attachment.state === 'refused') return { ok: false, reason: 'too-many' };
  const isKept =
    attachment.state === 'waiting' && (await keepBytes(attachment, bytes, verdict.contentType, ports));
  return isKept ? { ok: true, heard } : { ok: false, reason: 'not-kept' };

  async function keepBytes(
    { id, objectName }: Attachment,
    bytes: Uint8Array,
    contentType: string,
    { files }: VisitorPorts,
  ): Promise<boolean> {
    const sealed = await sealOrNull(store, id, bytes);
    if (sealed === null) return false;
    await files.put(objectName, sealed);
    return store.transact(async (tx) => {
      const result = { state: 'stored', contentType, byteCount: bytes.byteLength, reason: null } as const;
      if (await tx.attachments.settle(id, result)) return true;
      // The same photo sent twice at once is there already; one that was given up meanwhile must go again.
      const now = await tx.attachments.get(id);
      if (now?.state === 'stored') return true;
      await forgetFile(tx, { id, objectName }, clock.now(), 'uploaded');
      return false;
    });
  }
}

async function hear(
  tx: Tx,
  visitor: Visitor,
  clientId: string,
  content: InboundContent,
  ports: VisitorPorts,
): Promise<Heard> {
  const { door, clock } = ports;
  const item = door.itemOf(visitor, clientId, content, clock.now());
  await acceptInbound(tx, item, { firstStartedAt: 0 }, ports, { fileFollows: content.type === 'image' });
  const conversation = await tx.conversations.find(keyOf(visitor, door));
  const { channel, channelAccountId, channelItemId } = item;
  return {
    conversationId: conversation?.id ?? '',
    messageId: await tx.inbox.messageOf(channel, channelAccountId, channelItemId),
  };
}

export function keyOf({ channelAccountId, channelUserId }: Visitor, { channel }: Pick<PageDoor, 'channel'>) {
  return { channel, channelAccountId, channelUserId };
}

/** The conversation of a visitor who has been let in. */
export function conversationAt(store: Store, visitor: Visitor, door: Pick<PageDoor, 'channel'>) {
  return store.read((tx) => tx.conversations.find(keyOf(visitor, door)));
}

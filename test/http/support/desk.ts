// A desk with its real HTTP server on a free port, a real store in a folder of its own, and one resident with something to say.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '../../../src/base/log.ts';
import type { InboundContent } from '../../../src/channels/contract.ts';
import type { Config } from '../../../src/config/config.ts';
import { Secret } from '../../../src/config/secret.ts';
import type { Conversation } from '../../../src/conversations/conversation.ts';
import type { MatterFacts } from '../../../src/flows/effects.ts';
import { createMetrics } from '../../../src/http/metrics.ts';
import { createHttpServer, type ServerPorts } from '../../../src/http/server.ts';
import type { Store } from '../../../src/storage/contract.ts';
import { createMediaFolder } from '../../../src/storage/media/folder.ts';
import type { MediaStore } from '../../../src/storage/media-contract.ts';
import { openTicket } from '../../../src/tickets/deeds.ts';
import { botActor, type House } from '../../../src/tickets/house.ts';
import type { Ticket } from '../../../src/tickets/ticket.ts';
import { createHouse } from '../../support/house.ts';
import { createManualClock, type ManualClock, shanghai } from '../../support/manual-clock.ts';
import { createSequentialIds } from '../../support/sequential-ids.ts';
import { openStoreForTest } from '../../support/store-for-test.ts';

export const TOKEN = 'a-token-that-is-long-enough';
export const PHONE = '+8613800138000';

export type Desk = {
  url: string;
  port: number;
  store: Store;
  house: House;
  clock: ManualClock;
  dataDir: string;
  files: MediaStore;
  /** How often the workers were rung. */
  rung(): number;
  /** Lines the server logged, as JSON. */
  logged: string[];
  stop(): Promise<void>;
  close(): Promise<void>;
};

export type DeskOptions = Partial<Omit<ServerPorts, 'config' | 'onWork'>> & {
  token?: string | null;
  publicUrl?: string;
  roles?: Config['roles'];
  storeOver?: (store: Store) => Store;
};

export async function openDesk(options: DeskOptions = {}): Promise<Desk> {
  const { token = TOKEN, publicUrl, roles = ['web', 'worker'], storeOver, ...ports } = options;
  const clock = createManualClock(shanghai('2026-03-02 10:00'));
  const ids = createSequentialIds();
  const kept = await openStoreForTest(ids);
  const house = createHouse({ clock, ids });
  const dataDir = mkdtempSync(join(tmpdir(), 'reception-desk-data-'));
  const files = ports.files ?? createMediaFolder(dataDir, clock);
  const logged: string[] = [];
  let rung = 0;
  await kept.store.transact(async (tx) => {
    for (const community of house.communities) await tx.communities.ensure(community, clock.now());
  });
  const server = createHttpServer({
    config: {
      server: { host: '127.0.0.1', port: 0, publicUrl: publicUrl ?? null },
      apiToken: token === null ? null : new Secret(token),
      roles,
    },
    store: storeOver ? storeOver(kept.store) : kept.store,
    files,
    house,
    log: loggerInto(logged),
    clock,
    ids,
    metrics: createMetrics(),
    onWork: () => void rung++,
    wecomWebhook: null,
    mounts: [],
    ...ports,
  });
  const { port } = await server.start();
  let stopped: Promise<void> | null = null;
  const stop = () => {
    stopped ??= server.stop();
    return stopped;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    store: kept.store,
    house,
    clock,
    dataDir,
    files,
    rung: () => rung,
    logged,
    stop,
    async close() {
      await stop();
      await kept.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function loggerInto(lines: string[]): Logger {
  const line = (fields: object, message?: string) => {
    const error = (fields as { error?: unknown }).error;
    lines.push(JSON.stringify({ ...fields, error: error instanceof Error ? error.message : error, message }));
  };
  return { debug: line, info: line, warn: line, error: line };
}

export async function newConversation(desk: Desk, channelUserId = 'wm-resident-1'): Promise<Conversation> {
  return desk.store.transact((tx) =>
    tx.conversations.forPerson(
      { channel: 'wecom-kf', channelAccountId: 'wk-demo-cuihu', channelUserId },
      { communityId: 'cuihu', at: desk.clock.now() },
    ),
  );
}

let items = 0;

/** Something the resident says; answers the id of its message. */
export async function say(desk: Desk, conversation: Conversation, content: InboundContent): Promise<string> {
  const { channel, channelAccountId, channelUserId } = conversation;
  const item = {
    channel,
    channelAccountId,
    channelUserId,
    channelItemId: `item-${++items}`,
    sentAt: desk.clock.now(),
  };
  const kept = await desk.store.transact((tx) =>
    tx.inbox.keep(
      { ...item, origin: 'resident', content },
      { conversationId: conversation.id, receivedAt: desk.clock.now(), historic: false },
    ),
  );
  if (kept.kind !== 'kept' || kept.messageId === null) throw new Error('the message was not kept');
  return kept.messageId;
}

export async function newTicket(
  desk: Desk,
  conversation: Conversation,
  facts: Partial<MatterFacts> = {},
  kind: 'repair' | 'complaint' = 'repair',
): Promise<Ticket> {
  const whole: MatterFacts = {
    faults: ['water.leak'],
    hazards: [],
    place: { building: '3', unit: '2', floor: '5', room: '501' },
    area: 'kitchen',
    description: '厨房漏水，打我电话 13800138000',
    phone: PHONE,
    photoMessageIds: [],
    grade: 3,
    gradeReason: 'test',
    ...facts,
  };
  const { ticket } = await desk.store.transact((tx) =>
    openTicket(tx, { conversation, kind, facts: whole, partial: false, actor: botActor }, desk.house),
  );
  return ticket;
}

/** A photo the resident sent; `bytes` = it was fetched and lies sealed under the data folder. */
export async function newPhoto(
  desk: Desk,
  conversation: Conversation,
  bytes: Uint8Array | null,
): Promise<{ messageId: string; attachmentId: string }> {
  const messageId = await say(desk, conversation, { type: 'image', mediaId: 'media-1' });
  const attachmentId = await desk.store.transact((tx) =>
    tx.attachments.add({
      messageId,
      conversationId: conversation.id,
      type: 'image',
      mediaId: 'media-1',
      at: desk.clock.now(),
    }),
  );
  if (bytes) {
    const sealed = await desk.store.read((tx) => tx.attachments.seal(attachmentId, bytes));
    const attachment = await desk.store.read((tx) => tx.attachments.get(attachmentId));
    await desk.files.put(attachment?.objectName ?? '', sealed);
    await desk.store.transact((tx) =>
      tx.attachments.settle(attachmentId, {
        state: 'stored',
        contentType: 'image/png',
        byteCount: bytes.byteLength,
        reason: null,
      }),
    );
  }
  return { messageId, attachmentId };
}

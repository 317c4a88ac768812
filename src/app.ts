// Builds every part from the configuration and joins them. The only file that knows all parts.
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Router } from 'express';
import { joinHelpers, joinSpeech } from './adviser.ts';
import { type Clock, sleep } from './base/clock.ts';
import type { CrashPoint } from './base/crash-points.ts';
import type { Ids } from './base/ids.ts';
import type { Logger } from './base/log.ts';
import type { ChannelId } from './channels/contract.ts';
import type { Config } from './config/config.ts';
import { connectChannels, type Platforms } from './connections.ts';
import { runDueTurns } from './conversations/due-turns.ts';
import { noteSessionSeen } from './conversations/handover.ts';
import type { TurnPorts } from './conversations/turn.ts';
import { createDoors } from './doors.ts';
import { accountOf, createHouse, createWritten } from './house.ts';
import { DESK_TOPIC } from './http/desk/stream.ts';
import { createMetrics } from './http/metrics.ts';
import { createHttpServer } from './http/server.ts';
import { createMissedWakeUps } from './intake/accept.ts';
import { createFeedRound } from './intake/feed-loop.ts';
import { MEDIA_JOB } from './intake/media.ts';
import { planSweep } from './intake/media-sweep.ts';
import { createJobHandlers } from './job-handlers.ts';
import { runDueJobs } from './jobs/job-runner.ts';
import { createLoop, joinLoops, type Loop, type LoopOutcome } from './jobs/loop.ts';
import { PLATFORM_JOB } from './jobs/platform-job.ts';
import type { Mind } from './mind.ts';
import { createSendRound } from './outbox/send-loop.ts';
import { ensureFirstAdmin } from './people/accounts.ts';
import { phrasesIn } from './replies/phrases.ts';
import { createSignalsAlone } from './signals/alone.ts';
import { createChangeWatch } from './signals/change-watch.ts';
import { type LoopName, loopNames, type Signals } from './signals/contract.ts';
import { createPresence } from './signals/presence.ts';
import { createRedisSignals } from './signals/redis.ts';
import { createTokenShelf } from './signals/token-shelf.ts';
import { watchStore } from './signals/watched-store.ts';
import type { JobFilter, Store, Tx } from './storage/contract.ts';
import { loadFieldKey } from './storage/field-key.ts';
import { createMediaFolder } from './storage/media/folder.ts';
import { createMediaBucket } from './storage/media/s3.ts';
import type { MediaStore } from './storage/media-contract.ts';
import { openStore } from './storage/open.ts';
import { noteCardCode } from './tickets/cards.ts';
import { CALL_JOB } from './tickets/emergency-calls.ts';
import type { House } from './tickets/house.ts';
import { noticeKindOf } from './tickets/notice-kind.ts';
import { planOverdueLists } from './tickets/overdue-lists.ts';
import { planRegisterReminder } from './tickets/register-reminder.ts';
import { planRetention } from './tickets/retention.ts';
import { planStandIns } from './tickets/standing-in.ts';
import { clearUndeliverable, noteSaidBefore, noteUndeliverable } from './tickets/undeliverable.ts';
import { WEBHOOK_JOB } from './webhooks/announce.ts';
import { createGuardedPost } from './webhooks/post.ts';

export type AppParts = {
  mind: Mind;
  clock: Clock;
  ids: Ids;
  log: Logger;
  crashPoint: CrashPoint;
  /** What is mounted besides the product's own pages (the simulator). */
  mounts: (app: { store: Store; house: House; onWork(): void }) => { path: string; router: Router }[];
  explain: TurnPorts['explain'];
};

export type App = {
  store: Store;
  house: House;
  /** The first administrator has no password yet: the one-time token to choose one with. */
  firstInvite: string | null;
  start(): Promise<{ port: number }>;
  /** Takes no new work, finishes what is under way, closes. At most about ten seconds. */
  stop(): Promise<void>;
  /** Rings every loop: there may be work. */
  onWork(): void;
};

/** Each may take several times its size in memory while it is checked and sealed. */
const FILES_AT_ONCE = 3;
/** Other programs that are slow to answer hold up nobody but each other. */
const WEBHOOKS_AT_ONCE = 3;
/** A file that can not be fetched is tried until the platform has thrown it away, every five minutes at the longest. */
const FILE_ATTEMPTS = 2_000;

/** Not while everybody who wrote during the pause is waiting. */
const SWEEP_AFTER_START_MS = 10 * 60_000;

/** How long a stop waits for sends under way; their leases let another process go on with them. */
const STOP_GRACE_MS = 8_000;

/** `platforms`: those of the configuration, or the played ones in their place. */
export async function createApp(config: Config, platforms: Platforms, parts: AppParts): Promise<App> {
  const { clock, ids, log, crashPoint, mind } = parts;
  mkdirSync(config.paths.dataDir, { recursive: true, mode: 0o700 });
  const fieldKey = loadFieldKey(config.fieldKey?.reveal() ?? null, config.paths.dataDir);
  const { databaseUrl, paths } = config;
  const opened = await openStore({ databaseUrl, dataDir: paths.dataDir }, { fieldKey, ids });
  const isWorker = config.roles.includes('worker');
  const presence = createPresence({
    store: opened,
    clock,
    ids,
    log,
    roles: config.roles,
    alone: databaseUrl === null,
    onFreed: () => wake(...loopNames),
  });
  const store = watchStore(opened, presence.suspect);
  const signals = createSignals(config, fieldKey, parts);
  const files = createFiles(config, clock);
  const post = createGuardedPost({ clock, loopback: config.webhookLoopback });
  const webAccounts = webAccountsOf(config);
  const connections = await connectChannels(platforms, config, webAccounts.length > 0, {
    ...{ clock, ids, fieldKey },
    shelfOf: (key) => createTokenShelf(key, { store, clock, leases: presence }),
  });
  const { channel } = connections;
  const written = await createWritten(config, store, parts);
  const { house, lookAtImported } = await createHouse(
    config,
    written.rules,
    platforms.wecom,
    store,
    channel,
    parts,
  );
  const metrics = createMetrics();
  const isWeb = config.roles.includes('web');
  const { invite: firstInvite } = isWeb
    ? await ensureFirstAdmin(config.adminPassword?.reveal() ?? null, { store, clock, ids })
    : { invite: null };

  const sessions = (id: ChannelId) => (id === 'wecom-kf' ? (connections.wecom?.sessions ?? null) : null);
  /** For /readyz: what each channel's platform last said; `waiting` = it did not answer or refused. */
  const states = new Map<string, string>(connections.ids.map((id) => [id, id === 'web' ? 'ok' : 'starting']));

  const intake = {
    store,
    clock,
    crashPoint,
    intake: config.intake,
    communityOf: (id: ChannelId, accountId: string) => accountOf(config, id, accountId).communityId,
    hasHazard: mind.hasHazard,
  };
  const missed = createMissedWakeUps(intake);
  const changes = createChangeWatch({ store, signals, alone: databaseUrl === null });
  const turnPorts: TurnPorts = {
    store,
    house,
    log,
    crashPoint,
    mindOf: mind.of,
    book: mind.book,
    render: mind.render,
    burstMs: config.intake.burstMs,
    channel,
    explain: parts.explain,
  };

  const speech = joinSpeech(config.model);
  const helpers = joinHelpers(config.model, { store, house, log, mind, metrics });
  const advising = helpers && {
    ...helpers,
    waiting: new Set<Promise<void>>(),
    onLate: () => ringAll('sends', 'jobs'),
  };

  /** The sign of life goes on while the others work, and first. */
  const life = loop('life', async () => {
    await presence.round();
    metrics.processes.set(presence.processCount());
    if ((await missed.keep()) > 0) ringFeeds();
    await changes.look();
    await lookAtImported();
    await written.look();
    return { more: false, nextAt: null };
  });
  const handlers = createJobHandlers({
    ...{ config, store, files, house, log, clock, ids, crashPoint, metrics, sessions, connections },
    ...{ turnPorts, speech, post },
  });
  const loops: Record<LoopName, Loop> = {
    feeds: loop('feeds', feedRound()),
    turns: loop('turns', async (signal) => {
      const ports = {
        ...turnPorts,
        advising,
        ids,
        leases: presence,
        turnAttempts: config.intake.turnAttempts,
        observe(outcome: 'done' | 'failed' | 'quarantined', conversationId: string) {
          metrics.turns.inc({ outcome });
          announce('turn.ended', conversationId);
        },
      };
      const count = await runDueTurns(ports, signal);
      if (count > 0) ringAll('sends', 'jobs', 'platform', 'webhooks', 'calls');
      return count > 0 ? { more: true } : sleepUntil((tx) => tx.turns.nextDueAt());
    }),
    jobs: loop('jobs', (signal) =>
      runJobs({ kinds: [MEDIA_JOB, PLATFORM_JOB, WEBHOOK_JOB, CALL_JOB], is: false }, signal),
    ),
    // A file that takes long to fetch must not hold up a call to the duty worker, nor another file.
    media: joinLoops(
      Array.from({ length: FILES_AT_ONCE }, (_, n) =>
        loop(`media-${n + 1}`, (signal) => runJobs({ kinds: [MEDIA_JOB], is: true }, signal)),
      ),
    ),
    platform: loop('platform', (signal) => runJobs({ kinds: [PLATFORM_JOB], is: true }, signal)),
    webhooks: joinLoops(
      Array.from({ length: WEBHOOKS_AT_ONCE }, (_, n) =>
        loop(`webhooks-${n + 1}`, (signal) => runJobs({ kinds: [WEBHOOK_JOB], is: true }, signal)),
      ),
    ),
    // A telephone that is to ring waits for no other program.
    calls: loop('calls', (signal) => runJobs({ kinds: [CALL_JOB], is: true }, signal)),
    sends: loop('sends', () => sends.work()),
  };
  const sends = createSendRound(
    {
      store,
      clock,
      ids,
      leases: presence,
      log,
      crashPoint,
      channel,
      onUndeliverable: (tx, row, reason) => noteUndeliverable(tx, row, reason, house),
      onSaidBefore: (tx, row) => noteSaidBefore(tx, row, house),
      onDelivered: (tx, row) => clearUndeliverable(tx, row, house),
      onCardSent: (tx, id, code) => noteCardCode(tx, id, code, house),
      noticeKindOf,
      onSessionSeen: (tx, id, seen) => noteSessionSeen(tx, id, seen, house),
      observe(result, id) {
        metrics.sends.inc({ channel: id, result });
        states.set(id, result === 'retry' || result === 'misconfigured' ? 'waiting' : 'ok');
      },
    },
    (conversationId) => {
      loops.sends.wake();
      if (conversationId !== null) announce('send.ended', conversationId);
    },
  );
  function wake(...names: LoopName[]) {
    for (const name of names) loops[name].wake();
  }
  /** A process that works itself does what it has found; the others look every second anyway. */
  function ringAll(...names: LoopName[]) {
    wake(...names);
    if (!isWorker) signals.wakeUps.ring(names);
  }
  /** For open pages, here and elsewhere: look at this conversation again. */
  function announce(kind: string, conversationId: string) {
    signals.live.publish({ topic: DESK_TOPIC, kind, subjectId: conversationId });
  }
  function announceDeed(kind: string, { conversationId, ticketId }: Readonly<Record<string, unknown>>) {
    if (typeof conversationId === 'string') announce(kind, conversationId);
    else if (typeof ticketId === 'string') announce(`ticket.${kind}`, ticketId);
    // Of no one conversation: whose communities these are, the list says.
    else if (kind === 'exports.changed') announce(kind, '');
  }
  /** Whoever reads the account now, here or elsewhere, must look once more. */
  function ringFeeds() {
    wake('feeds');
    signals.wakeUps.ring(['feeds']);
  }
  signals.wakeUps.onRing((names) => wake(...names));
  /** Words have been kept: whoever thinks, and whoever fetches their files. Open pages want to read them now. */
  function onItems() {
    ringAll('turns', 'media');
    announce('messages.arrived', '');
  }
  const onWork = () => ringAll('turns', 'jobs', 'platform', 'webhooks', 'calls', 'sends');

  const server = createHttpServer({
    config,
    store,
    files,
    house,
    log,
    clock,
    ids,
    metrics,
    sessions,
    onWork,
    ...createDoors(connections, {
      ...intake,
      ...{ log, metrics, house, onItems, onWork },
      onWakeUp: ringFeeds,
      onMissed: missed.add,
    }),
    mounts: parts.mounts({ store, house, onWork }),
    channelStates: () => Object.fromEntries(states),
    signalState: () => signals.state(),
    rateLimits: signals.limits,
    announce: announceDeed,
    webhookLoopback: config.webhookLoopback,
    cover: config.roster.cover,
    desk: {
      live: signals.live,
      limits: signals.limits,
      rulesOf: (id) => channel(id)?.rules ?? null,
      phrases: () => phrasesIn(mind.book.replies),
      knowledge: {
        ...mind.answers,
        replies: () => mind.book.replies,
        find: (question, communityId, day) =>
          mind.of(communityId).answers.find({ question, chosen: null, day }),
      },
      memberLogin: connections.wecom?.login ?? null,
      shown: config,
      photoLimits: config.intake.media,
      pagesDir: join(import.meta.dirname, '../console/dist'),
    },
    chat:
      connections.webDoor === null
        ? undefined
        : {
            door: connections.webDoor,
            accounts: webAccounts,
            intake,
            live: signals.live,
            limits: signals.limits,
            pagesDir: join(import.meta.dirname, '../console/dist/chat'),
          },
    processCount: () => presence.processCount(),
  });

  return {
    store,
    house,
    onWork,
    firstInvite,
    async start() {
      await presence.round();
      signals.start();
      life.start();
      const address = await server.start();
      if (isWorker) {
        await store.transact(async (tx) => {
          await planSweep(tx, clock.now() + SWEEP_AFTER_START_MS);
          await planStandIns(tx, clock.now() + SWEEP_AFTER_START_MS);
          await planRetention(tx, clock.now());
          await planOverdueLists(tx, house);
          await planRegisterReminder(tx, house);
        });
        for (const each of Object.values(loops)) each.start();
      }
      return address;
    },
    async stop() {
      // Sends under way may end by themselves: one that is broken off has an unknown outcome.
      const ended = Promise.all([
        server.stop(),
        ...Object.values(loops).map((each) => each.stop()),
        sends.settled(),
        ...(advising?.waiting ?? []),
      ]);
      await Promise.race([ended, sleep(clock, STOP_GRACE_MS)]);
      sends.cutOff();
      await sends.settled();
      await Promise.all([life.stop(), signals.stop()]);
      // Whatever is still claimed is free for the others at once. Without a database they find out by themselves.
      await presence.leave().catch((error: unknown) => log.warn({ event: 'process.left-unsaid', error }));
      await store.close();
    },
  };

  function loop(name: string, work: (signal: AbortSignal) => Promise<LoopOutcome>): Loop {
    return createLoop({ name, clock, log, work });
  }

  function feedRound(): (signal: AbortSignal) => Promise<LoopOutcome> {
    const { wecom } = connections;
    if (!wecom) return async () => ({ more: false, nextAt: null });
    return createFeedRound({
      ...intake,
      leases: presence,
      log,
      feed: wecom.feedOf({ silk: speech !== null }),
      onAccepted: onItems,
      observe(outcome) {
        metrics.feedReads.inc({ outcome });
        if (outcome !== 'busy') states.set('wecom-kf', outcome === 'read' ? 'ok' : 'waiting');
      },
    });
  }

  async function sleepUntil(next: (tx: Tx) => Promise<number | null>): Promise<LoopOutcome> {
    const nextAt = await store.read(next);
    return { more: false, nextAt: nextAt !== null && nextAt > clock.now() ? nextAt : null };
  }

  async function runJobs(only: JobFilter, signal: AbortSignal): Promise<LoopOutcome> {
    const isAlone = only.is && only.kinds.some((kind) => kind === MEDIA_JOB || kind === WEBHOOK_JOB);
    const pace = isAlone ? { batch: 1, maxAttempts: FILE_ATTEMPTS } : {};
    const ports = {
      store,
      clock,
      ids,
      leases: presence,
      log,
      crashPoint,
      only,
      ...pace,
      handlers,
    };
    const isFiles = only.is && only.kinds.includes(MEDIA_JOB);
    const onDone = () => {
      ringAll('turns', 'sends', 'platform', 'webhooks', 'calls');
      // Open pages showed them as on their way.
      if (isFiles) announce('files.settled', '');
    };
    const count = await runDueJobs({ ...ports, onDone }, signal);
    return count > 0 ? { more: true } : sleepUntil((tx) => tx.jobs.nextDueAt());
  }
}

function createFiles({ mediaBucket, paths }: Config, clock: Clock): MediaStore {
  if (mediaBucket === null) return createMediaFolder(paths.dataDir, clock);
  return createMediaBucket({ ...mediaBucket, secretAccessKey: mediaBucket.secretAccessKey.reveal() }, clock);
}

/** The web chat is on where an account of it is listed; the one for trying only beside the simulator. */
export function webAccountsOf({ channels, simulator }: Pick<Config, 'channels' | 'simulator'>) {
  return channels.accounts.filter(({ channel, demo }) => channel === 'web' && (!demo || simulator));
}

function createSignals(config: Config, fieldKey: Buffer, { clock, ids, log }: AppParts): Signals {
  if (!config.redisUrl) return createSignalsAlone({ clock, ids });
  // The same in all processes of one desk, and another for every other desk on that Redis.
  const desk = createHash('sha256').update('signals|').update(fieldKey).digest('hex').slice(0, 12);
  return createRedisSignals({ url: config.redisUrl.reveal(), prefix: `desk:${desk}`, clock, ids, log });
}

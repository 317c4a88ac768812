// Builds every part from the configuration and joins them. The only file that knows all parts.
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Router } from 'express';
import { joinHelpers, joinSpeech } from './adviser.ts';
import { type Clock, sleep } from './base/clock.ts';
import type { CrashPoint } from './base/crash-points.ts';
import { TemporaryError } from './base/errors.ts';
import type { Ids } from './base/ids.ts';
import type { Logger } from './base/log.ts';
import type { Channel, ChannelId } from './channels/contract.ts';
import { wallDate } from './clocks/service-calendar.ts';
import type { Config, People } from './config/config.ts';
import { houseOn, type WrittenHouse } from './config/written-house.ts';
import { RULE_KINDS, type Rules, rulesOn, withSwaps } from './config/written-rules.ts';
import { connectChannels, type Platforms } from './connections.ts';
import { runDueTurns } from './conversations/due-turns.ts';
import { HANDOFF_JOB, type HandoffWatch, remindHandoff } from './conversations/handoff.ts';
import { noteSessionSeen } from './conversations/handover.ts';
import { tellLostFile } from './conversations/lost-file.ts';
import { nextSilence, SILENCE_JOB } from './conversations/silence.ts';
import { runSilence, type TurnPorts } from './conversations/turn.ts';
import { createCardJob } from './desk/card-changes.ts';
import { createSessionJobs } from './desk/native-handover.ts';
import { ANSWER_KIND, toVersion } from './desk/written-answers.ts';
import { PHRASE_KIND, toPhrase } from './desk/written-phrases.ts';
import { createDoors } from './doors.ts';
import { DESK_TOPIC } from './http/desk/stream.ts';
import { createMetrics } from './http/metrics.ts';
import { createHttpServer } from './http/server.ts';
import { applyImport, IMPORT_JOB } from './imports/deeds.ts';
import { createLiveBills } from './imports/live-bills.ts';
import { createMissedWakeUps } from './intake/accept.ts';
import { createFeedRound } from './intake/feed-loop.ts';
import { createForgetMediaJob, createMediaJob, FORGET_MEDIA_JOB, MEDIA_JOB } from './intake/media.ts';
import { createSweepMediaJob, planSweep, SWEEP_MEDIA_JOB } from './intake/media-sweep.ts';
import { createVoiceJob, LISTEN, planListening } from './intake/voice.ts';
import { type JobHandler, runDueJobs } from './jobs/job-runner.ts';
import { createLoop, joinLoops, type Loop, type LoopOutcome } from './jobs/loop.ts';
import { PLATFORM_JOB } from './jobs/platform-job.ts';
import type { Mind } from './mind.ts';
import { TELL_JOB, tellReaders } from './notices/tell.ts';
import { createSendRound } from './outbox/send-loop.ts';
import { ensureFirstAdmin } from './people/accounts.ts';
import { withChoices } from './replies/compose.ts';
import { phrasesIn } from './replies/phrases.ts';
import { createSignalsAlone } from './signals/alone.ts';
import { createChangeWatch } from './signals/change-watch.ts';
import { type LoopName, loopNames, type Signals } from './signals/contract.ts';
import { createPresence } from './signals/presence.ts';
import { createRedisSignals } from './signals/redis.ts';
import { createTokenShelf } from './signals/token-shelf.ts';
import { watchStore } from './signals/watched-store.ts';
import type { Job, JobFilter, Store, Tx } from './storage/contract.ts';
import { loadFieldKey } from './storage/field-key.ts';
import { createMediaFolder } from './storage/media/folder.ts';
import { createMediaBucket } from './storage/media/s3.ts';
import type { MediaStore } from './storage/media-contract.ts';
import { openStore } from './storage/open.ts';
import { CHANGE_CARD, noteCardCode } from './tickets/cards.ts';
import { CLOCK_JOB, checkClocks } from './tickets/clocks.ts';
import { dueWork } from './tickets/due-work.ts';
import { CALL_JOB, createCallJob } from './tickets/emergency-calls.ts';
import type { House } from './tickets/house.ts';
import { personalOf } from './tickets/news.ts';
import { noticeKindOf } from './tickets/notice-kind.ts';
import { planOverdueLists } from './tickets/overdue-lists.ts';
import { matterLabel, PAGE_JOB, page } from './tickets/paging.ts';
import { planRegisterReminder } from './tickets/register-reminder.ts';
import { planRetention, purgedBefore, purgeStep, RETENTION_JOB } from './tickets/retention.ts';
import { planStandIns } from './tickets/standing-in.ts';
import type { Ticket } from './tickets/ticket.ts';
import { clearUndeliverable, noteSaidBefore, noteUndeliverable } from './tickets/undeliverable.ts';
import { WEBHOOK_JOB } from './webhooks/announce.ts';
import { createWebhookJob } from './webhooks/deliver.ts';
import { createWebhookCaller } from './webhooks/emergency-call.ts';
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
  const platformDeeds = new Map(
    Object.entries({
      ...createSessionJobs({
        store,
        house,
        log,
        sessions,
      }),
      [CHANGE_CARD]: createCardJob({ store, house, channel }),
    }),
  );
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
      handlers: jobHandlers(),
    };
    const onDone = () => ringAll('turns', 'sends', 'platform', 'webhooks', 'calls');
    const count = await runDueJobs({ ...ports, onDone }, signal);
    return count > 0 ? { more: true } : sleepUntil((tx) => tx.jobs.nextDueAt());
  }

  function jobHandlers(): Record<string, JobHandler> {
    const fetchFile = createMediaJob({
      store,
      files,
      clock,
      crashPoint,
      limits: config.intake.media,
      source: connections.mediaOf,
      onStored: async (tx, attachment) => {
        if (speech) await planListening(tx, attachment, clock.now());
      },
      onLost: (tx, attachment) => tellLostFile(tx, attachment, house),
    });
    const listen =
      speech && config.model
        ? createVoiceJob({
            store,
            files,
            clock,
            speech,
            timeoutMs: config.model.voice.timeoutMs,
            observe: (outcome) => metrics.voices.inc({ outcome }),
          })
        : fetchFile;
    const { emergencyCall } = config;
    const caller = emergencyCall
      ? createWebhookCaller({ url: emergencyCall.url, secret: emergencyCall.secret.reveal(), post, clock })
      : null;
    const matterOf = (ticket: Ticket) => matterLabel(ticket, house);
    return {
      [MEDIA_JOB]: (job, signal) => (job.payload.deed === LISTEN ? listen : fetchFile)(job, signal),
      [FORGET_MEDIA_JOB]: createForgetMediaJob(files),
      [SWEEP_MEDIA_JOB]: createSweepMediaJob({ store, files, clock, log }),
      [RETENTION_JOB]: async (job) => {
        const purged = purgedBefore(job);
        if (purged) metrics.purged.inc({ kind: purged.kind }, purged.gone);
        return (tx) => purgeStep(tx, job, house);
      },
      [IMPORT_JOB]: async (job) => (tx) => applyImport(tx, job, { clock }),
      [WEBHOOK_JOB]: createWebhookJob({ store, clock, ids, log, post, personalOf }),
      [CALL_JOB]: createCallJob({ store, clock, house, caller, matterOf }),
      [PLATFORM_JOB]: async (job, signal) => {
        const handler = platformDeeds.get(String(job.payload.deed));
        if (!handler) throw new TemporaryError('jobs/unknown-deed', 'nobody here does this deed');
        return handler(job, signal);
      },
      [PAGE_JOB]: async (job) => async (tx) => {
        const ticket = await tx.tickets.get(job.subjectId);
        const { step, reminder, round = 0 } = job.payload;
        if (ticket)
          await page(
            tx,
            ticket,
            { step: Number(step), reminder: reminder === true, round: Number(round) },
            house,
          );
      },
      [CLOCK_JOB]: async (job) => (tx) => checkClocks(tx, job.subjectId, house, job.dueAt),
      ...Object.fromEntries(
        Object.entries(dueWork).map(([kind, due]) => [
          kind,
          async (job: Job) => (tx: Tx) => due(tx, job, house),
        ]),
      ),
      [TELL_JOB]: async (job) => (tx) => tellReaders(tx, job, house),
      [SILENCE_JOB]: async (job) => async (tx) => {
        const rule = await nextSilence(tx, job);
        if (rule !== null) await runSilence(tx, job.subjectId, rule, turnPorts);
      },
      [HANDOFF_JOB]: async (job) => (tx) =>
        remindHandoff(tx, job.subjectId, job.payload as HandoffWatch, house),
    };
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

/** An account that is not listed is served all the same. */
function accountOf({ channels }: Config, channel: ChannelId, accountId: string) {
  // Behind the Bot Framework an account is a whole channel (directline), however many conversations it has.
  const listedAs = channel === 'bot-framework' ? accountId.split(':', 1)[0] : accountId;
  const listed = channels.accounts.find((each) => each.channel === channel && each.accountId === listedAs);
  return listed ?? channels.unlisted;
}

async function createHouse(
  config: Config,
  rules: () => Rules & WrittenHouse,
  wecom: Platforms['wecom'],
  store: Store,
  channel: (id: ChannelId) => Channel | null,
  { clock, ids, mind }: AppParts,
): Promise<{ house: House; lookAtImported(): Promise<void> }> {
  await store.transact(async (tx) => {
    for (const community of config.communities) await tx.communities.ensure(community, clock.now());
    // Whoever was brought in at the console stands in for the files.
    if ((await tx.staff.importedAt()) === null) await tx.staff.replaceAll(config, clock.now());
    for (const account of config.channels.accounts) {
      if (wecom && account.channel === 'wecom-kf' && account.demo === config.simulator) {
        await tx.accounts.ensure(account.channel, account.accountId, clock.now());
      }
    }
  });
  const bills = createLiveBills(store, config.bills);
  await bills.look();
  let people = await store.read((tx) => tx.staff.load());
  let importedAt = await store.read((tx) => tx.staff.importedAt());
  let joined: { of: People; swaps: Rules['swaps']; people: People } | null = null;
  const restoredAt = await store.read((tx) => tx.restores.lastAt());
  /** Another process, or this one, has brought in others. */
  async function lookAtImported(): Promise<void> {
    await bills.look();
    const at = await store.read((tx) => tx.staff.importedAt());
    if (at === importedAt) return;
    people = await store.read((tx) => tx.staff.load());
    importedAt = at;
  }
  const house: House = {
    restoredAt,
    clock,
    ids,
    people: () => {
      const { swaps } = rules();
      if (joined?.of !== people || joined.swaps !== swaps)
        joined = { of: people, swaps, people: withSwaps(people, swaps) };
      return joined.people;
    },
    get sla() {
      return rules().sla;
    },
    get calendar() {
      return rules().calendar;
    },
    escalation: config.escalation,
    incidents: config.incidents,
    notices: config.notices,
    dispatch: config.dispatch,
    prices: config.prices,
    complaints: config.complaints,
    applications: config.applications,
    get bills() {
      return bills.book();
    },
    retention: config.retention,
    get departments() {
      return rules().departments;
    },
    get communities() {
      return rules().communities;
    },
    get grids() {
      return rules().grids;
    },
    lexicon: mind.lexicon,
    // Only 微信客服 has a client in which people of ours answer residents.
    handoffOf: ({ channel, channelAccountId }) =>
      channel === 'wecom-kf' ? accountOf(config, channel, channelAccountId).handoff : 'console',
    rulesOf: (id) => channel(id)?.rules ?? null,
    staffAccountId: wecom?.agentId ?? null,
    emergencyCalls: config.emergencyCall !== null,
    robots: config.simulator
      ? []
      : [
          ...(config.feishu ? [{ channel: 'feishu' as const, accountId: config.feishu.appId }] : []),
          ...(config.dingtalk
            ? [{ channel: 'dingtalk' as const, accountId: config.dingtalk.robotCode }]
            : []),
        ],
    linkTo: (ticketId) => phoneLink(config, `/m/tickets/${ticketId}`),
    say: (key, fields, to) => mind.say(key, fields, to),
    ask: (key, fields, choices, to) =>
      withChoices(mind.say(key, fields, to), choices, channel(to.channel)?.rules ?? null),
  };
  return { house, lookAtImported };
}

/** Signs in on the way, where that is still to be done. */
function phoneLink({ server, simulator }: Config, page: string): string | null {
  // Played phones are on this machine.
  const here = simulator && server.port !== 0 ? `http://localhost:${server.port}` : null;
  const base = server.publicUrl ?? here;
  return base === null ? null : `${base}/desk/api/sign-in/member?to=${encodeURIComponent(page)}`;
}

/** Keeps what was written at the console, here or in another process, over what the files say. */
async function createWritten(
  config: Config,
  store: Store,
  { clock, mind }: AppParts,
): Promise<{ rules(): Rules & WrittenHouse; look(): Promise<void> }> {
  let heeded = '';
  let rules = { ...rulesOn(config, [], ''), ...houseOn(config, [], '') };
  const look = async () => {
    const day = wallDate(clock.now());
    const mark = await store.read((tx) => tx.written.mark());
    if (heeded === `${mark} ${day}`) return;
    const { answers, phrases, others } = await store.read(async (tx) => ({
      answers: await tx.written.list(ANSWER_KIND),
      phrases: await tx.written.list(PHRASE_KIND),
      others: [...(await tx.written.list(RULE_KINDS.rule)), ...(await tx.written.list(RULE_KINDS.swap))],
    }));
    rules = { ...rulesOn(config, others, day), ...houseOn(config, others, day) };
    mind.heed({ answers: answers.map(toVersion), phrases: phrases.map(toPhrase) }, day, rules);
    heeded = `${mark} ${day}`;
  };
  await look();
  return { rules: () => rules, look };
}

function createSignals(config: Config, fieldKey: Buffer, { clock, ids, log }: AppParts): Signals {
  if (!config.redisUrl) return createSignalsAlone({ clock, ids });
  // The same in all processes of one desk, and another for every other desk on that Redis.
  const desk = createHash('sha256').update('signals|').update(fieldKey).digest('hex').slice(0, 12);
  return createRedisSignals({ url: config.redisUrl.reveal(), prefix: `desk:${desk}`, clock, ids, log });
}

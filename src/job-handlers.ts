// What is done with each kind of due job.
import type { Clock } from './base/clock.ts';
import type { CrashPoint } from './base/crash-points.ts';
import { TemporaryError } from './base/errors.ts';
import type { Ids } from './base/ids.ts';
import type { Logger } from './base/log.ts';
import type { Config } from './config/config.ts';
import type { Connections } from './connections.ts';
import { DRAFT_JOB } from './conversations/drafts.ts';
import { HANDOFF_JOB, type HandoffWatch, remindHandoff } from './conversations/handoff.ts';
import { tellLostFile } from './conversations/lost-file.ts';
import { nextSilence, SILENCE_JOB } from './conversations/silence.ts';
import { liftUrgent, remindDraft } from './conversations/trainees.ts';
import { runSilence, type TurnPorts } from './conversations/turn.ts';
import { createCardJob } from './desk/card-changes.ts';
import { createSessionJobs } from './desk/native-handover.ts';
import type { SessionPorts } from './desk/sessions.ts';
import type { Metrics } from './http/metrics.ts';
import { applyImport, IMPORT_JOB } from './imports/deeds.ts';
import { createForgetMediaJob, createMediaJob, FORGET_MEDIA_JOB, MEDIA_JOB } from './intake/media.ts';
import { createSweepMediaJob, SWEEP_MEDIA_JOB } from './intake/media-sweep.ts';
import { createVoiceJob, LISTEN, planListening } from './intake/voice.ts';
import type { JobHandler } from './jobs/job-runner.ts';
import { PLATFORM_JOB } from './jobs/platform-job.ts';
import type { SpeechToText } from './model/contract.ts';
import { TELL_JOB, tellReaders } from './notices/tell.ts';
import type { Store } from './storage/contract.ts';
import type { MediaStore } from './storage/media-contract.ts';
import { CHANGE_CARD } from './tickets/cards.ts';
import { dueHandlers } from './tickets/due-work.ts';
import { CALL_JOB, createCallJob, withCallsOfBefore } from './tickets/emergency-calls.ts';
import { URGENT_JOB } from './tickets/handing-over.ts';
import type { House } from './tickets/house.ts';
import { personalOf } from './tickets/news.ts';
import { matterLabel } from './tickets/paging.ts';
import { purgedBefore, purgeStep, RETENTION_JOB } from './tickets/retention.ts';
import type { Ticket } from './tickets/ticket.ts';
import { WEBHOOK_JOB } from './webhooks/announce.ts';
import { createWebhookJob } from './webhooks/deliver.ts';
import { createWebhookCaller } from './webhooks/emergency-call.ts';
import type { Post } from './webhooks/post.ts';

type JobHandlerPorts = {
  config: Config;
  store: Store;
  files: MediaStore;
  house: House;
  log: Logger;
  clock: Clock;
  ids: Ids;
  crashPoint: CrashPoint;
  metrics: Metrics;
  sessions: SessionPorts['sessions'];
  connections: Connections;
  turnPorts: TurnPorts;
  /** Null = nobody listens to voices. */
  speech: SpeechToText | null;
  post: Post;
};

export function createJobHandlers({
  config,
  store,
  files,
  house,
  log,
  clock,
  ids,
  crashPoint,
  metrics,
  sessions,
  connections,
  turnPorts,
  speech,
  post,
}: JobHandlerPorts): Record<string, JobHandler> {
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
  const platformDeeds = new Map(
    Object.entries({
      ...createSessionJobs({ store, house, log, sessions }),
      [CHANGE_CARD]: createCardJob({ store, house, channel: connections.channel }),
    }),
  );
  const matterOf = (ticket: Ticket) => matterLabel(ticket, house);
  const ring = createCallJob({ store, clock, house, caller, matterOf });
  const tell = createWebhookJob({ store, clock, ids, log, post, personalOf });
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
    [WEBHOOK_JOB]: withCallsOfBefore(tell, ring),
    [CALL_JOB]: ring,
    [PLATFORM_JOB]: async (job, signal) => {
      const handler = platformDeeds.get(String(job.payload.deed));
      if (!handler) throw new TemporaryError('jobs/unknown-deed', 'nobody here does this deed');
      return handler(job, signal);
    },
    ...dueHandlers(house),
    [TELL_JOB]: async (job) => (tx) => tellReaders(tx, job, house),
    [SILENCE_JOB]: async (job) => async (tx) => {
      const rule = await nextSilence(tx, job);
      if (rule !== null) await runSilence(tx, job.subjectId, rule, turnPorts);
    },
    [HANDOFF_JOB]: async (job) => (tx) =>
      remindHandoff(tx, job.subjectId, job.payload as HandoffWatch, house),
    [URGENT_JOB]: async (job) => (tx) => liftUrgent(tx, job.subjectId, house),
    [DRAFT_JOB]: async (job) => (tx) => remindDraft(tx, job, house),
  };
}

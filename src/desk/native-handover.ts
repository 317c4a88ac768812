// A person was asked for, and people answer in the platform's own client: find one who receives there and give them the session. Nobody
// receives: everything stays as it is and reception is called. A job, because the platform must be asked; done again after a crash, it
// finds the session where the first try had brought it.
import { TemporaryError } from '../base/errors.ts';
import type { Logger } from '../base/log.ts';
import type { SessionSeen } from '../channels/contract.ts';
import type { Conversation } from '../conversations/conversation.ts';
import {
  callInstead,
  departmentOfTeam,
  dueHandover,
  END_SESSION,
  HAND_OVER,
  type HandoverWish,
} from '../conversations/handoff.ts';
import { handedToServicer, noteSessionSeen } from '../conversations/handover.ts';
import type { JobHandler } from '../jobs/job-runner.ts';
import type { Job, Tx } from '../storage/contract.ts';
import { onDuty } from '../tickets/roster.ts';
import { endSession, type Receiving, type SessionPorts, whoIsReceiving } from './sessions.ts';

/** The last words of the bot (请稍等, the ticket's number) go out first: afterwards it may not speak any more. */
const LOOK_AGAIN_MS = 500;
const MOST_LOOKS = 40;
/** Then reception is called at the latest; a resident must not wait for a platform that does not answer. */
const MOST_TRIES = 3;
const MOST_PEOPLE_ASKED = 5;

type Found =
  | { kind: 'handed'; staffChannelUserId: string; messageCode: string | null }
  | { kind: 'nobody' }
  | { kind: 'elsewhere'; seen: SessionSeen };

/** The deeds of conversations that call the platform. */
export function createSessionJobs(ports: SessionPorts & { log: Logger }): Record<string, JobHandler> {
  return {
    [HAND_OVER]: createHandoverJob(ports),
    [END_SESSION]: async (job, signal) => {
      await endSession(job.subjectId, ports, signal);
      return async () => {};
    },
  };
}

function createHandoverJob(ports: SessionPorts & { log: Logger }): JobHandler {
  const { store, house, log } = ports;
  return async (job, signal) => {
    const wish = job.payload as HandoverWish & { deed: string };
    const looked = await store.read(async (tx) => ({
      conversation: await tx.conversations.get(job.subjectId),
      speaking: await tx.outbox.underWay(job.subjectId),
    }));
    const { conversation, speaking } = looked;
    if (!conversation || !isWanted(conversation, wish)) return async () => {};
    if (speaking && wish.round < MOST_LOOKS) {
      const next = { ...wish, round: wish.round + 1 };
      return (tx) => dueHandover(tx, conversation, next, house.clock.now() + LOOK_AGAIN_MS);
    }
    const found = await findServicer(conversation, wish, ports, signal).catch((error: unknown) => {
      if (!(error instanceof TemporaryError) || job.attempt < MOST_TRIES) throw error;
      log.warn({ event: 'handover.platform-silent', conversationId: conversation.id, code: error.code });
      return { kind: 'nobody' } as const;
    });
    return (tx) => settle(tx, job, wish, found);
  };

  async function settle(tx: Tx, job: Job, wish: HandoverWish, found: Found): Promise<void> {
    if (found.kind === 'elsewhere') await noteSessionSeen(tx, job.subjectId, found.seen, house);
    const fresh = await tx.conversations.get(job.subjectId);
    if (!fresh) return;
    // Where the platform has it counts, also when somebody took it here in the meantime.
    if (found.kind === 'handed') await handedToServicer(tx, fresh, { ...found, wish }, house);
    else if (isWanted(fresh, wish)) await callInstead(tx, fresh, wish, house);
  }
}

function isWanted({ owner, epoch }: Conversation, wish: HandoverWish): boolean {
  return owner.kind === 'nobody' && epoch === wish.epoch;
}

async function findServicer(
  conversation: Conversation,
  wish: HandoverWish,
  ports: SessionPorts,
  signal: AbortSignal,
): Promise<Found> {
  const control = ports.sessions(conversation.channel);
  if (!control) return { kind: 'nobody' };
  const receiving = inOrder(await whoIsReceiving(conversation, ports, signal), conversation, wish, ports);
  for (const { staffChannelUserId } of receiving.slice(0, MOST_PEOPLE_ASKED)) {
    const moved = await control.move(conversation, { state: 'human', staffChannelUserId }, signal);
    switch (moved.kind) {
      case 'moved':
        return { kind: 'handed', staffChannelUserId, messageCode: moved.messageCode };
      case 'person-away': // stopped just now
        continue;
      case 'no-way':
        return { kind: 'elsewhere', seen: moved.seen };
      case 'retry':
        throw new TemporaryError(
          'desk/platform-not-now',
          `the platform could not move a session (${moved.code})`,
        );
      case 'misconfigured':
      case 'rejected':
        return { kind: 'nobody' };
    }
  }
  return { kind: 'nobody' };
}

/** Who is on duty for the team comes first, then whoever works for this estate, then the rest. */
function inOrder(
  receiving: readonly Receiving[],
  { communityId }: Conversation,
  { team }: HandoverWish,
  { house }: Pick<SessionPorts, 'house'>,
): Receiving[] {
  const { staff, roster } = house.people();
  const duty = onDuty(roster, staff, {
    department: departmentOfTeam(team),
    communityId,
    at: house.clock.now(),
  }).map((member) => member.id);
  const place = ({ staff: member }: Receiving) => {
    if (member === null) return duty.length + 2;
    const shift = duty.indexOf(member.id);
    if (shift >= 0) return shift;
    return member.communityIds.includes(communityId) ? duty.length : duty.length + 1;
  };
  return [...receiving].sort((a, b) => place(a) - place(b));
}

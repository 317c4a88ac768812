// Carries out what a flow ordered: deeds on tickets, handoff, silence wake-ups, and words. All in the turn's transaction.
import type { Channel } from '../channels/contract.ts';
import { sayInstant } from '../clocks/service-calendar.ts';
import type { Effect } from '../flows/effects.ts';
import { enqueueReply } from '../outbox/enqueue.ts';
import { composeReplies } from '../replies/compose.ts';
import type { RenderedReply, ReplyRenderer } from '../replies/render.ts';
import type { Tx } from '../storage/contract.ts';
import { amendTicket, cancelTicket, openTicket } from '../tickets/deeds.ts';
import { sayPhone } from '../tickets/describe.ts';
import { botActor, type House } from '../tickets/house.ts';
import type { Conversation } from './conversation.ts';
import { askForPerson } from './handoff.ts';

export type EffectPorts = { house: House; render: ReplyRenderer; channel: Channel['rules'] };

export const SILENCE_JOB = 'conversation.silence';

/** Tickets of the matters talked about, by the flow's name for the matter. Kept with the conversation. */
export type MatterTickets = Record<string, string>;

/** `muted`: a person owns the conversation; deeds are done, words are not said. */
export async function carryOut(
  tx: Tx,
  conversation: Conversation,
  matters: MatterTickets,
  effects: readonly Effect[],
  options: { muted: boolean; eventCode: string | null; lang: 'zh-CN' | 'zh-TW' | 'en' },
  ports: EffectPorts,
): Promise<void> {
  const { house } = ports;
  const now = house.clock.now();
  const told: Record<string, string> = await standingFields(tx, conversation, matters, ports);
  const replies: { rendered: RenderedReply; promise: boolean; ticketId: string | null }[] = [];
  let lastTicketId: string | null = null;

  for (const effect of effects) {
    switch (effect.type) {
      case 'ticket.open': {
        const { ticket, told: opening } = await openTicket(
          tx,
          { conversation, kind: effect.kind, facts: effect.facts, partial: effect.partial, actor: botActor },
          house,
        );
        matters[effect.ref] = ticket.id;
        lastTicketId = ticket.id;
        Object.assign(told, {
          'ticket.code': ticket.code,
          'owner.name': opening.ownerName,
          'owner.phone': sayPhone(opening.ownerPhone) ?? '',
          'team.phone': sayPhone(opening.ownerPhone) ?? told['team.phone'] ?? '',
          promise: ticket.promise.text,
          'promise.at': ticket.promise.dueAt === null ? '' : `${sayInstant(ticket.promise.dueAt, now)} 前`,
        });
        break;
      }
      case 'ticket.amend': {
        const ticketId = matters[effect.ref];
        if (ticketId)
          await amendTicket(tx, ticketId, { facts: effect.facts, why: effect.why, actor: botActor }, house);
        break;
      }
      case 'ticket.withdraw': {
        const ticketId = matters[effect.ref];
        const actor = { kind: 'resident', id: conversation.residentId, source: 'bot' } as const;
        if (ticketId) await cancelTicket(tx, ticketId, { actor, reason: effect.reason }, house);
        break;
      }
      case 'handoff':
        if (!options.muted)
          await askForPerson(tx, conversation, effect, lastTicketId ?? latest(matters), house);
        break;
      case 'silence.arm':
        await tx.jobs.cancel(SILENCE_JOB, conversation.id);
        if (options.muted) break;
        for (const [index, afterMs] of effect.afterMs.entries()) {
          await tx.jobs.add({
            kind: SILENCE_JOB,
            subjectId: conversation.id,
            dueAt: now + afterMs,
            payload: { index },
            uniqueKey: `${SILENCE_JOB}:${conversation.id}:${conversation.version}:${index}`,
          });
        }
        break;
      case 'reply': {
        if (options.muted) break;
        const rendered = ports.render({
          key: effect.key,
          fields: { ...told, ...effect.fields },
          attempt: effect.attempt,
          lang: options.lang,
          channel: conversation.channel,
          seed: conversation.id,
          slotClass: effect.slotClass,
          ...(effect.asks === undefined ? {} : { asks: effect.asks }),
          ...(effect.menu === undefined ? {} : { menu: effect.menu }),
        });
        replies.push({
          rendered,
          promise: lastTicketId !== null || effect.slotClass !== 'ordinary',
          ticketId: lastTicketId,
        });
      }
    }
  }
  await say(tx, conversation, replies, options.eventCode, ports, now);
}

/** Words leave after all deeds, under the owner the deeds have left behind. */
async function say(
  tx: Tx,
  conversation: Conversation,
  replies: { rendered: RenderedReply; promise: boolean; ticketId: string | null }[],
  eventCode: string | null,
  ports: EffectPorts,
  now: number,
): Promise<void> {
  const composed = composeReplies(
    replies.map((reply) => reply.rendered),
    ports.channel,
  );
  for (const [index, message] of composed.entries()) {
    const parts = replies.filter((reply) => message.keys.includes(reply.rendered.key));
    const ticketId = parts.find((part) => part.ticketId !== null)?.ticketId ?? null;
    await enqueueReply(
      tx,
      conversation,
      {
        content: message.content,
        author: 'bot',
        replyKey: message.keys.join('+'),
        slotClass: message.slotClass,
        mayMerge: message.mayMerge && message.content.type === 'text',
        promise: parts.some((part) => part.promise),
        ...(ticketId === null ? {} : { ticketId }),
        ...(eventCode !== null && index === 0 ? { eventCode } : {}),
      },
      now,
    );
  }
}

/** Fields every reply may use: those of the latest ticket of this conversation, and the number to call. */
async function standingFields(
  tx: Tx,
  conversation: Conversation,
  matters: MatterTickets,
  { house }: EffectPorts,
): Promise<Record<string, string>> {
  const office = house.communities.find((each) => each.id === conversation.communityId)?.office;
  const fields: Record<string, string> = { 'team.phone': office?.phone ?? '' };
  const ticketId = latest(matters);
  const ticket = ticketId === null ? null : await tx.tickets.get(ticketId);
  if (!ticket) return fields;
  const owner = house.people().staff.find((member) => member.id === (ticket.assignee ?? ticket.firstOwner));
  return {
    ...fields,
    'ticket.code': ticket.code,
    'owner.name': owner ? `${owner.title}${owner.name}` : '值班同事',
    'owner.phone': sayPhone(owner?.phone ?? null) ?? office?.phone ?? '',
    promise: ticket.promise.text,
    'promise.at':
      ticket.promise.dueAt === null ? '' : `${sayInstant(ticket.promise.dueAt, house.clock.now())} 前`,
  };
}

function latest(matters: MatterTickets): string | null {
  return Object.values(matters).at(-1) ?? null;
}

// Carries out what a flow ordered: deeds on tickets, handoff, silence wake-ups, and words. All in the turn's transaction.
import type { Channel, SpokenContent } from '../channels/contract.ts';
import { sayInstant } from '../clocks/service-calendar.ts';
import type { Effect, MatterFacts } from '../flows/effects.ts';
import { noteReader } from '../notices/tell.ts';
import { enqueueReply } from '../outbox/enqueue.ts';
import { composeReplies } from '../replies/compose.ts';
import type { RenderedReply, ReplyRenderer } from '../replies/render.ts';
import type { Lang } from '../replies/reply.ts';
import type { TicketStanding, Tx } from '../storage/contract.ts';
import { doneBeforeDanger, reopenInstead } from '../tickets/came-back.ts';
import { amendTicket, cancelTicket, openTicket, type ToldAtOpening } from '../tickets/deeds.ts';
import { contactFor } from '../tickets/departments.ts';
import { sayPhone } from '../tickets/describe.ts';
import { botActor, type House, sayStaff, staffById } from '../tickets/house.ts';
import { noteToldAtOnce } from '../tickets/incident-bulletins.ts';
import { joinResident, leaveIncident } from '../tickets/incident-reach.ts';
import { sayPromise } from '../tickets/promise.ts';
import type { Ticket, TicketKind } from '../tickets/ticket.ts';
import type { Conversation, EventCode, Occasion } from './conversation.ts';
import { askForPerson } from './handoff.ts';
import type { ChosenWordings } from './rewording.ts';
import { armSilence } from './silence.ts';

export type EffectPorts = { house: House; render: ReplyRenderer; channel: Channel['rules'] };

/** Tickets of the matters talked about, by the flow's name for the matter. Kept with the conversation. */
export type MatterTickets = Record<string, string>;
export type MatterStandings = ReadonlyMap<string, TicketStanding>;

/** `muted`: a person owns the conversation; deeds are done, words are not said. */
export async function carryOut(
  tx: Tx,
  conversation: Conversation,
  matters: MatterTickets,
  /** Where the tickets of these matters stood when the turn began. */
  standings: MatterStandings,
  effects: readonly Effect[],
  options: {
    muted: boolean;
    eventCode: EventCode | null;
    lang: 'zh-CN' | 'zh-TW' | 'en';
    occasion: Omit<Occasion, 'ordinal'>;
    /** Null: everything is said as written. */
    rewording: ChosenWordings | null;
  },
  ports: EffectPorts,
): Promise<void> {
  const { house } = ports;
  const now = house.clock.now();
  const standing = standingFields(conversation, house);
  const told = new Map<string, Record<string, string>>();
  /** What replies may say of the ticket of a matter; asked for by those that speak of one. */
  const fieldsOf = (ref: string) => {
    const before = standings.get(ref);
    const fields = told.get(ref) ?? (before ? fieldsOfStanding(before, now, house) : {});
    told.set(ref, fields);
    return fields;
  };
  const replies: SpokenReply[] = [];
  let newestRef: string | null = Object.keys(matters).at(-1) ?? null;
  const opened = new Set<string>();
  const joined = new Map<string, Extract<Effect, { type: 'incident.join' }>>();
  const openNew = async (
    ref: string,
    { kind, facts, partial }: { kind: TicketKind; facts: MatterFacts; partial: boolean },
  ) => {
    const opening = { conversation, kind, facts, partial, actor: botActor };
    const { ticket, told: atOpening } = await openTicket(tx, opening, house);
    matters[ref] = ticket.id;
    newestRef = ref;
    opened.add(ref);
    told.set(ref, fieldsAtOpening(ticket, atOpening, now));
    return ticket;
  };

  for (const effect of effects) {
    switch (effect.type) {
      case 'ticket.open': {
        const back = await reopenInstead(tx, conversation, effect, house);
        if (back) {
          matters[effect.ref] = back.id;
          newestRef = effect.ref;
          opened.add(effect.ref);
          told.set(effect.ref, fieldsOfStanding(back, now, house));
          break;
        }
        const ticket = await openNew(effect.ref, effect);
        await linkTickets(tx, ticket, effect.linkedTo ?? [], matters, now);
        break;
      }
      case 'ticket.amend': {
        const ticketId = matters[effect.ref];
        if (!ticketId) break;
        const done = await doneBeforeDanger(tx, ticketId, effect.facts, house);
        if (done) {
          const { kind, partial } = done;
          const ticket = await openNew(effect.ref, { kind, facts: effect.facts, partial });
          await tx.tickets.link(ticket.id, done.id, now);
          break;
        }
        const amended = await amendTicket(
          tx,
          ticketId,
          { facts: effect.facts, why: effect.why, actor: botActor },
          house,
        );
        // A raised grade has another promise; what is said in this turn must be the new one.
        if (amended.ok)
          told.set(effect.ref, { ...fieldsOf(effect.ref), ...promiseFields(amended.value, now) });
        break;
      }
      case 'incident.join': {
        if (await joinResident(tx, effect.incidentId, conversation, house)) {
          joined.set(effect.ref, effect);
          break;
        }
        if (await noteReader(tx, effect.incidentId, conversation, 'told', house)) break;
        // Over meanwhile: theirs is an order like any other.
        const { facts, kind } = effect;
        const order = { conversation, kind, facts, partial: false, actor: botActor };
        matters[effect.ref] = (await openTicket(tx, order, house)).ticket.id;
        break;
      }
      case 'incident.leave': {
        const actor = { kind: 'resident', id: conversation.residentId, source: 'bot' } as const;
        const by = { actor, staffId: null };
        await leaveIncident(tx, effect.incidentId, conversation.residentId, 'resident', by, house);
        await noteReader(tx, effect.incidentId, conversation, 'left', house);
        break;
      }
      case 'ticket.withdraw': {
        const ticketId = matters[effect.ref];
        const actor = { kind: 'resident', id: conversation.residentId, source: 'bot' } as const;
        if (ticketId)
          await cancelTicket(tx, ticketId, { actor, staffId: null, reason: effect.reason }, house);
        break;
      }
      case 'handoff':
        if (!options.muted)
          await askForPerson(
            tx,
            conversation,
            effect,
            newestRef === null ? null : (matters[newestRef] ?? null),
            house,
          );
        break;
      case 'knowledge.gap':
        await tx.gaps.add({
          communityId: conversation.communityId,
          conversationId: conversation.id,
          question: effect.question,
          answerKey: effect.answerKey,
          createdAt: now,
        });
        break;
      case 'silence.arm':
        await armSilence(tx, conversation, options.muted ? [] : effect.afterMs, now);
        break;
      case 'reply': {
        if (options.muted) break;
        const ref = effect.ref ?? newestRef;
        const rendered = ports.render({
          key: effect.key,
          fields: { ...standing, ...(ref === null ? {} : fieldsOf(ref)), ...effect.fields },
          attempt: effect.attempt,
          lang: options.lang,
          channel: conversation.channel,
          seed: conversation.id,
          slotClass: effect.slotClass,
          ...(effect.asks === undefined ? {} : { asks: effect.asks }),
          ...(effect.menu === undefined ? {} : { menu: effect.menu }),
          ...(options.rewording === null
            ? {}
            : {
                reword: (template, reply) =>
                  options.rewording?.reword(template, reply, options.lang) ?? template,
              }),
        });
        replies.push({
          rendered,
          promise: opened.size > 0 || effect.slotClass !== 'ordinary',
          ticketId: ref === null || !opened.has(ref) ? null : (matters[ref] ?? null),
          incidentId: ref === null ? null : (joined.get(ref)?.incidentId ?? null),
          standing: ref !== null && TELLS_STANDING.has(effect.key) ? { ...standing, ...fieldsOf(ref) } : null,
        });
      }
    }
  }
  await say(tx, conversation, replies, options, ports, now);
}

/** Whichever of two opens later finds the other; both say so in their history. */
async function linkTickets(
  tx: Tx,
  ticket: Ticket,
  refs: readonly string[],
  matters: MatterTickets,
  now: number,
): Promise<void> {
  for (const ref of refs) {
    const otherId = matters[ref];
    if (!otherId || otherId === ticket.id) continue;
    await tx.tickets.link(ticket.id, otherId, now);
    const event = { type: 'ticket.linked', at: now, actor: { kind: botActor.kind, id: botActor.id } };
    await tx.tickets.addEvent(ticket.id, { ...event, source: 'bot', data: { ticketId: otherId } });
    await tx.tickets.addEvent(otherId, { ...event, source: 'bot', data: { ticketId: ticket.id } });
  }
}

type SpokenReply = {
  rendered: RenderedReply;
  promise: boolean;
  ticketId: string | null;
  /** These words tell the resident of it. */
  incidentId: string | null;
  /** What can be shown on a card beside them. */
  standing: Record<string, string> | null;
};

/** How the matter stands was asked. */
const TELLS_STANDING = new Set(['progress.open', 'progress.urgent']);

/** Words leave after all deeds, under the owner the deeds have left behind. */
async function say(
  tx: Tx,
  conversation: Conversation,
  replies: SpokenReply[],
  {
    eventCode,
    occasion,
    lang,
    rewording,
  }: {
    eventCode: EventCode | null;
    occasion: Omit<Occasion, 'ordinal'>;
    lang: Lang;
    rewording: ChosenWordings | null;
  },
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
    const messageId = await enqueueReply(
      tx,
      conversation,
      {
        content: withCard(message.content, parts, conversation, lang, ports),
        author: 'bot',
        replyKey: message.keys.join('+'),
        slotClass: message.slotClass,
        mayMerge: message.mayMerge && message.content.type === 'text',
        promise: parts.some((part) => part.promise),
        ...(ticketId === null ? {} : { ticketId }),
        ...(message.fixed === null
          ? {}
          : { reworded: { fixed: message.fixed, prompt: rewording?.prompt ?? '' } }),
        ...(eventCode !== null && index === 0 ? { eventCode } : {}),
        occasion: { ...occasion, ordinal: index },
      },
      now,
    );
    for (const incidentId of new Set(parts.flatMap((part) => part.incidentId ?? [])))
      await noteToldAtOnce(tx, incidentId, conversation, messageId, now);
  }
}

/** The approved words of `status.card`: a heading, then what it is called and what it is, a line each. */
function withCard(
  content: SpokenContent,
  parts: readonly SpokenReply[],
  { id, channel }: Conversation,
  lang: Lang,
  { house, channel: rules }: EffectPorts,
): SpokenContent {
  const fields = parts.find(({ standing }) => standing !== null)?.standing;
  if (!rules.statusCards || !fields) return content;
  const words = house.say('status.card', fields, { conversationId: id, channel, lang });
  const [title = '', ...rest] = words.type === 'text' ? words.text.split('\n') : [];
  const lines = rest.flatMap((line) => {
    const [, label = '', value = ''] = /^(.*?)[：:]\s*(.+)$/.exec(line) ?? [];
    return label === '' ? [] : [{ label, value }];
  });
  return { ...content, card: { title, lines } };
}

export function standingFields(conversation: Conversation, house: House): Record<string, string> {
  const office = house.communities.find((each) => each.id === conversation.communityId)?.office;
  return { 'team.phone': sayPhone(office?.phone ?? null) ?? '' };
}

export function fieldsOfStanding(ticket: TicketStanding, now: number, house: House): Record<string, string> {
  const owner = staffById(house, ticket.assignee ?? ticket.firstOwner ?? '');
  const spoken = owner ?? contactFor(ticket.department ?? 'service', ticket.communityId, now, house).person;
  return {
    ...promiseFields(ticket, now),
    'owner.name': spoken ? sayStaff(spoken) : '值班同事',
    'owner.phone': sayPhone(spoken?.phone ?? null) ?? '',
  };
}

function fieldsAtOpening(ticket: Ticket, opening: ToldAtOpening, now: number): Record<string, string> {
  const phone = sayPhone(opening.ownerPhone) ?? '';
  return {
    ...promiseFields(ticket, now),
    'owner.name': opening.ownerName,
    'owner.phone': phone,
  };
}

function promiseFields(
  ticket: Pick<Ticket, 'code' | 'promise' | 'timers'>,
  now: number,
): Record<string, string> {
  const { text, dueAt } = ticket.promise;
  return {
    'ticket.code': ticket.code,
    promise: text,
    'promise.at': dueAt === null ? '' : `${sayInstant(dueAt, now)} 前`,
    'promise.now': sayPromise(ticket, now),
  };
}

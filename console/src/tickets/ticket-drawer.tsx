// One ticket with everything: what, where, by when, what was done, and what one may do now.
import { useQuery } from '@tanstack/react-query';
import { Alert, Descriptions, Drawer, Image, Skeleton, Timeline } from 'antd';
import { Link } from 'react-router';
import { read, wordsFor } from '../base/api.ts';
import { Countdown, Grade } from '../base/marks.tsx';
import { useMay } from '../base/session.ts';
import type { TicketEventView, TicketView } from '../base/shapes.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { CLASSES, EVENTS, KINDS, STATUSES, TIMERS } from '../base/words.ts';
import { ClockHistory } from './clock-history.tsx';
import { ComplaintSheet, useSheet } from './complaint-sheet.tsx';
import { Deeds } from './deeds.tsx';
import { HoldOfTicket } from './hold.tsx';
import { useHouse } from './house.ts';
import { Quotes } from './quotes.tsx';
import { useDeed } from './use-deed.ts';

type Props = { id: string | null; onClose: () => void; onChanged?: () => void };

const PHOTO_MOMENTS = { sent: '住户发的', before: '处理前', after: '处理后' } as const;

export function TicketDrawer({ id, onClose, onChanged }: Props) {
  return (
    <Drawer open={id !== null} onClose={onClose} title="工单" size={560} destroyOnHidden>
      {id !== null && <Ticket id={id} onChanged={onChanged ?? (() => {})} />}
    </Drawer>
  );
}

function Ticket({ id, onChanged }: { id: string; onChanged: () => void }) {
  const house = useHouse();
  const found = useQuery({ queryKey: ['ticket', id], queryFn: () => read<TicketView>(`/tickets/${id}`) });
  const history = useQuery({
    queryKey: ['ticket-events', id],
    queryFn: () => read<{ items: TicketEventView[] }>(`/tickets/${id}/events`),
  });
  const sheet = useSheet(found.data);
  const act = useDeed(onChanged);
  const may = useMay();

  if (found.isError) return <Alert type="warning" title={wordsFor(found.error)} />;
  const ticket = found.data;
  if (!ticket) return <Skeleton active />;
  const now = houseNow();
  const photos = ticket.attachments.filter(
    (file) => file.state === 'stored' && file.contentType?.startsWith('image/'),
  );
  return (
    <div className="ticket">
      <p className="ticket-head">
        <Grade grade={ticket.grade} long />
        <strong>
          {ticket.level ? `${ticket.level}${KINDS[ticket.kind]}` : KINDS[ticket.kind]} ·{' '}
          {STATUSES[ticket.status]}
        </strong>
        <code>{ticket.code}</code>
      </p>
      {isApplication(ticket) && (
        <p>
          <Link to={`/applications/${ticket.id}`}>这是一份申请，去“申请审批”看材料、通过或退回</Link>
        </p>
      )}
      <Deeds
        ticket={ticket}
        sheet={sheet.data}
        isBusy={act.isBusy}
        onDo={(name, body, done) => void act.run(ticket, name, body, done)}
      />
      <Clocks ticket={ticket} />
      <Standing ticket={ticket} />
      <ComplaintSheet ticket={ticket} sheet={sheet.data} error={sheet.error} />
      <Quotes ticket={ticket} />
      <Descriptions
        column={1}
        size="small"
        bordered
        items={[
          { key: 'what', label: '事情', children: ticket.description || '还没有说' },
          { key: 'where', label: '地点', children: ticket.place.text || '还不知道' },
          {
            key: 'who',
            label: '联系',
            children:
              [ticket.contact.name, ticket.contact.phone].filter((each) => each).join(' ') || '没有留',
          },
          { key: 'why', label: '为什么是这一级', children: ticket.gradeReason },
          ...(ticket.level
            ? [
                {
                  key: 'level',
                  label: '投诉级别',
                  children: [ticket.level, ticket.levelReason].filter((each) => each).join('：'),
                },
              ]
            : []),
          ...(ticket.complaintClass
            ? [{ key: 'class', label: '投诉哪一方面', children: CLASSES[ticket.complaintClass] }]
            : []),
          { key: 'said', label: '答应住户的', children: ticket.promise.text || '没有' },
          { key: 'dept', label: '部门', children: house.department(ticket.department) ?? '还没有定' },
          { key: 'first', label: '首问', children: house.person(ticket.firstOwner) ?? '还没有人' },
          { key: 'by', label: '处理人', children: house.person(ticket.assignee) ?? '还没有派' },
          { key: 'at', label: '登记时间', children: sayInstant(Date.parse(ticket.openedAt), now) },
        ]}
      />
      {photos.length > 0 && (
        <Image.PreviewGroup>
          <div className="photos">
            {photos.map((file) => (
              <figure key={file.id}>
                <Image
                  src={`/desk/api/attachments/${file.id}`}
                  alt={`${PHOTO_MOMENTS[file.moment ?? 'sent']}照片`}
                  height={110}
                />
                <figcaption className="soft">{PHOTO_MOMENTS[file.moment ?? 'sent']}</figcaption>
              </figure>
            ))}
          </div>
        </Image.PreviewGroup>
      )}
      <h3>经过</h3>
      <Timeline
        items={(history.data?.items ?? []).map((event) => ({
          key: event.seq,
          content: (
            <>
              <span className="soft">{sayInstant(Date.parse(event.at), now)}</span> {house.actor(event.actor)}{' '}
              {EVENTS[event.type.split('.')[1] ?? ''] ?? '有变化'}
              {typeof event.data.staffId === 'string' &&
                event.type === 'ticket.paged' &&
                ` ${house.person(event.data.staffId) ?? ''}`}
              {typeof event.data.kind === 'string' &&
                TIMERS[event.data.kind] &&
                `：${TIMERS[event.data.kind]}`}
              {typeof event.data.result === 'string' && `：${event.data.result}`}
              {typeof event.data.reason === 'string' && `：${event.data.reason}`}
            </>
          ),
        }))}
      />
      <ClockHistory id={id} />
      {ticket.conversationId && may('getDeskConversation') && (
        <HoldOfTicket conversationId={ticket.conversationId} />
      )}
    </div>
  );
}

/** Its file is on another page; whom the gate expects needs none. */
function isApplication({ kind, category }: TicketView): boolean {
  return kind === 'service' && ['decoration', 'access', 'visit', 'appointment'].includes(category ?? '');
}

const VERDICTS: Record<string, string> = { satisfied: '满意', fair: '一般', dissatisfied: '不满意' };

const WAITS: Record<string, string> = {
  waiting_resident: '等住户答复',
  waiting_parts: '等配件',
  third_party: '等外面的单位',
  weather: '等天气',
  permit: '等许可',
  appointment: '等约好的时间',
};

/** What is out of the ordinary, in one line each. */
function Standing({ ticket }: { ticket: TicketView }) {
  const house = useHouse();
  const now = houseNow();
  const lines: string[] = [];
  if (ticket.waiting)
    lines.push(
      `${WAITS[ticket.waiting.reason] ?? ticket.waiting.reason}，从 ${sayInstant(Date.parse(ticket.waiting.since), now)} 起${ticket.waiting.wakeAt ? `，${sayInstant(Date.parse(ticket.waiting.wakeAt), now)} 再看` : ''}`,
    );
  if (ticket.offeredTo) lines.push(`已转给 ${house.person(ticket.offeredTo)}，等对方接手`);
  const delay = ticket.delays.at(-1);
  if (delay?.state === 'asked')
    lines.push(
      `${house.person(delay.askedBy) ?? '同事'} 申请延到 ${sayInstant(Date.parse(delay.dueAt), now)}，等负责人批`,
    );
  if (ticket.urges > 0) lines.push(`住户催过 ${ticket.urges} 次`);
  const survey = ticket.surveys.at(-1);
  if (survey?.verdict) lines.push(`回访：住户说${VERDICTS[survey.verdict]}`);
  else if (survey?.askedAt) lines.push('已请住户评价，等回话');
  if (survey && !survey.verdict && survey.tries.length > 0)
    lines.push(`打过 ${survey.tries.length} 次电话，没找到住户`);
  const unplanned = ticket.rectifications.some((each) => each.plan === null);
  if (unplanned) lines.push('住户不满意，整改计划还没写');
  for (const { plan, verifiedAt } of ticket.rectifications)
    if (plan && !verifiedAt)
      lines.push(
        `整改：${house.person(plan.responsible) ?? '同事'} 负责，${sayInstant(Date.parse(plan.dueAt), now)} 前改好，改好要别的同事核实`,
      );
  if (ticket.cycle > 1) lines.push(`第 ${ticket.cycle} 次处理，之前没有修好`);
  if (ticket.mergedInto) lines.push('已并入另一张单');
  if (lines.length === 0) return null;
  return (
    <Alert type="info" className="gap-below" title={lines.map((line) => <div key={line}>{line}</div>)} />
  );
}

function Clocks({ ticket }: { ticket: TicketView }) {
  const running = ticket.timers.filter((timer) => timer.metAt === null);
  if (running.length === 0 || ['closed', 'cancelled', 'resolved'].includes(ticket.status)) return null;
  return (
    <p className="clocks">
      {running.map((timer) =>
        timer.pausedAt === null ? (
          <Countdown
            key={timer.kind}
            dueAt={Date.parse(timer.dueAt)}
            what={TIMERS[timer.kind] ?? timer.kind}
          />
        ) : (
          <span key={timer.kind}>{TIMERS[timer.kind] ?? timer.kind} 暂停计时</span>
        ),
      )}
    </p>
  );
}

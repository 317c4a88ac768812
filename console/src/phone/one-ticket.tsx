// One ticket on a phone: what and where, and the next step as one big button.
import { type FormEvent, useEffect, useState } from 'react';
import { sayStatus, transitions } from '../../../src/tickets/states.ts';
import type { TicketView } from '../base/shapes.ts';
import { sayInstant, useHouseNow } from '../base/time.ts';
import type { Price } from '../tickets/house.ts';
import { Countdown } from './countdown.tsx';
import { DelaySheet } from './delay-sheet.tsx';
import { dropDraft } from './draft.ts';
import type { Alternative } from './house.ts';
import { MOMENTS, Photos, photosOf } from './photo-step.tsx';
import { QuoteSheet } from './quote-sheet.tsx';
import { VisitPhone } from './visit-phone.tsx';
import type { WaitingDeed } from './waiting-deeds.ts';
import type { WaitingPhoto } from './waiting-photos.ts';
import { WorkSteps } from './work-steps.tsx';

/** What it means for whoever holds the spanner. */
const QUOTES: Partial<Record<TicketView['quotes'][number]['state'], string>> = {
  'to-approve': '等负责人批，先别动手',
  'turned-down': '没有批，请改了再报',
  asked: '等住户答复，先别动手',
  agreed: '住户同意，可以动手',
  declined: '住户不同意，别动手，不收费',
  expired: '过期了，请重新报价',
};

export type Step = Pick<WaitingDeed, 'path' | 'word' | 'body'>;
type Props = {
  ticket: TicketView;
  actorId: string;
  may: (operation: string) => boolean;
  alternatives: readonly Alternative[];
  prices: readonly Price[];
  unsent: readonly WaitingDeed[];
  photos: readonly WaitingPhoto[];
  onDeed: (step: Step) => void;
  onPhoto: () => void;
};
type Sheet = 'wait' | 'delay' | 'quote' | null;

const OVER: readonly string[] = ['resolved', 'followup', 'closed', 'cancelled'];

export function OneTicket(props: Props) {
  const { ticket, actorId, may, alternatives, prices, unsent, photos, onDeed, onPhoto } = props;
  const [sheet, setSheet] = useState<Sheet>(null);
  const now = useHouseNow();
  const isDone = (path: string) => unsent.some((each) => each.path === path);
  const isMine = ticket.assignee === actorId;
  const isOver = OVER.includes(ticket.status);
  const isTaken = (isMine && ticket.status !== 'assigned') || isDone('take') || isDone('accept');
  const hasArrived =
    isDone('arrive') ||
    ticket.milestones.some((each) => each.kind === 'arrived' && each.cycle === ticket.cycle);
  const can = (deed: 'support' | 'wait' | 'delay' | 'quote' | 'beginPaid') =>
    may(`${deed}Ticket`) && (unsent.length > 0 || transitions[deed].from.includes(ticket.status));
  const quote = (ticket.quotes ?? []).findLast((each) => each.cycle === ticket.cycle) ?? null;
  const isAgreed = quote?.state === 'agreed';
  const isWaiting = ticket.status === 'pending' && !isDone('resume');
  const isWorking = isTaken && !isOver && !isDone('resolve');
  useEffect(() => {
    if (isOver) dropDraft(ticket.id);
  }, [isOver, ticket.id]);
  const act = (path: string, word: string, body: Record<string, unknown> = {}) => {
    onDeed({ path, word, body });
    setSheet(null);
  };
  const open = (which: Sheet) => setSheet(sheet === which ? null : which);

  function wait(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const question = String(given.get('question') ?? '').trim();
    const reason = String(given.get('reason') ?? '');
    act('wait', '先等一等', { reason, ...(question === '' ? {} : { question }) });
  }

  return (
    <article>
      <p>
        <span className={`grade grade-${ticket.grade}`}>{ticket.grade} 级</span> {sayStatus(ticket.status)}{' '}
        {!isOver && <Countdown ticket={ticket} />}
      </p>
      <h1>{ticket.place.text === '' ? '地点正在问' : ticket.place.text}</h1>
      <p className="words">{ticket.description}</p>
      <Sent ticket={ticket} />
      <dl>
        {!isOver && (
          <>
            <dt>答应住户</dt>
            <dd>
              {ticket.promise.text}
              {ticket.promise.dueAt !== null && `（${sayInstant(Date.parse(ticket.promise.dueAt), now)}）`}
            </dd>
          </>
        )}
        <dt>住户电话</dt>
        <dd>
          <VisitPhone ticket={ticket} mayReveal={isTaken && !isOver && may('revealVisit')} />
        </dd>
        <dt>单号</dt>
        <dd>{ticket.code}</dd>
      </dl>
      {quote !== null && QUOTES[quote.state] !== undefined && (
        <p className={isAgreed ? 'agreed' : 'offline'}>
          报价合计 {quote.totalFen / 100} 元：{QUOTES[quote.state]}
        </p>
      )}
      {isDone('resolve') && <p className="empty">结果记下了，连上网络就告诉住户。</p>}
      {isOver && <Over ticket={ticket} />}
      {!isOver && !isTaken && <Take ticket={ticket} actorId={actorId} may={may} onDeed={act} />}
      {isWorking && isWaiting && (
        <button type="button" className="big" onClick={() => act('resume', '继续处理')}>
          继续处理
        </button>
      )}
      {isWorking && !isWaiting && (
        <WorkSteps
          ticket={ticket}
          actorId={actorId}
          hasArrived={hasArrived}
          mayPhotograph={may('addPhoto')}
          photos={photos}
          quotedFen={isAgreed ? quote.totalFen : null}
          onArrive={() => act('arrive', '我到了')}
          onResult={(body) => act('resolve', '处理好了', body)}
          onPhoto={onPhoto}
        />
      )}
      {isWorking && (
        <div className="row">
          {can('support') && (
            <button type="button" onClick={() => act('support', '需要支援')} disabled={isDone('support')}>
              需要支援
            </button>
          )}
          {can('wait') && (
            <button type="button" aria-expanded={sheet === 'wait'} onClick={() => open('wait')}>
              先等一等
            </button>
          )}
          {can('quote') && prices.length > 0 && (
            <button
              type="button"
              aria-expanded={sheet === 'quote'}
              onClick={() => open('quote')}
              disabled={isDone('quote')}
            >
              报价
            </button>
          )}
          {isAgreed && quote?.workBegunAt === null && can('beginPaid') && (
            <button
              type="button"
              onClick={() => act('begin-paid', '开始收费的活')}
              disabled={isDone('begin-paid')}
            >
              开始收费的活
            </button>
          )}
          {can('delay') && (
            <button type="button" aria-expanded={sheet === 'delay'} onClick={() => open('delay')}>
              申请延期
            </button>
          )}
        </div>
      )}
      {isWorking && sheet === 'quote' && <QuoteSheet prices={prices} onDeed={act} />}
      {isWorking && sheet === 'delay' && (
        <DelaySheet ticket={ticket} alternatives={alternatives} onDeed={act} />
      )}
      {isWorking && sheet === 'wait' && (
        <form className="sheet" onSubmit={wait}>
          <label>
            在等什么？
            <select name="reason" required>
              <option value="appointment">等约好的时间</option>
              <option value="waiting_resident">等住户答复</option>
              <option value="waiting_parts">等配件（要先申请延期）</option>
              <option value="third_party">等外面的单位（要先申请延期）</option>
            </select>
          </label>
          <label>
            要问住户什么？（等住户答复时必填）
            <textarea name="question" maxLength={300} rows={2} />
          </label>
          <button type="submit" className="big">
            记下
          </button>
        </form>
      )}
    </article>
  );
}

/** Nobody has looked at it yet: the first who says yes also answers for it. */
function Take({
  ticket,
  actorId,
  may,
  onDeed,
}: Pick<Props, 'ticket' | 'actorId' | 'may'> & { onDeed: (path: string, word: string) => void }) {
  const path = ticket.status === 'new' ? 'accept' : 'take';
  const isFree = ticket.assignee === null || ticket.assignee === actorId || ticket.offeredTo === actorId;
  if (!may(`${path}Ticket`)) return null;
  if (!isFree) return <p className="empty">这张单由同事在处理，您可以看，不用做什么。</p>;
  return (
    <button type="button" className="big" onClick={() => onDeed(path, '接单')}>
      接单
    </button>
  );
}

/** What the resident sent. */
function Sent({ ticket }: { ticket: TicketView }) {
  const pictures = ticket.attachments.filter(
    (each) => each.moment === null && each.state === 'stored' && each.contentType?.startsWith('image/'),
  );
  if (pictures.length === 0) return null;
  return (
    <div className="photos">
      {pictures.map(({ id }) => (
        <img key={id} src={`/desk/api/attachments/${id}`} alt="住户发的照片" loading="lazy" />
      ))}
    </div>
  );
}

function Over({ ticket }: { ticket: TicketView }) {
  return (
    <>
      {(['before', 'after'] as const).map(
        (moment) =>
          photosOf(ticket, moment).length > 0 && (
            <section key={moment}>
              <h2>{MOMENTS[moment]}</h2>
              <Photos ticket={ticket} moment={moment} waiting={[]} />
            </section>
          ),
      )}
      <p className="empty">这张单{ticket.status === 'cancelled' ? '已经取消' : '处理好了'}，不用再做什么。</p>
    </>
  );
}

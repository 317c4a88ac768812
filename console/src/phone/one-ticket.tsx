// One ticket on a phone: what and where, and the next step as one big button.
import { type FormEvent, useState } from 'react';
import { sayStatus, transitions } from '../../../src/tickets/states.ts';
import type { TicketView } from '../base/shapes.ts';
import { sayInstant, useHouseNow } from '../base/time.ts';
import type { Price } from '../tickets/house.ts';
import { Countdown } from './countdown.tsx';
import { DelaySheet } from './delay-sheet.tsx';
import type { Alternative } from './house.ts';
import { QuoteSheet } from './quote-sheet.tsx';
import { VisitPhone } from './visit-phone.tsx';
import type { WaitingDeed } from './waiting-deeds.ts';

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
  onDeed: (step: Step) => void;
};
type Sheet = 'result' | 'wait' | 'delay' | 'quote' | null;

export function OneTicket({ ticket, actorId, may, alternatives, prices, unsent, onDeed }: Props) {
  const [sheet, setSheet] = useState<Sheet>(null);
  const now = useHouseNow();
  const isDone = (path: string) => unsent.some((each) => each.path === path);
  const isMine = ticket.assignee === actorId;
  const isTaken = (isMine && ticket.status !== 'assigned') || isDone('take');
  const hasArrived =
    isDone('arrive') ||
    ticket.milestones.some((each) => each.kind === 'arrived' && each.cycle === ticket.cycle);
  const can = (
    deed: 'arrive' | 'support' | 'wait' | 'resume' | 'resolve' | 'delay' | 'quote' | 'beginPaid',
  ) => may(`${deed}Ticket`) && (unsent.length > 0 || transitions[deed].from.includes(ticket.status));
  const quote = (ticket.quotes ?? []).findLast((each) => each.cycle === ticket.cycle) ?? null;
  const isAgreed = quote?.state === 'agreed';
  const act = (path: string, word: string, body: Record<string, unknown> = {}) => {
    onDeed({ path, word, body });
    setSheet(null);
  };

  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const words = (name: string) => String(given.get(name) ?? '').trim();
    const question = words('question');
    const charged = words('charged');
    if (sheet === 'result')
      act('resolve', '处理好了', {
        result: words('result'),
        ...(charged === '' ? {} : { chargeFen: Math.round(Number(charged) * 100) }),
      });
    else act('wait', '先等一等', { reason: words('reason'), ...(question === '' ? {} : { question }) });
  }

  return (
    <article>
      <p>
        <span className={`grade grade-${ticket.grade}`}>{ticket.grade} 级</span> {sayStatus(ticket.status)}{' '}
        <Countdown ticket={ticket} />
      </p>
      <h1>{ticket.place.text === '' ? '地点正在问' : ticket.place.text}</h1>
      <p className="words">{ticket.description}</p>
      <dl>
        <dt>答应住户</dt>
        <dd>
          {ticket.promise.text}
          {ticket.promise.dueAt !== null && `（${sayInstant(Date.parse(ticket.promise.dueAt), now)}）`}
        </dd>
        <dt>住户电话</dt>
        <dd>
          <VisitPhone ticket={ticket} mayReveal={isTaken && may('revealVisit')} />
        </dd>
        <dt>单号</dt>
        <dd>{ticket.code}</dd>
      </dl>
      {quote !== null && QUOTES[quote.state] !== undefined && (
        <p className={isAgreed ? 'agreed' : 'offline'}>
          报价合计 {quote.totalFen / 100} 元：{QUOTES[quote.state]}
        </p>
      )}
      {isDone('resolve') ? (
        <p className="empty">结果记下了，连上网络就告诉住户。</p>
      ) : !isTaken ? (
        <button type="button" className="big" onClick={() => act('take', '接单')}>
          接单
        </button>
      ) : ticket.status === 'pending' && !isDone('resume') ? (
        <button type="button" className="big" onClick={() => act('resume', '继续处理')}>
          继续处理
        </button>
      ) : !hasArrived && can('arrive') ? (
        <button type="button" className="big" onClick={() => act('arrive', '我到了')}>
          我到了
        </button>
      ) : (
        can('resolve') &&
        sheet !== 'result' && (
          <button type="button" className="big" onClick={() => setSheet('result')}>
            处理好了
          </button>
        )
      )}
      {isTaken && !isDone('resolve') && (
        <div className="row">
          {can('support') && (
            <button type="button" onClick={() => act('support', '需要支援')} disabled={isDone('support')}>
              需要支援
            </button>
          )}
          {can('wait') && (
            <button type="button" onClick={() => setSheet('wait')}>
              先等一等
            </button>
          )}
          {can('quote') && prices.length > 0 && (
            <button type="button" onClick={() => setSheet('quote')} disabled={isDone('quote')}>
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
            <button type="button" onClick={() => setSheet('delay')}>
              申请延期
            </button>
          )}
        </div>
      )}
      {sheet === 'quote' && <QuoteSheet prices={prices} onDeed={act} />}
      {sheet === 'delay' && <DelaySheet ticket={ticket} alternatives={alternatives} onDeed={act} />}
      {(sheet === 'result' || sheet === 'wait') && (
        <form className="sheet" onSubmit={send}>
          {sheet === 'result' ? (
            <>
              <label>
                怎么处理的？这句话会告诉住户
                <textarea name="result" required maxLength={500} rows={4} />
              </label>
              {isAgreed && (
                <label>
                  实收多少元？没有收就写 0
                  <input
                    name="charged"
                    type="number"
                    required
                    min={0}
                    max={quote.totalFen / 100}
                    step="0.01"
                    inputMode="decimal"
                  />
                </label>
              )}
            </>
          ) : (
            <>
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
            </>
          )}
          <button type="submit" className="big">
            {sheet === 'result' ? '提交结果' : '记下'}
          </button>
        </form>
      )}
    </article>
  );
}

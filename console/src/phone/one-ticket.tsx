// One ticket on a phone: what and where, and the next step as one big button.
import { type FormEvent, useState } from 'react';
import { sayStatus, transitions } from '../../../src/tickets/states.ts';
import type { TicketView } from '../base/shapes.ts';
import { sayInstant, useHouseNow } from '../base/time.ts';
import { Countdown } from './countdown.tsx';
import { DelaySheet } from './delay-sheet.tsx';
import type { Alternative } from './house.ts';
import { VisitPhone } from './visit-phone.tsx';
import type { WaitingDeed } from './waiting-deeds.ts';

export type Step = Pick<WaitingDeed, 'path' | 'word' | 'body'>;
type Props = {
  ticket: TicketView;
  actorId: string;
  may: (operation: string) => boolean;
  alternatives: readonly Alternative[];
  unsent: readonly WaitingDeed[];
  onDeed: (step: Step) => void;
};
type Sheet = 'result' | 'wait' | 'delay' | null;

export function OneTicket({ ticket, actorId, may, alternatives, unsent, onDeed }: Props) {
  const [sheet, setSheet] = useState<Sheet>(null);
  const now = useHouseNow();
  const isDone = (path: string) => unsent.some((each) => each.path === path);
  const isMine = ticket.assignee === actorId;
  const isTaken = (isMine && ticket.status !== 'assigned') || isDone('take');
  const hasArrived =
    isDone('arrive') ||
    ticket.milestones.some((each) => each.kind === 'arrived' && each.cycle === ticket.cycle);
  const can = (deed: 'arrive' | 'support' | 'wait' | 'resume' | 'resolve' | 'delay') =>
    may(`${deed}Ticket`) && (unsent.length > 0 || transitions[deed].from.includes(ticket.status));
  const act = (path: string, word: string, body: Record<string, unknown> = {}) => {
    onDeed({ path, word, body });
    setSheet(null);
  };

  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const words = (name: string) => String(given.get(name) ?? '').trim();
    const question = words('question');
    if (sheet === 'result') act('resolve', '处理好了', { result: words('result') });
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
          {can('delay') && (
            <button type="button" onClick={() => setSheet('delay')}>
              申请延期
            </button>
          )}
        </div>
      )}
      {sheet === 'delay' && <DelaySheet ticket={ticket} alternatives={alternatives} onDeed={act} />}
      {(sheet === 'result' || sheet === 'wait') && (
        <form className="sheet" onSubmit={send}>
          {sheet === 'result' ? (
            <label>
              怎么处理的？这句话会告诉住户
              <textarea name="result" required maxLength={500} rows={4} />
            </label>
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

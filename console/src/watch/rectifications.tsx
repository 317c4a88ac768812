// 整改: what the house puts right after a resident was not content, the cases it looks back at, and what it has learned.
import { Empty, Segmented } from 'antd';
import { useState } from 'react';
import { Countdown } from '../base/marks.tsx';
import { houseNow, sayInstant } from '../base/time.ts';
import { ROOT_CAUSES, TIMERS } from '../base/words.ts';
import { Deeds } from '../tickets/deeds.tsx';
import { useHouse } from '../tickets/house.ts';
import { useDeed } from '../tickets/use-deed.ts';
import { Loaded, TicketLine, useOpened, useWatch } from './parts.tsx';
import type { PutRight, PutRights } from './shapes.ts';

const WORDS: Record<string, string> = {
  'rectification.planned.measure': '怎么改',
  'rectification.verified.finding': '核实看到',
  'review.held.broke': '哪一步没做好',
  'review.held.measure': '以后怎么做',
  'review.held.manual': '接待手册要改',
  'review.checked.finding': '核实看到',
};
const WHY: Record<string, string> = {
  serious: '重大投诉',
  'twice-dissatisfied': '两次评价不满意',
  overdue: '拖得太久',
};

export default function RectificationsPage() {
  const [shelf, setShelf] = useState<'open' | 'done'>('open');
  const page = useWatch<PutRights>(shelf === 'open' ? '/rectifications' : '/rectifications?done=true');
  const { open, drawer } = useOpened();
  const act = useDeed();
  return (
    <div className="sheet">
      <Segmented
        className="filters"
        value={shelf}
        onChange={setShelf}
        options={[
          { value: 'open', label: '正在改的' },
          { value: 'done', label: '案例库' },
        ]}
      />
      <Loaded from={page}>
        {({ items, more }) => (
          <section className="panel">
            {items.length === 0 && (
              <Empty
                description={
                  shelf === 'open'
                    ? '没有要整改的。住户评价不满意，或者有重大投诉，就会列到这里。'
                    : '还没有案例。做完复盘并办结的投诉会收到这里，可以用来培训。'
                }
              />
            )}
            {items.map((item) => (
              <div key={item.ticket.id} className={`watch-line edge-${item.ticket.grade}`}>
                <TicketLine ticket={item.ticket} onOpen={open}>
                  {item.dueAt !== null && item.kind !== null && (
                    <Countdown dueAt={item.dueAt} what={TIMERS[item.kind] ?? item.kind} />
                  )}
                </TicketLine>
                <Standing item={item} />
                {shelf === 'open' && (
                  <div className="line-deeds">
                    <Deeds
                      ticket={item.ticket}
                      only={[
                        'planRectification',
                        'verifyRectification',
                        'holdReview',
                        'verifyReview',
                        'assignReview',
                      ]}
                      isBusy={act.isBusy}
                      onDo={(name, body, done) => void act.run(item.ticket, name, body, done)}
                    />
                  </div>
                )}
              </div>
            ))}
            {more > 0 && <p className="soft">还有 {more} 件没有列出来。</p>}
          </section>
        )}
      </Loaded>
      {drawer}
    </div>
  );
}

function Standing({ item: { ticket, words } }: { item: PutRight }) {
  const house = useHouse();
  const say = (at: string) => sayInstant(Date.parse(at), houseNow());
  return (
    <>
      {ticket.rectifications.map((each) => (
        <p key={each.openedAt} className="line-told">
          整改：
          {each.plan === null
            ? '计划还没写'
            : `${ROOT_CAUSES[each.plan.cause] ?? each.plan.cause}，${house.person(each.plan.responsible) ?? '同事'} 负责，${say(each.plan.dueAt)} 前改好`}
          {each.verifiedAt ? `；${say(each.verifiedAt)} ${house.person(each.verifiedBy) ?? ''}核实过` : ''}
        </p>
      ))}
      {ticket.reviews.map((each) => (
        <p key={each.id} className="line-told">
          复盘（{WHY[each.why] ?? each.why}）：{house.person(each.owner) ?? '还没有人牵头'}，{say(each.dueAt)}{' '}
          前做完；
          {each.verifiedAt ? '已核实' : each.heldAt ? '写好了，等别的同事核实' : '还没写'}
        </p>
      ))}
      {words.length > 0 && (
        <dl className="learned">
          {words.map(({ of, words: said }) => (
            <div key={`${of}${said}`}>
              <dt>{WORDS[of] ?? '记录'}</dt>
              <dd>{said}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

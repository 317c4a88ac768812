// 督办: promises that have run out or soon will, who has been told of it and who is next; and who asks for more time.
import { Button, Empty, Space } from 'antd';
import { useNavigate } from 'react-router';
import { Countdown } from '../base/marks.tsx';
import { houseNow, sayInstant } from '../base/time.ts';
import { TIMERS } from '../base/words.ts';
import { DELAY_REASONS } from '../tickets/deed-list.ts';
import { Deeds } from '../tickets/deeds.tsx';
import { useHouse, useSettings } from '../tickets/house.ts';
import { useDeed } from '../tickets/use-deed.ts';
import { Loaded, TicketLine, useOpened, useWatch } from './parts.tsx';
import type { Watched } from './shapes.ts';

type Item = Watched['items'][number];

export default function WatchedPage() {
  const page = useWatch<Watched>('/watched');
  const navigate = useNavigate();
  const { open, drawer } = useOpened();
  const act = useDeed();
  return (
    <Loaded from={page}>
      {({ items, delays, more }) => {
        const now = houseNow();
        const late = items.filter(({ dueAt }) => dueAt <= now);
        const soon = items.filter(({ dueAt }) => dueAt > now);
        const list = (of: Item[]) =>
          of.map((item) => (
            <div key={item.ticket.id} className={`watch-line edge-${item.ticket.grade}`}>
              <TicketLine ticket={item.ticket} onOpen={open}>
                <Holder item={item} />
                {item.others > 0 && <span>另有 {item.others} 个时限</span>}
                <Countdown dueAt={item.dueAt} what={TIMERS[item.kind] ?? item.kind} />
              </TicketLine>
              <Told item={item} />
              <div className="line-deeds">
                <Deeds
                  ticket={item.ticket}
                  only={['accept', 'dispatch', 'urge', 'call', 'delay', 'decideDelay', 'regrade']}
                  isBusy={act.isBusy}
                  onDo={(name, body, done) => void act.run(item.ticket, name, body, done)}
                />
              </div>
            </div>
          ));
        return (
          <div className="sheet">
            <Space className="filters">
              <Button onClick={() => navigate('/wall')}>大屏</Button>
              <span className="soft">放在值班室的屏幕上，只看险情、群体事件和时限。</span>
            </Space>
            {delays.length > 0 && (
              <section className="panel" aria-label="等批的延期">
                <h2>等批的延期（{delays.length}）</h2>
                {delays.map(({ ticket }) => (
                  <div key={ticket.id} className={`watch-line edge-${ticket.grade}`}>
                    <TicketLine ticket={ticket} onOpen={open} />
                    <Asked ticket={ticket} />
                    <div className="line-deeds">
                      <Deeds
                        ticket={ticket}
                        only={['decideDelay', 'call']}
                        isBusy={act.isBusy}
                        onDo={(name, body, done) => void act.run(ticket, name, body, done)}
                      />
                    </div>
                  </div>
                ))}
              </section>
            )}
            <section className="panel" aria-label="已经超时的">
              <h2>已经超时的（{late.length + more}）</h2>
              {late.length === 0 ? (
                <Empty
                  image={Empty.PRESENTED_IMAGE_SIMPLE}
                  description="没有超时的。答应住户的都还在时限里。"
                />
              ) : (
                list(late)
              )}
              {more > 0 && <p className="soft">还有 {more} 张没有列出来，先处理上面的。</p>}
            </section>
            <section className="panel" aria-label="两小时内到时限的">
              <h2>两小时内到时限的（{soon.length}）</h2>
              {soon.length === 0 ? <p className="soft">两小时内没有到时限的。</p> : list(soon)}
            </section>
            {drawer}
          </div>
        );
      }}
    </Loaded>
  );
}

function Holder({ item: { ticket } }: { item: Item }) {
  const house = useHouse();
  const who = house.person(ticket.assignee);
  if (who) return <span>{who} 在办</span>;
  const first = house.person(ticket.firstOwner);
  return <span>{first ? `还没有派人，首问 ${first}` : '还没有人接'}</span>;
}

function Told({ item: { ladder, ticket } }: { item: Item }) {
  const house = useHouse();
  if (ladder === null) return null;
  const now = houseNow();
  const names = (ids: string[]) => [...new Set(ids.map((id) => house.person(id)))].join('、') || '没有找到人';
  if (ladder.calling)
    return <p className="line-told">正在按呼叫顺序找值班同事{ticket.grade <= 2 ? '' : '，找到就停'}。</p>;
  return (
    <p className="line-told">
      {ladder.reached ? `已经告诉 ${names(ladder.reached.staffIds)}` : '还没有告诉别人'}
      {ladder.next
        ? `；${sayInstant(ladder.next.at, now)} 还没好就告诉 ${names(ladder.next.staffIds)}`
        : '；已经到最上一级，请直接打电话'}
    </p>
  );
}

function Asked({ ticket }: { ticket: Watched['delays'][number]['ticket'] }) {
  const house = useHouse();
  const { data } = useSettings();
  const delay = ticket.delays.findLast((each) => each.state === 'asked');
  if (!delay) return null;
  const why = DELAY_REASONS.find((each) => each.value === delay.reason)?.label ?? delay.reason;
  const instead = data?.alternatives.find((each) => each.id === delay.alternative)?.label;
  return (
    <p className="line-told">
      {house.person(delay.askedBy) ?? '同事'} 申请延到 {sayInstant(Date.parse(delay.dueAt), houseNow())}，因为
      {why}
      {instead ? `；这段时间给住户：${instead}` : ''}
    </p>
  );
}

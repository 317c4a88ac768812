// 大屏: for the screen in the duty room. What is dangerous, what several households have, which clocks run out; large, and nothing to press.
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useNavigate } from 'react-router';
import { read } from '../base/api.ts';
import { useKeys } from '../base/keys.ts';
import { useLiveState } from '../base/live.ts';
import { Countdown, Grade, Waiting } from '../base/marks.tsx';
import { useMay } from '../base/session.ts';
import type { Incident } from '../base/shapes.ts';
import { houseNow, sayClock, useHouseNow } from '../base/time.ts';
import { STATUSES, sayKind, TIMERS } from '../base/words.ts';
import { OnDuty } from '../board/on-duty.tsx';
import { COURSES, isRunning, titleOf } from '../incidents/words.ts';
import { useBoard } from '../shell/shell.tsx';
import { useHouse } from '../tickets/house.ts';
import { useWatch } from './parts.tsx';
import type { Watched } from './shapes.ts';

/** What a screen holds; the rest is counted. */
const MOST_CLOCKS = 14;
const MOST_INCIDENTS = 6;
const LOOK_AGAIN_MS = 15_000;
const LEAVE = 'Escape';

export default function Wall() {
  const navigate = useNavigate();
  const may = useMay();
  const house = useHouse();
  const live = useLiveState();
  const board = useBoard();
  const watched = useWatch<Watched>('/watched');
  const incidents = useQuery({
    queryKey: ['watch', 'incidents'],
    queryFn: () => read<{ items: Incident[] }>('/incidents?limit=100'),
    refetchInterval: LOOK_AGAIN_MS,
    enabled: may('listIncidents'),
  });
  useKeys({ [LEAVE]: () => navigate('/watched') });
  const now = houseNow();
  const items = watched.data?.items ?? [];
  const running = (incidents.data?.items ?? []).filter(
    (each) => isRunning(each) || each.state === 'candidate',
  );
  const late = items.filter(({ dueAt }) => dueAt <= now).length;
  const urgent = items.filter(({ ticket }) => ticket.grade === 1).length;
  const numbers = [
    { name: '住户在等人工', count: board.data?.conversations.waiting ?? 0 },
    { name: '待受理', count: board.data?.numbers.unaccepted ?? 0 },
    { name: '1级险情', count: urgent, isBad: urgent > 0 },
    { name: '已超时', count: late + (watched.data?.more ?? 0), isBad: late > 0 },
    { name: '群体事件', count: running.length },
    { name: '没办完', count: board.data?.numbers.open ?? 0 },
  ];
  return (
    <main className="wall">
      <header>
        <h1>值班大屏</h1>
        <span className={`live live-${live}`} role="status">
          {live === 'live' ? '● 实时' : '○ 正在重连，数字可能不是最新'}
        </span>
        <span className="grow" />
        <WallClock />
        <Button type="text" onClick={() => navigate('/watched')}>
          退出（Esc）
        </Button>
      </header>
      <div className="wall-numbers">
        {numbers.map(({ name, count, isBad }) => (
          <div key={name} className={isBad ? 'tile bad' : 'tile'}>
            <b>{count}</b>
            <span>{name}</span>
          </div>
        ))}
      </div>
      <div className="wall-columns">
        <section aria-label="时限">
          <h2>时限</h2>
          {items.length === 0 && <p className="soft">两小时内没有到时限的，也没有超时的。</p>}
          <ul className="plain">
            {items.slice(0, MOST_CLOCKS).map(({ ticket, kind, dueAt }) => (
              <li key={ticket.id} className={`wall-line edge-${ticket.grade}`}>
                <Grade grade={ticket.grade} long />
                <span className="wall-what">
                  {sayKind(ticket)} {ticket.place.text || '地点还不知道'}
                </span>
                <span className="soft">{house.person(ticket.assignee) ?? STATUSES[ticket.status]}</span>
                <Countdown dueAt={dueAt} what={TIMERS[kind] ?? kind} />
              </li>
            ))}
          </ul>
          {items.length > MOST_CLOCKS && <p className="soft">还有 {items.length - MOST_CLOCKS} 张。</p>}
        </section>
        <section aria-label="群体事件">
          <h2>群体事件</h2>
          {running.length === 0 && <p className="soft">现在没有群体事件。</p>}
          <ul className="plain">
            {running.slice(0, MOST_INCIDENTS).map((incident) => (
              <li key={incident.id} className="wall-line tall">
                <span className="wall-what">{titleOf(incident)}</span>
                <span>{incident.households} 户</span>
                <em>{incident.course ? COURSES[incident.course.status] : '等人判断'}</em>
                {incident.course?.nextBulletinAt ? (
                  <Countdown dueAt={Date.parse(incident.course.nextBulletinAt)} what="下次通报" />
                ) : (
                  <Waiting since={Date.parse(incident.firstAt)} />
                )}
              </li>
            ))}
          </ul>
          <OnDuty duty={board.data?.duty ?? []} />
        </section>
      </div>
    </main>
  );
}

function WallClock() {
  const now = useHouseNow();
  return <time className="wall-clock">{sayClock(now)}</time>;
}

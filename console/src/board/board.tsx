// The first page of the day: what waits, what is due next, what only a person can settle, who is on duty.
import { Alert, Empty, Skeleton } from 'antd';
import { useNavigate } from 'react-router';
import { wordsFor } from '../base/api.ts';
import { Countdown, Grade } from '../base/marks.tsx';
import { useMay } from '../base/session.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { sayKind, TASKS, TIMERS } from '../base/words.ts';
import { useBoard } from '../shell/shell.tsx';
import { OnDuty } from './on-duty.tsx';

export default function BoardPage() {
  const board = useBoard();
  const navigate = useNavigate();
  const may = useMay();
  if (board.isError) return <Alert type="warning" title={wordsFor(board.error)} />;
  if (!board.data) return <Skeleton active className="padded" />;
  const { numbers, conversations, due, exports, tasks, duty, holidaysKnownFor } = board.data;
  const tiles = [
    ...(may('listQueue')
      ? [
          { name: '住户在等人工', count: conversations.waiting, to: '/conversations' },
          { name: '我在接待', count: conversations.mine, to: '/conversations' },
        ]
      : []),
    { name: '待受理', count: numbers.unaccepted, to: '/tickets' },
    { name: '我首问', count: numbers.mineFirst, to: '/tickets' },
    { name: '我处理', count: numbers.mineToDo, to: '/tickets' },
    { name: '两小时内到时限', count: numbers.soon, to: '/tickets' },
    { name: '已超时', count: numbers.overdue, to: '/tickets', isBad: numbers.overdue > 0 },
    ...(exports > 0 ? [{ name: '导出放行', count: exports, to: '/settings/exports' }] : []),
  ];
  return (
    <div className="board">
      {holidaysKnownFor !== null && (
        <Alert
          type="warning"
          showIcon
          className="gap-below"
          title={
            holidaysKnownFor < 0
              ? '节假日和调休已经用完，节假日在按平常的星期算，答应住户的时间会不准。'
              : `节假日和调休只排到 ${holidaysKnownFor} 天后。`
          }
          description="请照国务院办公厅的放假通知，在 设置 → 上班时间 补上新的一年。"
        />
      )}
      <div className="tiles">
        {tiles.map(({ name, count, to, ...tile }) => (
          <button
            key={name}
            type="button"
            className={'isBad' in tile && tile.isBad ? 'tile bad' : 'tile'}
            onClick={() => navigate(to)}
          >
            <b>{count}</b>
            <span>{name}</span>
          </button>
        ))}
      </div>
      <div className="board-columns">
        <section className="panel">
          <h2>最先到时限的</h2>
          {due.length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="没有在计时的事。" />
          ) : (
            <ul className="plain">
              {due.map(({ ticket, dueAt, timer }) => (
                <li key={ticket.id}>
                  <button
                    type="button"
                    className={`due edge-${ticket.grade}`}
                    onClick={() => navigate(`/tickets/${ticket.id}`)}
                  >
                    <Grade grade={ticket.grade} />
                    <span className="due-what">
                      {sayKind(ticket)} {ticket.place.text} <span className="soft">{ticket.description}</span>
                    </span>
                    <Countdown dueAt={dueAt} what={TIMERS[timer] ?? timer} />
                  </button>
                </li>
              ))}
            </ul>
          )}
        </section>
        <div>
          <section className="panel">
            <h2>要人来办的（{tasks.length}）</h2>
            {tasks.length === 0 ? (
              <p className="soft">没有。小助手办不了的事会列在这里。</p>
            ) : (
              <ul className="plain">
                {tasks.slice(0, 12).map((task) => (
                  <li key={task.id}>
                    <button
                      type="button"
                      className="due"
                      onClick={() =>
                        navigate(
                          task.conversationId && may('listQueue')
                            ? `/conversations/${task.conversationId}`
                            : `/tickets/${task.ticketId ?? ''}`,
                        )
                      }
                    >
                      <span className="due-what">
                        {TASKS[task.kind] ?? task.kind}
                        {task.times > 1 && `（${task.times} 条）`}
                      </span>
                      <time className="soft">{sayInstant(Date.parse(task.createdAt), houseNow())}</time>
                    </button>
                  </li>
                ))}
              </ul>
            )}
          </section>
          <section className="panel">
            <OnDuty duty={duty} />
          </section>
        </div>
      </div>
    </div>
  );
}

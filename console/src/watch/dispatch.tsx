// 调度: what nobody has yet on the one side, who can be sent on the other. A number key sends the chosen matter to that person.
import { Button, Empty, Grid, Space } from 'antd';
import { useState } from 'react';
import { useKeys } from '../base/keys.ts';
import { Countdown } from '../base/marks.tsx';
import { useMay } from '../base/session.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { Deeds } from '../tickets/deeds.tsx';
import { useHouse } from '../tickets/house.ts';
import { useDeed } from '../tickets/use-deed.ts';
import { inOrder, SKILLS } from './order.ts';
import { Loaded, TicketLine, useOpened, useWatch } from './parts.tsx';
import type { Dispatch, Unassigned, Worker } from './shapes.ts';

const KEYS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

export default function DispatchPage() {
  const page = useWatch<Dispatch>('/dispatch');
  return <Loaded from={page}>{(data) => <Board data={data} />}</Loaded>;
}

function Board({ data }: { data: Dispatch }) {
  const { waiting, workers, most } = data;
  const may = useMay();
  const house = useHouse();
  const act = useDeed();
  const { open, drawer } = useOpened();
  const [chosenId, setChosenId] = useState<string | null>(null);
  const isWide = Grid.useBreakpoint().md !== false;
  const index = Math.max(
    0,
    waiting.findIndex(({ ticket }) => ticket.id === chosenId),
  );
  const chosen = waiting[index] ?? null;
  const people = chosen ? inOrder(workers, chosen) : workers.filter((each) => each.dutyUntil !== null);

  const step = (by: number) => {
    const next = waiting[Math.min(waiting.length - 1, Math.max(0, index + by))];
    if (!next) return;
    setChosenId(next.ticket.id);
    document.getElementById(`waits-${next.ticket.id}`)?.scrollIntoView({ block: 'nearest' });
  };

  async function send(of: Unassigned | null, order: object, done: string) {
    if (!of || act.isBusy || !may('dispatchTicket')) return;
    let { ticket } = of;
    // Whoever sends somebody has received it.
    if (ticket.status === 'new') {
      const received = await act.run(ticket, 'accept', {}, '');
      if (!received) return;
      ticket = received;
    }
    await act.run(ticket, 'dispatch', order, done);
  }
  const sendTo = (of: Unassigned | null, worker: Worker | undefined) =>
    worker &&
    void send(of, { department: worker.department, assignee: worker.id }, `已派给${worker.name}，会收到通知`);
  const offer = () => void send(chosen, { how: 'grab' }, '已发给在班的同事，谁先接谁办');

  // A slip of the finger wakes nobody: whoever is not on duty is chosen by hand.
  const numbered = people.filter((each) => each.dutyUntil !== null).slice(0, KEYS.length);
  useKeys({
    'Alt+KeyJ': () => step(1),
    'Alt+KeyK': () => step(-1),
    Digit0: offer,
    ...Object.fromEntries(KEYS.map((key) => [`Digit${key}`, () => sendTo(chosen, numbered[key - 1])])),
  });

  const side = (
    <section className="panel" aria-label="可以派的同事">
      <h2>{chosen ? `${house.department(chosen.ticket.department) ?? '各部门'}，可以派给` : '在班的同事'}</h2>
      {people.length === 0 && (
        <p className="soft">这个部门现在没有人。打开工单改派别的部门，或者在“设置 · 人员和值班”里看排班。</p>
      )}
      <ul className="plain">
        {people.map((worker, at) => (
          <li key={worker.id}>
            <WorkerLine
              worker={worker}
              number={chosen && numbered[at] === worker ? at + 1 : null}
              fits={chosen?.skill != null && worker.skills.includes(chosen.skill)}
              most={most}
              isBusy={act.isBusy || !chosen || !may('dispatchTicket')}
              onSend={() => sendTo(chosen, worker)}
              onDrop={(id) => sendTo(waiting.find((each) => each.ticket.id === id) ?? null, worker)}
            />
          </li>
        ))}
      </ul>
      {chosen && (
        <Button block disabled={act.isBusy} onClick={offer}>
          <kbd>0</kbd> 发给在班的同事，谁先接谁办
        </Button>
      )}
    </section>
  );

  return (
    <div className="two-columns">
      <section className="panel" aria-label="还没有人办的">
        <h2>
          还没有人办的（{waiting.length + data.more}）
          {waiting.length > 0 && (
            <span className="soft hint">
              <kbd>Alt</kbd>+<kbd>J</kbd>/<kbd>K</kbd> 上下选，<kbd>1</kbd>–<kbd>9</kbd>{' '}
              派人；也可以拖到同事身上
            </span>
          )}
        </h2>
        {waiting.length === 0 && <Empty description="每件事都有人在办。新来的报修和投诉会先出现在这里。" />}
        {waiting.map((each) => {
          const isChosen = each === chosen;
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: dragging is beside the keyboard and the buttons
            <div
              key={each.ticket.id}
              id={`waits-${each.ticket.id}`}
              className={`watch-line edge-${each.ticket.grade}${isChosen ? ' current' : ''}`}
              draggable
              onDragStart={(event) => {
                event.dataTransfer.setData('text/plain', each.ticket.id);
                setChosenId(each.ticket.id);
              }}
            >
              <TicketLine ticket={each.ticket} onOpen={open}>
                <span>{house.department(each.ticket.department) ?? '部门还没有定'}</span>
                {each.skill && <span>要会{SKILLS[each.skill] ?? each.skill}</span>}
                {each.dueAt !== null && <Countdown dueAt={each.dueAt} />}
              </TicketLine>
              <Space size="small" className="line-deeds">
                <Button
                  size="small"
                  type={isChosen ? 'default' : 'primary'}
                  aria-pressed={isChosen}
                  onClick={() => setChosenId(each.ticket.id)}
                >
                  {isChosen ? '已选中' : '选同事'}
                </Button>
                <Deeds
                  ticket={each.ticket}
                  only={['accept', 'regrade']}
                  isBusy={act.isBusy}
                  onDo={(name, body, done) => void act.run(each.ticket, name, body, done)}
                />
              </Space>
              {isChosen && !isWide && side}
            </div>
          );
        })}
        {data.more > 0 && <p className="soft">还有 {data.more} 张，先派完上面的。</p>}
      </section>
      {(isWide || !chosen) && side}
      {drawer}
    </div>
  );
}

type LineProps = {
  worker: Worker;
  number: number | null;
  fits: boolean;
  most: number;
  isBusy: boolean;
  onSend: () => void;
  onDrop: (ticketId: string) => void;
};

function WorkerLine({ worker, number, fits, most, isBusy, onSend, onDrop }: LineProps) {
  const { name, title, dutyUntil, inHand, late } = worker;
  return (
    <button
      type="button"
      className={dutyUntil === null ? 'worker off' : 'worker'}
      disabled={isBusy}
      onClick={onSend}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        onDrop(event.dataTransfer.getData('text/plain'));
      }}
    >
      {number !== null && <kbd>{number}</kbd>}
      <span className="worker-who">
        <strong>{name}</strong> <span className="soft">{title}</span>
        <span className="worker-can">
          {fits && <em>会修</em>} {worker.skills.map((each) => SKILLS[each] ?? each).join('、')}
        </span>
      </span>
      <span className="worker-load">
        <span>
          手上 {inHand}/{most}
          {late > 0 && <span className="overdue">，{late} 张超时</span>}
        </span>
        <span className="soft">
          {dutyUntil === null ? '现在不在班' : `值班到 ${sayInstant(dutyUntil, houseNow())}`}
        </span>
      </span>
    </button>
  );
}

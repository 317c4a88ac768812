// 今天来访: whom the gate expects, by the time they come. Plate and number are what is asked for at the barrier, so they stand out.
import { CheckCircleOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Empty, Skeleton } from 'antd';
import { read, wordsFor } from '../base/api.ts';
import type { Application } from '../base/shapes.ts';
import { sayInstant } from '../base/time.ts';
import { useApplicationDeed } from './use-application.ts';
import { APPLICATION_KINDS, APPLICATION_STATES, linesOf } from './words.ts';

const LOOK_AGAIN_MS = 15_000;

export function Expected({ day }: { day: 'today' | 'tomorrow' }) {
  const found = useQuery({
    queryKey: ['applications', 'expected', day],
    queryFn: () => read<{ items: Application[] }>(`/applications/expected?day=${day}`),
    refetchInterval: LOOK_AGAIN_MS,
  });
  const act = useApplicationDeed(() => {});
  if (found.isError) return <Alert type="warning" title={wordsFor(found.error)} />;
  if (!found.data) return <Skeleton active />;
  const { items } = found.data;
  if (items.length === 0)
    return (
      <Empty
        description={`${day === 'today' ? '今天' : '明天'}没有登记的客人。住户在会话里说一声“有客人来”，就会列在这里。`}
      />
    );
  const waiting = items.filter(({ state }) => state === 'approved').length;
  return (
    <>
      <p className="soft">
        还没到的 {waiting} 位，共 {items.length} 位
      </p>
      <ul className="plain expected">
        {items.map((one) => (
          <li key={one.id} className={one.state === 'approved' ? 'expected-row' : 'expected-row is-over'}>
            <span className="expected-when figures">{whenOf(one)}</span>
            <span className="expected-whom">
              <strong>{one.place || (one.kind === 'appointment' ? '服务中心' : '没有说哪一户')}</strong>
              <span className="soft">
                {APPLICATION_KINDS[one.kind]} · 单号 <code>{one.code}</code>
              </span>
              <span className="soft">{detailsOf(one)}</span>
            </span>
            {one.fields.plate ? <span className="plate">{one.fields.plate}</span> : <span />}
            {one.state === 'approved' && day === 'today' ? (
              <Button
                type="primary"
                loading={act.isBusy}
                icon={<CheckCircleOutlined aria-hidden />}
                onClick={() => act.run({ application: one, name: 'finish', body: {} })}
              >
                登记到访
              </Button>
            ) : (
              <em>{sayStanding(one)}</em>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function sayStanding({ state }: Application): string {
  if (state === 'done') return '已到';
  return state === 'approved' ? '已登记' : APPLICATION_STATES[state];
}

/** 20:00–21:00; the day is the page's. */
function whenOf({ from, until }: Application): string {
  if (from === null) return '—';
  const clock = (at: string) => sayInstant(Date.parse(at), Date.parse(from));
  return until === null ? clock(from) : `${clock(from)}–${clock(until)}`;
}

function detailsOf(one: Application): string {
  return linesOf(one)
    .filter(({ label }) => label !== '车牌' && label !== '时间')
    .map(({ value }) => value)
    .join('，');
}

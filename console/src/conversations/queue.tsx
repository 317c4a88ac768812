// The list of conversations by shelf: how urgent, who, the last line, how long somebody waits. Only what is seen is drawn.
import { Alert, Empty, Skeleton } from 'antd';
import { Virtuoso } from 'react-virtuoso';
import { wordsFor } from '../base/api.ts';
import { Grade, Waiting } from '../base/marks.tsx';
import type { QueuePage, QueueRow, Shelf } from '../base/shapes.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { FLOWS } from '../base/words.ts';

const SHELVES: { key: Shelf; name: string; empty: string }[] = [
  { key: 'waiting', name: '待人工', empty: '现在没有住户在等人工。' },
  { key: 'mine', name: '我的', empty: '您手上没有会话。从“待人工”或“小助手”里接管一个。' },
  { key: 'bot', name: '小助手', empty: '小助手现在没有在接待住户。' },
  { key: 'others', name: '同事', empty: '同事手上没有会话。' },
  { key: 'all', name: '全部', empty: '还没有住户来过。住户在微信里说第一句话，这里就会出现。' },
];

const AUTHORS: Record<string, string> = { bot: '小助手：', staff: '同事：', system: '' };

type Props = {
  shelf: Shelf;
  onShelf: (shelf: Shelf) => void;
  rows: QueueRow[];
  counts: QueuePage['counts'] | null;
  isLoading: boolean;
  problem: Error | null;
  current: string | null;
  onOpen: (id: string) => void;
  onEnd: () => void;
};

/** Nobody counts more than that. */
function sayCount(count: number | undefined): string {
  if (count === undefined) return '';
  return count > 999 ? '999+' : String(count);
}

export function Queue({ shelf, onShelf, rows, counts, isLoading, problem, current, onOpen, onEnd }: Props) {
  return (
    <section className="queue" aria-label="会话列表">
      <div className="shelves" role="tablist">
        {SHELVES.map(({ key, name }) => (
          <button
            key={key}
            type="button"
            role="tab"
            aria-selected={key === shelf}
            className={key === shelf ? 'shelf chosen' : 'shelf'}
            onClick={() => onShelf(key)}
          >
            {name}
            <b>{sayCount(counts?.[key])}</b>
          </button>
        ))}
      </div>
      {problem && <Alert type="warning" banner title={wordsFor(problem)} />}
      {isLoading ? (
        <Skeleton active className="padded" />
      ) : rows.length === 0 ? (
        <Empty
          image={Empty.PRESENTED_IMAGE_SIMPLE}
          className="padded"
          description={SHELVES.find((each) => each.key === shelf)?.empty}
        />
      ) : (
        <Virtuoso
          className="rows"
          data={rows}
          computeItemKey={(_, row) => row.id}
          endReached={onEnd}
          increaseViewportBy={300}
          itemContent={(_, row) => <Row row={row} isCurrent={row.id === current} onOpen={onOpen} />}
        />
      )}
    </section>
  );
}

function Row({
  row,
  isCurrent,
  onOpen,
}: {
  row: QueueRow;
  isCurrent: boolean;
  onOpen: (id: string) => void;
}) {
  const grade = row.grade === null ? 'none' : String(row.grade);
  return (
    <button
      type="button"
      className={isCurrent ? `row edge-${grade} current` : `row edge-${grade}`}
      onClick={() => onOpen(row.id)}
    >
      <span className="row-top">
        {row.grade !== null && <Grade grade={row.grade} />}
        <strong>{row.resident}</strong>
        <time>{row.lastAt === null ? '' : sayInstant(row.lastAt, houseNow())}</time>
      </span>
      <span className="row-line">
        {row.lastAuthor === null ? '' : AUTHORS[row.lastAuthor]}
        {row.lastLine ?? '（已撤回）'}
      </span>
      <span className="row-foot">
        {row.owner.kind === 'nobody' && <em>等人工</em>}
        {row.owner.kind !== 'bot' && row.waitingSince !== null && <Waiting since={row.waitingSince} />}
        {row.activeFlow && <span>{FLOWS[row.activeFlow] ?? row.activeFlow}中</span>}
        {row.openTickets > 0 && <span>{row.openTickets} 张未完</span>}
      </span>
    </button>
  );
}

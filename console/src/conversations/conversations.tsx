// The page where people talk with residents: who waits, what was said, and what stands around it.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Empty } from 'antd';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { read } from '../base/api.ts';
import { useKeys } from '../base/keys.ts';
import type { QueuePage, Shelf } from '../base/shapes.ts';
import { Conversation } from './conversation.tsx';
import { Queue } from './queue.tsx';

const PAGE = 50;

export function Conversations() {
  const { conversationId } = useParams();
  const navigate = useNavigate();
  const [shelf, setShelf] = useState<Shelf>(() => (sessionStorage.getItem('shelf') as Shelf | null) ?? 'all');
  const queue = useInfiniteQuery({
    queryKey: ['queue', shelf],
    queryFn: ({ pageParam }) =>
      read<QueuePage>(`/queue?shelf=${shelf}&limit=${PAGE}${pageParam ? `&cursor=${pageParam}` : ''}`),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (before) => before,
  });
  const rows = queue.data?.pages.flatMap((page) => page.items) ?? [];

  const step = (by: number) => {
    const at = rows.findIndex((row) => row.id === conversationId);
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
    if (next) navigate(`/conversations/${next.id}`);
  };
  useKeys({ 'Alt+KeyJ': () => step(1), 'Alt+KeyK': () => step(-1) });

  return (
    <div className={conversationId ? 'talk open' : 'talk'}>
      <Queue
        shelf={shelf}
        onShelf={(next) => {
          sessionStorage.setItem('shelf', next);
          setShelf(next);
        }}
        rows={rows}
        counts={queue.data?.pages[0]?.counts ?? null}
        isLoading={queue.isPending}
        problem={queue.error}
        current={conversationId ?? null}
        onOpen={(id) => navigate(`/conversations/${id}`)}
        onEnd={() => queue.hasNextPage && !queue.isFetchingNextPage && void queue.fetchNextPage()}
      />
      {conversationId ? (
        <Conversation key={conversationId} id={conversationId} onBack={() => navigate('/conversations')} />
      ) : (
        <div className="nothing">
          <Empty description="在左边选一个会话。住户等得最久的，先点“待人工”。" />
        </div>
      )}
    </div>
  );
}

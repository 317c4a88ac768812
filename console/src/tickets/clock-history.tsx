// Every clock a ticket had, earlier cycles among them: from when to when, what was allowed, and how it ended.
import { useQuery } from '@tanstack/react-query';
import { Collapse, Table } from 'antd';
import { useState } from 'react';
import { read } from '../base/api.ts';
import type { ClockRunView } from '../base/shapes.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { TIMERS } from '../base/words.ts';

export function ClockHistory({ id }: { id: string }) {
  const [isOpen, setOpen] = useState(false);
  const found = useQuery({
    queryKey: ['ticket-clocks', id],
    queryFn: () => read<{ items: ClockRunView[] }>(`/tickets/${id}/clocks`),
    enabled: isOpen,
  });
  return (
    <Collapse
      ghost
      size="small"
      onChange={(keys) => setOpen(keys.length > 0)}
      items={[
        {
          key: 'clocks',
          label: '每一次时限',
          children: (
            <Table
              size="small"
              loading={found.isPending}
              rowKey={({ kind, startedAt, dueAt }) => `${kind} ${startedAt} ${dueAt}`}
              pagination={false}
              dataSource={found.data?.items ?? []}
              columns={[
                { title: '轮次', dataIndex: 'cycle', render: (cycle: number) => `第 ${cycle} 次` },
                { title: '时限', dataIndex: 'kind', render: (kind: string) => TIMERS[kind] ?? kind },
                { title: '开始', dataIndex: 'startedAt', render: when },
                {
                  title: '允许',
                  key: 'target',
                  render: (_, { targetSeconds, calendar }) =>
                    `${saySpan(targetSeconds)}${calendar === 'service' ? '（按上班时间）' : ''}`,
                },
                { title: '到期', dataIndex: 'dueAt', render: when },
                { title: '结果', key: 'end', render: (_, run) => sayEnd(run) },
              ]}
            />
          ),
        },
      ]}
    />
  );
}

function when(iso: string): string {
  return sayInstant(Date.parse(iso), houseNow());
}

function saySpan(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes}分钟` : `${Math.round(minutes / 6) / 10}小时`;
}

function sayEnd({ metAt, breachedAt, endedAt, pauses }: ClockRunView): string {
  const waited = pauses.length > 0 ? `，等住户停过 ${pauses.length} 次` : '';
  const late = breachedAt === null ? '' : '超时，';
  if (metAt !== null) return `${late}${when(metAt)} 做到${waited}`;
  if (endedAt !== null) return `${late}${when(endedAt)} 不再计${waited}`;
  return `${late}还在计时${waited}`;
}

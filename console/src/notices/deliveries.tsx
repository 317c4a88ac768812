// Of one telling: who got it, for whom it waits, and who is to be phoned because it did not get there.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Table } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { deed, read } from '../base/api.ts';
import { useMay } from '../base/session.ts';
import type { Notice, NoticeDelivery } from '../base/shapes.ts';
import { DELIVERY_REASONS } from '../base/words.ts';

const STATES = {
  sent: '已送到',
  waiting: '等住户再来信时一起发',
  phone: '没送到，请打电话',
  called: '已打电话',
} as const;
const FIRST = { phone: 0, waiting: 1, called: 2, sent: 3 } as const;

export function Deliveries({
  notice: { id: noticeId, version },
  number,
}: {
  notice: Notice;
  number: number;
}) {
  const may = useMay();
  const client = useQueryClient();
  const call = useMutation({
    mutationFn: (household: string) => deed(`/notices/${noticeId}/called`, { number, household }, version),
    onSettled: () => void client.invalidateQueries({ queryKey: ['notices'] }),
  });
  const [isOpen, setOpen] = useState(false);
  const found = useQuery({
    queryKey: ['notices', 'deliveries', noticeId, number],
    queryFn: () =>
      read<{ items: NoticeDelivery[]; nextCursor: string | null }>(
        `/notices/${noticeId}/deliveries?number=${number}&limit=200`,
      ),
    enabled: isOpen,
  });
  if (!isOpen)
    return (
      <Button type="link" size="small" onClick={() => setOpen(true)}>
        看每一位
      </Button>
    );
  return (
    <Table
      size="small"
      loading={found.isPending}
      rowKey="household"
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      dataSource={(found.data?.items ?? []).toSorted((a, b) => FIRST[a.state] - FIRST[b.state])}
      footer={() => (found.data?.nextCursor ? '只列出前 200 位，合计见上面的数字' : null)}
      columns={[
        { title: '住处', dataIndex: 'place', render: (place: string | null) => place ?? '没有登记' },
        { title: '电话', dataIndex: 'phone', render: (phone: string | null) => phone ?? '没有登记' },
        {
          title: '送到没有',
          dataIndex: 'state',
          render: (state: NoticeDelivery['state'], { reason }) =>
            `${STATES[state]}${state === 'phone' && reason ? `：${DELIVERY_REASONS[reason] ?? '平台没有送到'}` : ''}`,
        },
        {
          title: '',
          key: 'open',
          render: (_, { conversationId, household, state }) => (
            <>
              {conversationId && <Link to={`/conversations/${conversationId}`}>打开会话</Link>}{' '}
              {state === 'phone' && may('calledNotice') && (
                <Button size="small" loading={call.isPending} onClick={() => call.mutate(household)}>
                  已打电话
                </Button>
              )}
            </>
          ),
        },
      ]}
    />
  );
}

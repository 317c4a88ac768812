// All tickets as a table: filtered, newest change first, one opens at the side.
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Empty, Grid, Select, Space, Table } from 'antd';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { read } from '../base/api.ts';
import { Grade, MatterButton, NextTimer } from '../base/marks.tsx';
import { useSession } from '../base/session.ts';
import type { TicketView } from '../base/shapes.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { GRADES, KINDS, STATUSES, sayKind } from '../base/words.ts';
import { useHouse, useSettings } from './house.ts';
import { TicketDrawer } from './ticket-drawer.tsx';

type Filter = {
  open?: 'true' | 'false';
  kind?: string;
  grade?: string;
  department?: string;
  assignee?: string;
  community?: string;
};
type Page = { items: TicketView[]; nextCursor: string | null };

export default function Tickets() {
  const { ticketId } = useParams();
  const navigate = useNavigate();
  const { me, communities } = useSession();
  const house = useHouse();
  const settings = useSettings();
  const [filter, setFilter] = useState<Filter>({ open: 'true' });
  const tickets = useInfiniteQuery({
    queryKey: ['tickets', filter],
    queryFn: ({ pageParam }) => {
      const asked = new URLSearchParams(filter as Record<string, string>);
      asked.set('limit', '50');
      if (pageParam) asked.set('cursor', pageParam);
      return read<Page>(`/tickets?${asked}`);
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: (before) => before,
  });
  const isWide = Grid.useBreakpoint().md !== false;
  const rows = tickets.data?.pages.flatMap((page) => page.items) ?? [];

  function choose(part: keyof Filter, value: string | undefined) {
    const next = { ...filter, [part]: value };
    if (value === undefined) delete next[part];
    setFilter(next);
  }
  const pick = (part: keyof Filter, placeholder: string, options: { value: string; label: string }[]) => (
    <Select
      allowClear
      placeholder={placeholder}
      aria-label={placeholder}
      value={filter[part]}
      onChange={(value: string | undefined) => choose(part, value)}
      options={options}
      popupMatchSelectWidth={false}
      className="filter"
    />
  );

  return (
    <div className="sheet">
      <Space wrap className="filters">
        {pick('open', '办没办完', [
          { value: 'true', label: '没办完' },
          { value: 'false', label: '已办完' },
        ])}
        {pick(
          'kind',
          '类别',
          Object.entries(KINDS).map(([value, label]) => ({ value, label })),
        )}
        {pick(
          'grade',
          '等级',
          Object.entries(GRADES).map(([value, { name }]) => ({ value, label: name })),
        )}
        {pick(
          'department',
          '部门',
          (settings.data?.departments ?? []).map((each) => ({ value: each.id, label: each.name })),
        )}
        {pick('assignee', '处理人', [
          { value: me.actorId, label: '我' },
          ...(settings.data?.staff ?? []).map((each) => ({
            value: each.id,
            label: `${each.name} ${each.title}`,
          })),
        ])}
        {communities.length > 1 &&
          pick(
            'community',
            '小区',
            communities.map(({ id, name }) => ({ value: id, label: name })),
          )}
      </Space>
      {!isWide && (
        <div>
          {rows.length === 0 && !tickets.isPending && <Empty description="没有这样的工单。" />}
          {rows.map((ticket) => (
            <MatterButton key={ticket.id} ticket={ticket} onOpen={(id) => navigate(`/tickets/${id}`)} />
          ))}
        </div>
      )}
      {isWide && (
        <Table<TicketView>
          size="small"
          rowKey="id"
          loading={tickets.isPending}
          dataSource={rows}
          pagination={false}
          scroll={{ x: 860 }}
          rowClassName={(ticket) => `clickable edge-${ticket.grade}`}
          onRow={(ticket) => ({
            onClick: () => navigate(`/tickets/${ticket.id}`),
            onKeyDown: (event) => event.code === 'Enter' && navigate(`/tickets/${ticket.id}`),
            tabIndex: 0,
          })}
          locale={{
            emptyText: (
              <Empty
                description={
                  Object.keys(filter).length > 1
                    ? '没有这样的工单。去掉几个条件再看。'
                    : '没有没办完的工单。住户报修或投诉后会出现在这里。'
                }
              />
            ),
          }}
          columns={[
            {
              title: '等级',
              dataIndex: 'grade',
              width: 64,
              render: (grade: 1 | 2 | 3 | 4) => <Grade grade={grade} />,
            },
            { title: '单号', dataIndex: 'code', width: 118, render: (code: string) => <code>{code}</code> },
            {
              title: '类别',
              dataIndex: 'kind',
              width: 92,
              render: (_kind: TicketView['kind'], ticket) => sayKind(ticket),
            },
            {
              title: '状态',
              dataIndex: 'status',
              width: 76,
              render: (status: TicketView['status']) => STATUSES[status],
            },
            { title: '地点', dataIndex: ['place', 'text'], width: 170, ellipsis: true },
            { title: '事情', dataIndex: 'description', ellipsis: true },
            { title: '时限', key: 'timer', width: 190, render: (_, ticket) => <NextTimer ticket={ticket} /> },
            {
              title: '首问',
              dataIndex: 'firstOwner',
              width: 84,
              ellipsis: true,
              render: (id: string | null) => house.person(id) ?? '—',
            },
            {
              title: '部门',
              dataIndex: 'department',
              width: 76,
              render: (id: string | null) => house.department(id) ?? '—',
            },
            {
              title: '最近变化',
              dataIndex: 'updatedAt',
              width: 110,
              render: (at: string) => sayInstant(Date.parse(at), houseNow()),
            },
          ]}
        />
      )}
      {tickets.hasNextPage && (
        <Button
          className="more"
          loading={tickets.isFetchingNextPage}
          onClick={() => void tickets.fetchNextPage()}
        >
          再看 50 张
        </Button>
      )}
      <TicketDrawer id={ticketId ?? null} onClose={() => navigate('/tickets')} />
    </div>
  );
}

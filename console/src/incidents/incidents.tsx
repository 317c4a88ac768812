// 群体事件: matters that several households tell of; a person decides whether it is one.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Empty, Popconfirm, Skeleton, Space } from 'antd';
import { useNavigate } from 'react-router';
import { deed, read, wordsFor } from '../base/api.ts';
import { useSession } from '../base/session.ts';
import type { Incident } from '../base/shapes.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { KINDS, STATUSES } from '../base/words.ts';

const STATES: Record<Incident['state'], string> = {
  candidate: '等您判断',
  confirmed: '已确认是一件事',
  dismissed: '已判断不是一件事',
};

export default function Incidents() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { communities } = useSession();
  const incidents = useQuery({
    queryKey: ['incidents'],
    queryFn: () => read<{ items: Incident[] }>('/incidents?limit=100'),
  });
  const decide = useMutation({
    mutationFn: ({ incident, name }: { incident: Incident; name: 'confirm' | 'dismiss' }) =>
      deed(`/incidents/${incident.id}/${name}`, {}, incident.version),
    onSuccess: (_, { name }) =>
      message.success(name === 'confirm' ? '已并成一件事，后来的也会归进来' : '已分开，各办各的'),
    onError: (error) => message.warning(wordsFor(error)),
    onSettled: () => void client.invalidateQueries(),
  });
  if (incidents.isError) return <Alert type="warning" title={wordsFor(incidents.error)} />;
  if (!incidents.data) return <Skeleton active className="padded" />;
  const now = houseNow();
  return (
    <div className="sheet">
      {incidents.data.items.length === 0 && (
        <Empty description="没有。几户人家在差不多的时间说同一件事，就会列在这里，请您判断是不是一件事。" />
      )}
      {incidents.data.items.map((incident) => (
        <section key={incident.id} className="panel">
          <p className="ticket-head">
            <strong>
              {incident.place ?? '多栋楼'} {incident.label ?? incident.topic}
            </strong>
            <span>{incident.households} 户</span>
            {incident.said && <span>有住户说“大家都这样”</span>}
            {communities.length > 1 && (
              <span className="soft">{communities.find((each) => each.id === incident.community)?.name}</span>
            )}
            <span className="grow" />
            <em>{STATES[incident.state]}</em>
          </p>
          <p className="soft">
            最早 {sayInstant(Date.parse(incident.firstAt), now)}，最近{' '}
            {sayInstant(Date.parse(incident.lastAt), now)}
          </p>
          <Space wrap className="gap-below">
            {incident.tickets.map((ticket) => (
              <Button key={ticket.id} size="small" onClick={() => navigate(`/tickets/${ticket.id}`)}>
                {ticket.code} {KINDS[ticket.kind]} · {STATUSES[ticket.status]}
              </Button>
            ))}
          </Space>
          <Space>
            {incident.state !== 'confirmed' && (
              <Button
                type="primary"
                loading={decide.isPending}
                onClick={() => decide.mutate({ incident, name: 'confirm' })}
              >
                是一件事
              </Button>
            )}
            {incident.state !== 'dismissed' && (
              <Popconfirm
                title="分开各办各的？"
                onConfirm={() => decide.mutate({ incident, name: 'dismiss' })}
              >
                <Button>不是一件事</Button>
              </Popconfirm>
            )}
          </Space>
        </section>
      ))}
    </div>
  );
}

// 群体事件: matters that several households tell of. A person decides whether it is one; what is one is led on its own page.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Empty, Popconfirm, Skeleton, Space } from 'antd';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { deed, read, wordsFor } from '../base/api.ts';
import { Countdown } from '../base/marks.tsx';
import { useMay, useSession } from '../base/session.ts';
import type { Incident } from '../base/shapes.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { KINDS, STATUSES } from '../base/words.ts';
import { Begin } from './begin.tsx';
import { IncidentPage } from './incident.tsx';
import { CANDIDATES, COURSES, isRunning, titleOf } from './words.ts';

const LOOK_AGAIN_MS = 15_000;

export default function Incidents() {
  const { incidentId } = useParams();
  return incidentId === undefined ? <List /> : <IncidentPage id={incidentId} />;
}

function List() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { communities } = useSession();
  const may = useMay();
  const [beginning, setBeginning] = useState<Incident | 'by hand' | null>(null);
  const incidents = useQuery({
    queryKey: ['incidents'],
    queryFn: () => read<{ items: Incident[] }>('/incidents?limit=100'),
    refetchInterval: LOOK_AGAIN_MS,
  });
  const dismiss = useMutation({
    mutationFn: (incident: Incident) => deed(`/incidents/${incident.id}/dismiss`, {}, incident.version),
    onSuccess: () => {
      message.success('已分开，各办各的');
    },
    onError: (error) => {
      message.warning(wordsFor(error));
    },
    onSettled: () => void client.invalidateQueries(),
  });
  if (incidents.isError) return <Alert type="warning" title={wordsFor(incidents.error)} />;
  if (!incidents.data) return <Skeleton active className="padded" />;
  const now = houseNow();
  const urgent = (incident: Incident) => (isRunning(incident) ? 0 : incident.state === 'candidate' ? 1 : 2);
  const items = incidents.data.items.toSorted((a, b) => urgent(a) - urgent(b));
  return (
    <div className="sheet">
      {may('openIncident') && (
        <Space className="filters">
          <Button onClick={() => setBeginning('by hand')}>登记一件群体事件</Button>
        </Space>
      )}
      {beginning !== null && (
        <Begin
          incident={beginning === 'by hand' ? null : beginning}
          onClose={(id) => {
            setBeginning(null);
            if (id !== null) navigate(`/incidents/${id}`);
          }}
        />
      )}
      {items.length === 0 && (
        <Empty description="没有。几户人家在差不多的时间说同一件事，就会列在这里，请您判断是不是一件事。" />
      )}
      {items.map((incident) => (
        <section key={incident.id} className="panel">
          <p className="ticket-head">
            <strong>{titleOf(incident)}</strong>
            <span>{incident.households} 户</span>
            {incident.said && <span>有住户说“大家都这样”</span>}
            {communities.length > 1 && (
              <span className="soft">{communities.find((each) => each.id === incident.community)?.name}</span>
            )}
            <span className="grow" />
            {isRunning(incident) && incident.course?.nextBulletinAt && (
              <Countdown dueAt={Date.parse(incident.course.nextBulletinAt)} what="下次通报" />
            )}
            <em>{incident.course ? COURSES[incident.course.status] : CANDIDATES[incident.state]}</em>
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
            {incident.course && incident.state === 'confirmed' && (
              <Button type="primary" onClick={() => navigate(`/incidents/${incident.id}`)}>
                打开
              </Button>
            )}
            {incident.state !== 'confirmed' && (
              <Button type="primary" onClick={() => setBeginning(incident)}>
                是一件事
              </Button>
            )}
            {incident.state !== 'dismissed' && (incident.course === null || isRunning(incident)) && (
              <Popconfirm title="分开各办各的？" onConfirm={() => dismiss.mutate(incident)}>
                <Button>不是一件事</Button>
              </Popconfirm>
            )}
          </Space>
        </section>
      ))}
    </div>
  );
}

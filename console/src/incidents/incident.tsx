// One incident while it is led: how it stands, when residents hear more, what they are told, whom it reaches, and who must be phoned.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Descriptions, Input, Modal, Skeleton, Space, Steps, Table } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { deed, read, wordsFor } from '../base/api.ts';
import { Countdown } from '../base/marks.tsx';
import { useMay } from '../base/session.ts';
import type { Affected, Incident, ReachCounts } from '../base/shapes.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { useHouse } from '../tickets/house.ts';
import { BulletinComposer, Bulletins } from './bulletins.tsx';
import { COURSES, type Course, isRunning, REACHES, sayPlace, titleOf } from './words.ts';

const LOOK_AGAIN_MS = 10_000;
const WAY: Course['status'][] = ['confirmed', 'contained', 'resolved', 'reviewed'];

type Asking = { name: string; title: string; label: string; ok: string; body: (words: string) => object };

const ASKS: Record<string, Asking> = {
  line: {
    name: 'line',
    title: '定统一口径',
    label: '对住户怎么说',
    ok: '就按这个说',
    body: (words) => ({ words: { zh: words } }),
  },
  cause: { name: 'change', title: '写下原因', label: '什么原因', ok: '记下', body: (cause) => ({ cause }) },
  resolve: {
    name: 'resolve',
    title: '处理完了，统一告诉住户',
    label: '结果（每户会收到一次）',
    ok: '处理完了',
    body: (words) => ({ result: { zh: words } }),
  },
  reopen: {
    name: 'reopen',
    title: '又来了',
    label: '为什么',
    ok: '重新处置',
    body: (reason) => ({ reason }),
  },
  review: {
    name: 'review',
    title: '复盘',
    label: '根因和以后怎么办',
    ok: '复盘好了',
    body: (findings) => ({ findings }),
  },
};

export function IncidentPage({ id }: { id: string }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const house = useHouse();
  const may = useMay();
  const { message } = App.useApp();
  const [asking, setAsking] = useState<Asking | null>(null);
  const incident = useQuery({
    queryKey: ['incidents', id],
    queryFn: () => read<Incident>(`/incidents/${id}`),
    refetchInterval: LOOK_AGAIN_MS,
  });
  const act = useMutation({
    mutationFn: ({ name, body }: { name: string; body: object }) =>
      deed(`/incidents/${id}/${name}`, body, incident.data?.version),
    onSuccess: () => {
      message.success('好了');
      setAsking(null);
    },
    onError: (error) => {
      message.warning(wordsFor(error));
    },
    onSettled: () => void client.invalidateQueries(),
  });
  if (incident.isError) return <Alert type="warning" title={wordsFor(incident.error)} />;
  if (!incident.data) return <Skeleton active className="padded" />;
  const { course } = incident.data;
  if (course === null)
    return (
      <div className="sheet">
        <Alert type="info" title={`${titleOf(incident.data)}：还没有人判断是不是一件事`} />
        <Button onClick={() => navigate('/incidents')}>去判断</Button>
      </div>
    );
  const runs = isRunning(incident.data);
  const now = houseNow();
  const day = (at: string | null) => (at === null ? '—' : sayInstant(Date.parse(at), now));
  return (
    <div className="sheet">
      <section className="panel">
        <p className="ticket-head">
          <strong>{course.title}</strong>
          {course.level && <em>{course.level}</em>}
          <span>{course.affected} 户</span>
          <span className="grow" />
          {runs && course.nextBulletinAt && (
            <Countdown dueAt={Date.parse(course.nextBulletinAt)} what="下次通报" />
          )}
          {course.status === 'resolved' && course.reviewDueAt && (
            <Countdown dueAt={Date.parse(course.reviewDueAt)} what="复盘" />
          )}
        </p>
        <Steps
          size="small"
          className="gap-below"
          current={WAY.indexOf(course.status)}
          items={WAY.map((status) => ({ title: COURSES[status] }))}
        />
        <Descriptions size="small" column={3} className="gap-below">
          <Descriptions.Item label="牵头">{house.person(course.commander) ?? '还没有'}</Descriptions.Item>
          <Descriptions.Item label="范围">
            {course.places?.map(sayPlace).join('、') ?? '整个小区'}
          </Descriptions.Item>
          <Descriptions.Item label="开始">{day(course.openedAt)}</Descriptions.Item>
          <Descriptions.Item label="原因">{course.cause ?? '还在查'}</Descriptions.Item>
          <Descriptions.Item label="通报">每 {course.bulletinEveryMinutes} 分钟</Descriptions.Item>
          {course.kind === 'complaint' && (
            <Descriptions.Item label="住户代表">{course.spokesperson ?? '还没有'}</Descriptions.Item>
          )}
          {course.line && (
            <Descriptions.Item label={`统一口径（第 ${course.line.version} 版）`} span={3}>
              {course.line.words.zh}
            </Descriptions.Item>
          )}
          {course.result && (
            <Descriptions.Item label="结果" span={3}>
              {course.result}
            </Descriptions.Item>
          )}
          {course.review && (
            <Descriptions.Item label="复盘" span={3}>
              {course.review}
            </Descriptions.Item>
          )}
        </Descriptions>
        <Space wrap>
          {course.ticketId && <Button onClick={() => navigate(`/tickets/${course.ticketId}`)}>总工单</Button>}
          {runs && may('approveIncidentLine') && (
            <Button onClick={() => setAsking(ASKS.line ?? null)}>定统一口径</Button>
          )}
          {runs && may('changeIncident') && (
            <Button onClick={() => setAsking(ASKS.cause ?? null)}>写下原因</Button>
          )}
          {course.status === 'confirmed' && may('containIncident') && (
            <Button onClick={() => act.mutate({ name: 'contain', body: {} })}>已控制住</Button>
          )}
          {runs && may('resolveIncident') && (
            <Button type="primary" onClick={() => setAsking(ASKS.resolve ?? null)}>
              处理完了
            </Button>
          )}
          {(course.status === 'contained' || course.status === 'resolved') && may('reopenIncident') && (
            <Button onClick={() => setAsking(ASKS.reopen ?? null)}>又来了</Button>
          )}
          {course.status === 'resolved' && may('reviewIncident') && (
            <Button type="primary" onClick={() => setAsking(ASKS.review ?? null)}>
              复盘
            </Button>
          )}
        </Space>
      </section>
      {asking && (
        <Ask
          asking={asking}
          isBusy={act.isPending}
          onDone={(words) => act.mutate({ name: asking.name, body: asking.body(words) })}
          onClose={() => setAsking(null)}
        />
      )}
      {runs && may('draftBulletin') && <BulletinComposer incident={incident.data} course={course} />}
      <Bulletins incident={incident.data} />
      <AffectedList incident={incident.data} />
    </div>
  );
}

function Ask({
  asking,
  isBusy,
  onDone,
  onClose,
}: {
  asking: Asking;
  isBusy: boolean;
  onDone: (words: string) => void;
  onClose: () => void;
}) {
  const [words, setWords] = useState('');
  return (
    <Modal
      open
      title={asking.title}
      okText={asking.ok}
      cancelText="先不"
      okButtonProps={{ disabled: words.trim() === '' }}
      confirmLoading={isBusy}
      onOk={() => onDone(words.trim())}
      onCancel={onClose}
    >
      <label htmlFor="asked-words">{asking.label}</label>
      <Input.TextArea
        id="asked-words"
        rows={3}
        maxLength={400}
        value={words}
        onChange={(event) => setWords(event.target.value)}
      />
    </Modal>
  );
}

function AffectedList({ incident }: { incident: Incident }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const may = useMay();
  const { message } = App.useApp();
  const affected = useQuery({
    queryKey: ['incidents', incident.id, 'affected'],
    queryFn: () => read<{ items: Affected[]; reach: ReachCounts }>(`/incidents/${incident.id}/affected`),
    refetchInterval: LOOK_AGAIN_MS,
  });
  const release = useMutation({
    mutationFn: (household: string) => deed(`/incidents/${incident.id}/release`, { household }),
    onSuccess: () => {
      message.success('已单独办理，不再收这件事的通报');
    },
    onError: (error) => {
      message.warning(wordsFor(error));
    },
    onSettled: () => void client.invalidateQueries(),
  });
  const attach = useMutation({
    mutationFn: (ticketCode: string) => deed(`/incidents/${incident.id}/attach`, { ticketCode }),
    onSuccess: () => {
      message.success('已归到这件事里，住户会收到最新的通报');
    },
    onError: (error) => {
      message.warning(wordsFor(error));
    },
    onSettled: () => void client.invalidateQueries(),
  });
  const now = houseNow();
  const { now: reached = 0, waits = 0, phone = 0 } = affected.data?.reach ?? {};
  return (
    <section className="panel">
      <p className="ticket-head">
        <strong>受影响的住户</strong>
        <span className="soft">
          现在能收到 {reached} 户，等住户再来信 {waits} 户，只能打电话 {phone} 户
        </span>
        <span className="grow" />
        {isRunning(incident) && may('attachToIncident') && (
          <Input.Search
            className="attach"
            placeholder="单号，如 261128-003"
            enterButton="归到这件事"
            aria-label="要归进来的单号"
            onSearch={(code) => code.trim() !== '' && attach.mutate(code.trim())}
          />
        )}
      </p>
      <Table<Affected>
        size="small"
        rowKey="household"
        loading={affected.isPending}
        dataSource={affected.data?.items ?? []}
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        columns={[
          { title: '地点', dataIndex: 'place', render: (place: string | null) => place ?? '没有说' },
          {
            title: '什么时候说的',
            dataIndex: 'joinedAt',
            render: (at: string) => sayInstant(Date.parse(at), now),
          },
          {
            title: '当时',
            dataIndex: 'toldAtOnce',
            render: (told: boolean) => (told ? '已当场告诉进展' : '有自己的单'),
          },
          { title: '通报', dataIndex: 'reach', render: (reach: Affected['reach']) => REACHES[reach] },
          {
            title: '',
            key: 'go',
            render: (_, one) => (
              <Space>
                {one.ticketId && (
                  <Button size="small" onClick={() => navigate(`/tickets/${one.ticketId}`)}>
                    {one.ticketCode}
                  </Button>
                )}
                {one.conversationId && (
                  <Button size="small" onClick={() => navigate(`/conversations/${one.conversationId}`)}>
                    会话
                  </Button>
                )}
                {isRunning(incident) && may('releaseAffected') && (
                  <Button size="small" onClick={() => release.mutate(one.household)}>
                    不是这件事
                  </Button>
                )}
              </Space>
            ),
          },
        ]}
      />
    </section>
  );
}

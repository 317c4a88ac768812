// 通知公告: what residents are answered from, what waits for somebody, and each step with who may take it.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Card, Empty, Input, Modal, Skeleton, Space, Tag } from 'antd';
import { useState } from 'react';
import { deed, read, wordsFor } from '../base/api.ts';
import { useMay } from '../base/session.ts';
import type { Notice } from '../base/shapes.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { Deliveries } from './deliveries.tsx';
import { type Matter, NoticeEditor } from './editor.tsx';

const LOOK_AGAIN_MS = 15_000;

const STATES: Record<Notice['state'], string> = {
  draft: '草稿',
  awaiting: '等人审核',
  approved: '已审核，等发布',
  published: '已发布',
  withdrawn: '已撤回',
  over: '已结束',
};
const SENDINGS = { changed: '改了时间或内容', withdrawn: '撤回', over: '恢复' } as const;

type Step = { name: string; operation: string; label: string; done: string; reason?: string };
const STEPS = {
  submit: {
    name: 'submit',
    operation: 'submitNotice',
    label: '提交审核',
    done: '交上去了，等另一位同事审核',
  },
  approve: {
    name: 'approve',
    operation: 'approveNotice',
    label: '审核通过',
    done: '审核好了，发布后住户才会读到',
  },
  sendBack: {
    ...{
      name: 'send-back',
      operation: 'sendBackNotice',
      label: '退回修改',
      done: '退回了，写的人在这里看得到要改什么',
    },
    reason: '哪里要改',
  },
  publish: { name: 'publish', operation: 'publishNotice', label: '发布', done: '发布了，住户问到就按它答' },
  end: { name: 'end', operation: 'endNotice', label: '已恢复', done: '结束了，问过的住户各收到一条' },
  withdraw: {
    ...{
      name: 'withdraw',
      operation: 'withdrawNotice',
      label: '撤回',
      done: '撤回了，不再按它答；问过的住户各收到一条',
    },
    reason: '为什么撤回',
  },
} satisfies Record<string, Step>;

/** What may come next, by how it stands. */
function stepsOf({ state, next }: Notice): Step[] {
  const steps: Step[] = [];
  if (state === 'withdrawn' || state === 'over') return steps;
  if (next !== null && !next.submitted) steps.push(STEPS.submit);
  if (next?.submitted && next.approver === null) steps.push(STEPS.approve);
  if (next?.approver) steps.push(STEPS.publish);
  if (next?.submitted) steps.push(STEPS.sendBack);
  if (state === 'published') steps.push(STEPS.end);
  return [...steps, STEPS.withdraw];
}

export default function Notices() {
  const may = useMay();
  const [editing, setEditing] = useState<Notice | 'new' | null>(null);
  const found = useQuery({
    queryKey: ['notices'],
    queryFn: () => read<{ items: Notice[]; matters: Matter[] }>('/notices?limit=100'),
    refetchInterval: LOOK_AGAIN_MS,
  });
  return (
    <div className="sheet">
      <Space className="filters">
        {may('draftNotice') && (
          <Button type="primary" disabled={!found.data} onClick={() => setEditing('new')}>
            写通知
          </Button>
        )}
      </Space>
      {found.isError && <Alert type="warning" title={wordsFor(found.error)} />}
      {found.isPending && <Skeleton active />}
      {found.data?.items.length === 0 && (
        <Empty description="还没有通知。停水、停电、电梯检修之前点“写通知”，另一位同事审核后发布，住户问到就按它答。" />
      )}
      <Space orientation="vertical" style={{ width: '100%' }}>
        {found.data?.items.map((notice) => (
          <One key={notice.id} notice={notice} onEdit={() => setEditing(notice)} />
        ))}
      </Space>
      {editing !== null && (
        <NoticeEditor
          notice={editing === 'new' ? null : editing}
          matters={found.data?.matters ?? []}
          onClose={() => setEditing(null)}
        />
      )}
    </div>
  );
}

function One({ notice, onEdit }: { notice: Notice; onEdit: () => void }) {
  const may = useMay();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [asking, setAsking] = useState<Step | null>(null);
  const [reason, setReason] = useState('');
  const act = useMutation({
    mutationFn: ({ step, why }: { step: Step; why?: string }) =>
      deed<Notice>(`/notices/${notice.id}/${step.name}`, why ? { reason: why } : {}, notice.version),
    onSuccess: (_notice, { step }) => {
      message.success(step.done);
    },
    onError: (error) => {
      message.warning(wordsFor(error));
    },
    onSettled: () => {
      setAsking(null);
      void client.invalidateQueries({ queryKey: ['notices'] });
    },
  });
  const { words, next, state } = notice;
  const shown = next?.words ?? words;
  const isOpen = state !== 'withdrawn' && state !== 'over';
  return (
    <Card
      size="small"
      title={
        <Space wrap>
          {shown?.title}
          <Tag>{STATES[state]}</Tag>
          {notice.current && <Tag>住户问到，正按它答</Tag>}
          {words !== null && next !== null && (
            <Tag>有新的一稿：{next.approver ? '已审核，等发布' : next.submitted ? '等人审核' : '草稿'}</Tag>
          )}
        </Space>
      }
    >
      {shown && (
        <p>
          {shown.places === null ? '全小区' : shown.places.map(sayPlace).join('、')}，
          {shown.fromAt ? `${when(shown.fromAt)} 起，` : ''}预计 {when(shown.restoreAt)} 恢复。原因：
          {shown.reason}。{shown.advice}
        </p>
      )}
      {isOpen && <Preview notice={notice} />}
      {next?.sentBack && (
        <Alert type="warning" showIcon className="gap-below" title={`退回来了，要改：${next.sentBack}`} />
      )}
      {notice.outcome && <p className="soft">撤回原因：{notice.outcome}</p>}
      {notice.sendings.map(({ number, kind, at, told, sent, waiting }) => (
        <div key={number} className="soft">
          {when(at)} {SENDINGS[kind]}：问过的 {told} 位各一条，已送到 {sent}，在路上 {waiting}
          {told - sent - waiting > 0 && `，没送到 ${told - sent - waiting}`}
          {told > 0 && may('listNoticeDeliveries') && <Deliveries notice={notice} number={number} />}
        </div>
      ))}
      {isOpen && (
        <Space wrap>
          {may('rewordNotice') && <Button onClick={onEdit}>修改</Button>}
          {stepsOf(notice)
            .filter(({ operation }) => may(operation))
            .map((step) => (
              <Button
                key={step.name}
                loading={act.isPending}
                onClick={() => {
                  setReason('');
                  if (step.reason) setAsking(step);
                  else act.mutate({ step });
                }}
              >
                {step.label}
              </Button>
            ))}
        </Space>
      )}
      <Modal
        open={asking !== null}
        title={asking?.reason}
        okText={asking?.label}
        cancelText="先不动"
        okButtonProps={{ disabled: reason.trim() === '' }}
        onOk={() => asking && act.mutate({ step: asking, why: reason.trim() })}
        onCancel={() => setAsking(null)}
      >
        <Input value={reason} onChange={({ target }) => setReason(target.value)} maxLength={100} />
      </Modal>
    </Card>
  );
}

function Preview({ notice: { id, version } }: { notice: Notice }) {
  const texts = useQuery({
    queryKey: ['notices', 'preview', id, version],
    queryFn: () => read<Record<string, string>>(`/notices/${id}/preview`),
  });
  return <p>住户会读到：“{texts.data?.['zh-CN'] ?? '…'}”</p>;
}

/** 6, 6-2, 6-2-5F, 6-2-501, or a shared place by its name. */
function sayPlace(place: string): string {
  const found = /^(\w{1,4})(?:-(\w{1,3}))?(?:-(?:(B?\d{1,2})F|(\w{3,5})))?$/.exec(place);
  if (!found) return place;
  const [, building, unit, floor, room] = found;
  return `${building}栋${unit ? `${unit}单元` : ''}${floor ? `${floor}层` : ''}${room ?? ''}`;
}

function when(iso: string): string {
  return sayInstant(Date.parse(iso), houseNow());
}

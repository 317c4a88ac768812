// 申请审批: what waits for an answer, by the day it was promised for; what was granted; whom the gate expects.
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Empty, Segmented, Select, Skeleton, Space } from 'antd';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { read, wordsFor } from '../base/api.ts';
import { Countdown } from '../base/marks.tsx';
import { useMay, useSession } from '../base/session.ts';
import type { Application } from '../base/shapes.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { EnterApplication } from './enter.tsx';
import { Expected } from './expected.tsx';
import { ApplicationDrawer } from './file.tsx';
import { APPLICATION_KINDS, APPLICATION_STATES, linesOf } from './words.ts';

const LOOK_AGAIN_MS = 15_000;

const SHELVES = [
  { value: 'open', label: '等着审' },
  { value: 'granted', label: '已通过' },
  { value: 'ended', label: '已结束' },
] as const;
const DAYS = [
  { value: 'today', label: '今天来访' },
  { value: 'tomorrow', label: '明天来访' },
] as const;
type Shelf = (typeof SHELVES)[number]['value'];
type Shown = Shelf | (typeof DAYS)[number]['value'];

export default function Applications() {
  const { applicationId } = useParams();
  const navigate = useNavigate();
  const may = useMay();
  const reviews = may('listApplications');
  const [shown, setShown] = useState<Shown>(reviews ? 'open' : 'today');
  const [kind, setKind] = useState<Application['kind'] | 'all'>('all');
  const [isEntering, setIsEntering] = useState(false);
  const { communities } = useSession();
  const [community, setCommunity] = useState(communities[0]?.id ?? '');
  return (
    <div className="sheet">
      <Space wrap className="filters">
        <Segmented
          value={shown}
          onChange={setShown}
          aria-label="看哪些"
          options={[...(reviews ? SHELVES : []), ...DAYS]}
        />
        {shown !== 'today' && shown !== 'tomorrow' && (
          <Select
            className="filter"
            value={kind}
            onChange={setKind}
            aria-label="哪一种申请"
            options={[
              { value: 'all' as const, label: '全部申请' },
              ...Object.entries(APPLICATION_KINDS).map(([value, label]) => ({
                value: value as Application['kind'],
                label,
              })),
            ]}
          />
        )}
        {may('enterApplication') && (
          <>
            {communities.length > 1 && (
              <Select
                aria-label="哪个小区"
                className="filter"
                value={community}
                onChange={setCommunity}
                options={communities.map(({ id, name }) => ({ value: id, label: name }))}
              />
            )}
            <Button type="primary" onClick={() => setIsEntering(true)}>
              来电代办
            </Button>
          </>
        )}
      </Space>
      {isEntering && (
        <EnterApplication
          community={community}
          onClose={() => setIsEntering(false)}
          onFiled={(id) => {
            setIsEntering(false);
            navigate(`/applications/${id}`);
          }}
        />
      )}
      {shown === 'today' || shown === 'tomorrow' ? (
        <Expected day={shown} />
      ) : (
        <List shelf={shown} kind={kind} onOpen={(id) => navigate(`/applications/${id}`)} />
      )}
      {reviews && <ApplicationDrawer id={applicationId ?? null} onClose={() => navigate('/applications')} />}
    </div>
  );
}

function List({
  shelf,
  kind,
  onOpen,
}: {
  shelf: Shelf;
  kind: Application['kind'] | 'all';
  onOpen: (id: string) => void;
}) {
  const found = useQuery({
    queryKey: ['applications', 'list', shelf, kind],
    queryFn: () =>
      read<{ items: Application[] }>(`/applications?shelf=${shelf}${kind === 'all' ? '' : `&kind=${kind}`}`),
    refetchInterval: LOOK_AGAIN_MS,
  });
  if (found.isError) return <Alert type="warning" title={wordsFor(found.error)} />;
  if (!found.data) return <Skeleton active />;
  if (found.data.items.length === 0) return <Empty description={NOTHING[shelf]} />;
  const now = houseNow();
  return (
    <ul className="plain">
      {found.data.items.map((one) => (
        <li key={one.id}>
          <button type="button" className="application" onClick={() => onOpen(one.id)}>
            <span className="application-kind">
              <strong>{APPLICATION_KINDS[one.kind]}</strong>
              <code>{one.code}</code>
            </span>
            <span className="application-where">{one.place || '没有说哪一户'}</span>
            <span className="application-what soft">
              {linesOf(one).map(({ label, value, isWarning }) =>
                isWarning ? <strong key={label}>{value}</strong> : <span key={label}>{value}</span>,
              )}
            </span>
            <span className="application-papers soft">{papersOf(one)}</span>
            <span className={one.state === 'incomplete' ? 'application-state soft' : 'application-state'}>
              {APPLICATION_STATES[one.state]}
            </span>
            <span className="application-due">
              {one.reviewDueAt ? (
                <Countdown dueAt={Date.parse(one.reviewDueAt)} />
              ) : (
                <span className="soft">{sayInstant(Date.parse(one.submittedAt), now)} 申请</span>
              )}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

const NOTHING: Record<Shelf, string> = {
  open: '没有等着审的申请。住户在会话里申请装修、门禁，或者您点“来电代办”登记的，都列在这里，先到期的在最上面。',
  granted: '还没有通过的申请。',
  ended: '还没有办完的申请。',
};

function papersOf({ documents, missing }: Application): string {
  if (missing.length > 0) return `缺 ${missing.length} 样材料`;
  return documents === 0 ? '' : `材料 ${documents} 份`;
}

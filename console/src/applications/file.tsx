// The file of one application with its preparation sheet: what was told, the documents, who is on record, what came before, what is open.
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Descriptions, Drawer, Image, Skeleton, Space } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { read, wordsFor } from '../base/api.ts';
import { Countdown } from '../base/marks.tsx';
import { useMay } from '../base/session.ts';
import type { Application, ApplicationFile } from '../base/shapes.ts';
import { houseNow, sayClock, sayInstant } from '../base/time.ts';
import { KINDS, STATUSES } from '../base/words.ts';
import { useHouse } from '../tickets/house.ts';
import { Decide, type Deciding } from './decide.tsx';
import { useApplicationDeed } from './use-application.ts';
import { APPLICATION_KINDS, APPLICATION_STATES, APPROVERS, linesOf, RELATIONS } from './words.ts';

export function ApplicationDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  return (
    <Drawer open={id !== null} onClose={onClose} title="申请" size={620} destroyOnHidden>
      {id !== null && <File id={id} />}
    </Drawer>
  );
}

function File({ id }: { id: string }) {
  const may = useMay();
  const [deciding, setDeciding] = useState<Deciding | null>(null);
  const act = useApplicationDeed(() => setDeciding(null));
  const found = useQuery({
    queryKey: ['applications', id],
    queryFn: () => read<ApplicationFile>(`/applications/${id}`),
  });
  if (found.isError) return <Alert type="warning" title={wordsFor(found.error)} />;
  const file = found.data;
  if (!file) return <Skeleton active />;
  const { application, rule } = file;
  const isOpen = application.state === 'submitted' || application.state === 'incomplete';
  const isComing = application.kind === 'visit' || application.kind === 'appointment';
  return (
    <div className="ticket">
      <p className="ticket-head">
        <strong>
          {APPLICATION_KINDS[application.kind]} · {APPLICATION_STATES[application.state]}
        </strong>
        <code>{application.code}</code>
        <span className="grow" />
        {application.reviewDueAt && <Countdown dueAt={Date.parse(application.reviewDueAt)} what="审核" />}
      </p>
      {isOpen && may('approveApplication') && (
        <Space wrap className="deeds">
          <Button type="primary" onClick={() => setDeciding('approve')}>
            通过
          </Button>
          <Button onClick={() => setDeciding('ask')}>要求补件</Button>
          <Button danger onClick={() => setDeciding('refuse')}>
            退回
          </Button>
          {rule.approvedBy !== 'reception' && (
            <span className="soft">由{APPROVERS[rule.approvedBy] ?? rule.approvedBy}点通过</span>
          )}
        </Space>
      )}
      {application.state === 'approved' && application.kind !== 'access' && (
        <Space className="deeds">
          <Button
            type="primary"
            loading={act.isBusy}
            onClick={() => act.run({ application, name: 'finish', body: {} })}
          >
            {isComing ? '登记到访' : '完工验收好了'}
          </Button>
        </Space>
      )}
      <Standing file={file} />
      <Told file={file} />
      <Documents file={file} />
      <Preparation file={file} />
      {deciding !== null && (
        <Decide
          name={deciding}
          file={file}
          isBusy={act.isBusy}
          onDone={(body) => act.run({ application, name: deciding, body })}
          onClose={() => setDeciding(null)}
        />
      )}
    </div>
  );
}

function Standing({ file: { application, rule } }: { file: ApplicationFile }) {
  const house = useHouse();
  const now = houseNow();
  const lines: string[] = [];
  const { missing, note, decidedAt, decidedBy, validUntil } = application;
  if (application.state === 'incomplete')
    lines.push(
      `等住户补：${missing.map(({ label }) => label).join('、') || (note ?? '材料')}。收到照片就接着计时（${rule.reviewDays ?? 1} 个工作日）`,
    );
  if (decidedAt && decidedBy)
    lines.push(
      `${house.person(decidedBy) ?? '同事'} ${sayInstant(Date.parse(decidedAt), now)} 定的${note ? `：${note}` : ''}`,
    );
  if (application.state === 'approved' && validUntil)
    lines.push(`有效到 ${sayClock(Date.parse(validUntil))}`);
  if (lines.length === 0) return null;
  return (
    <Alert
      type={application.state === 'incomplete' ? 'warning' : 'info'}
      className="gap-below"
      title={lines.map((line) => <div key={line}>{line}</div>)}
    />
  );
}

function Told({ file: { application, ticket } }: { file: ApplicationFile }) {
  const navigate = useNavigate();
  const now = houseNow();
  return (
    <Descriptions
      column={1}
      size="small"
      bordered
      className="gap-below"
      items={[
        { key: 'where', label: '哪一户', children: application.place || '还不知道' },
        ...linesOf(application).map(({ label, value, isWarning }) => ({
          key: label,
          label,
          children: isWarning ? <strong>{value}</strong> : value,
        })),
        { key: 'said', label: '住户的话', children: ticket.description || '还没有说' },
        {
          key: 'who',
          label: '联系',
          children: (
            <Space wrap>
              {ticket.contact.phone ?? '没有留电话'}
              {ticket.conversationId && (
                <Button size="small" onClick={() => navigate(`/conversations/${ticket.conversationId}`)}>
                  看会话
                </Button>
              )}
              <Button size="small" onClick={() => navigate(`/tickets/${ticket.id}`)}>
                看工单和经过
              </Button>
            </Space>
          ),
        },
        { key: 'at', label: '申请时间', children: sayInstant(Date.parse(application.submittedAt), now) },
      ]}
    />
  );
}

function Documents({ file: { application, ticket, rule } }: { file: ApplicationFile }) {
  const photos = ticket.attachments.filter(
    (each) => each.state === 'stored' && each.contentType?.startsWith('image/'),
  );
  if (rule.documents.length === 0 && photos.length === 0) return null;
  return (
    <>
      <h3>材料（收到 {application.documents} 份）</h3>
      {rule.documents.length > 0 && (
        <p className="soft">
          要有：
          {rule.documents
            .map(
              ({ id, label }) =>
                `${label}${application.missing.some((each) => each.id === id) ? '（缺）' : ''}`,
            )
            .join('、')}
        </p>
      )}
      {photos.length === 0 ? (
        <p className="soft">还没有收到照片。</p>
      ) : (
        <Image.PreviewGroup>
          <div className="photos">
            {photos.map((photo, index) => (
              <Image
                key={photo.id}
                src={`/desk/api/attachments/${photo.id}`}
                alt={`第 ${index + 1} 份材料`}
                height={110}
              />
            ))}
          </div>
        </Image.PreviewGroup>
      )}
    </>
  );
}

function Preparation({ file }: { file: ApplicationFile }) {
  const navigate = useNavigate();
  const { rule, occupants, earlier, openTickets, homeVerified } = file;
  const rules = [
    rule.hours === '' ? null : `施工时间：${rule.hours}`,
    rule.depositYuan === null ? null : rule.depositYuan === 0 ? '不收押金' : `押金 ${rule.depositYuan} 元`,
    rule.validDays === null ? null : `通过后 ${rule.validDays} 天有效`,
  ].filter((each) => each !== null);
  return (
    <>
      <h3>准备单</h3>
      <Descriptions
        column={1}
        size="small"
        bordered
        items={[
          {
            key: 'home',
            label: '在册的人',
            children:
              occupants.length === 0
                ? '这一户还没有登记人员'
                : occupants.map(({ name, relation }) => `${name}（${RELATIONS[relation]}）`).join('、'),
          },
          {
            key: 'known',
            label: '身份',
            children: homeVerified ? '同事核对过，是' : '还没有核对，请对一下身份证和房产证明',
          },
          ...(rules.length > 0 ? [{ key: 'rule', label: '公司规矩', children: rules.join('；') }] : []),
          {
            key: 'before',
            label: '以前的申请',
            children: earlier.length === 0 ? '没有' : <Earlier earlier={earlier} />,
          },
          {
            key: 'open',
            label: '没办完的事',
            children:
              openTickets.length === 0 ? (
                '没有'
              ) : (
                <Space wrap>
                  {openTickets.map((one) => (
                    <Button key={one.id} size="small" onClick={() => navigate(`/tickets/${one.id}`)}>
                      {one.code} {KINDS[one.kind]} · {STATUSES[one.status]}
                    </Button>
                  ))}
                </Space>
              ),
          },
        ]}
      />
    </>
  );
}

function Earlier({ earlier }: { earlier: Application[] }) {
  const navigate = useNavigate();
  return (
    <Space wrap>
      {earlier.map((one) => (
        <Button key={one.id} size="small" onClick={() => navigate(`/applications/${one.id}`)}>
          {one.code} {APPLICATION_KINDS[one.kind]} · {APPLICATION_STATES[one.state]}
        </Button>
      ))}
    </Space>
  );
}

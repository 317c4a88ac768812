// Bulletins: written with what residents would read beside it and how many still can be reached, and what became of each that is out.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Collapse, Input, Popconfirm, Space, Table } from 'antd';
import { useDeferredValue, useState } from 'react';
import { deed, read, wordsFor } from '../base/api.ts';
import { useMay } from '../base/session.ts';
import type { Bulletin, Incident, ReachCounts } from '../base/shapes.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { adviseOn } from '../conversations/tone.ts';
import { type Course, DELIVERIES, isRunning } from './words.ts';

type Preview = { texts: Record<'zh-CN' | 'zh-TW' | 'en', string>; reach: ReachCounts };

const LONGEST = 400;

export function BulletinComposer({ incident, course }: { incident: Incident; course: Course }) {
  const client = useQueryClient();
  const may = useMay();
  const { message } = App.useApp();
  const [zh, setZh] = useState('');
  const [en, setEn] = useState('');
  const looked = useDeferredValue(zh.trim());
  const lookedEn = useDeferredValue(en.trim());
  const preview = useQuery({
    queryKey: ['incidents', incident.id, 'preview', looked, lookedEn],
    queryFn: () =>
      read<Preview>(
        `/incidents/${incident.id}/preview?zh=${encodeURIComponent(looked)}${lookedEn ? `&en=${encodeURIComponent(lookedEn)}` : ''}`,
      ),
    enabled: looked !== '',
    placeholderData: (before) => before,
  });
  const write = useMutation({
    mutationFn: async ({ send }: { send: boolean }) => {
      const words = { zh: zh.trim(), ...(en.trim() ? { en: en.trim() } : {}) };
      await deed(`/incidents/${incident.id}/bulletins`, { words });
      if (!send) return;
      const { items } = await read<{ items: Bulletin[] }>(`/incidents/${incident.id}/bulletins`);
      const draft = items.findLast((each) => each.state === 'draft');
      if (draft) await deed(`/incidents/${incident.id}/send-bulletin`, { bulletinId: draft.id });
    },
    onSuccess: (_, { send }) => {
      message.success(send ? '已发出，送到情况看下面' : '已存成草稿');
      setZh('');
      setEn('');
    },
    onError: (error) => {
      message.warning(wordsFor(error));
    },
    onSettled: () => void client.invalidateQueries(),
  });
  const advice = adviseOn(zh, { homes: [], upset: false });
  const isBlocked = zh.trim() === '' || advice.some((each) => each.level === 'block');
  const { reach } = preview.data ?? {};
  return (
    <section className="panel">
      <p className="ticket-head">
        <strong>写通报</strong>
        {course.kind === 'complaint' && course.line === null && (
          <span className="overdue">要先定统一口径才能发</span>
        )}
        {course.line && course.kind === 'complaint' && (
          <Button size="small" onClick={() => setZh(course.line?.words.zh ?? '')}>
            用统一口径
          </Button>
        )}
      </p>
      <label htmlFor="bulletin-zh">告诉住户的话</label>
      <Input.TextArea
        id="bulletin-zh"
        rows={3}
        maxLength={LONGEST}
        value={zh}
        placeholder="说清现在怎么样、预计几点好、着急的怎么办"
        onChange={(event) => setZh(event.target.value)}
      />
      {advice.length > 0 && (
        <ul className="advice" aria-live="polite">
          {advice.slice(0, 3).map(({ level, found, say }) => (
            <li key={`${found}${say}`} className={level}>
              {level === 'block' ? '不能发：' : level === 'confirm' ? '再想想：' : '建议：'}
              {found && <mark>{found}</mark>} {say}
            </li>
          ))}
        </ul>
      )}
      <label htmlFor="bulletin-en">英文（用英文的住户看，可以不写）</label>
      <Input
        id="bulletin-en"
        maxLength={LONGEST}
        autoComplete="off"
        value={en}
        onChange={(event) => setEn(event.target.value)}
      />
      {looked !== '' && preview.data && (
        <div className="bulletin-preview" data-testid="preview">
          <p className="soft">住户会看到</p>
          <p>{preview.data.texts['zh-CN']}</p>
          <p className="soft">{preview.data.texts['zh-TW']}</p>
          <p className="soft">{preview.data.texts.en}</p>
        </div>
      )}
      {preview.isError && <Alert type="warning" title={wordsFor(preview.error)} />}
      <Space wrap className="bulletin-send">
        {may('sendBulletin') && (
          <Popconfirm
            title={`发给 ${course.affected} 户？`}
            description={
              reach &&
              `现在能收到 ${reach.now} 户，等住户再来信 ${reach.waits} 户，只能打电话 ${reach.phone} 户`
            }
            okText="发出"
            cancelText="再看看"
            onConfirm={() => write.mutate({ send: true })}
            disabled={isBlocked}
          >
            <Button type="primary" disabled={isBlocked} loading={write.isPending}>
              发给受影响的住户
            </Button>
          </Popconfirm>
        )}
        <Button disabled={isBlocked} onClick={() => write.mutate({ send: false })}>
          存成草稿
        </Button>
        {reach && looked !== '' && (
          <span className="soft">
            现在能收到 {reach.now} 户，等住户再来信 {reach.waits} 户，只能打电话 {reach.phone} 户
          </span>
        )}
      </Space>
    </section>
  );
}

export function Bulletins({ incident }: { incident: Incident }) {
  const client = useQueryClient();
  const may = useMay();
  const { message } = App.useApp();
  const bulletins = useQuery({
    queryKey: ['incidents', incident.id, 'bulletins'],
    queryFn: () => read<{ items: Bulletin[] }>(`/incidents/${incident.id}/bulletins`),
    refetchInterval: 5_000,
  });
  const act = useMutation({
    mutationFn: ({ name, body }: { name: string; body: object }) =>
      deed(`/incidents/${incident.id}/${name}`, body),
    onSuccess: () => {
      message.success('好了');
    },
    onError: (error) => {
      message.warning(wordsFor(error));
    },
    onSettled: () => void client.invalidateQueries(),
  });
  const items = (bulletins.data?.items ?? []).toReversed();
  if (items.length === 0) return null;
  const now = houseNow();
  return (
    <section className="panel">
      <p className="ticket-head">
        <strong>发过的通报</strong>
      </p>
      <Collapse
        size="small"
        items={items.map((bulletin) => ({
          key: bulletin.id,
          label: (
            <span>
              {bulletin.kind === 'result' ? '结果' : `第 ${bulletin.number} 条`} ·{' '}
              {bulletin.state === 'draft'
                ? '草稿'
                : `${sayInstant(Date.parse(bulletin.sentAt ?? bulletin.createdAt), now)} 发出 · ${sayCounts(bulletin)}`}{' '}
              · {bulletin.words.zh}
            </span>
          ),
          children:
            bulletin.state === 'draft' ? (
              <Button
                type="primary"
                disabled={!may('sendBulletin') || !isRunning(incident)}
                onClick={() => act.mutate({ name: 'send-bulletin', body: { bulletinId: bulletin.id } })}
              >
                发出
              </Button>
            ) : (
              <Table
                size="small"
                rowKey="household"
                pagination={{ pageSize: 20, hideOnSinglePage: true }}
                dataSource={bulletin.deliveries.toSorted((a, b) => FIRST[a.state] - FIRST[b.state])}
                columns={[
                  { title: '地点', dataIndex: 'place', render: (place: string | null) => place ?? '没有说' },
                  {
                    title: '送到没有',
                    dataIndex: 'state',
                    render: (state: keyof typeof DELIVERIES) => DELIVERIES[state],
                  },
                  {
                    title: '问了好没好',
                    dataIndex: 'asked',
                    render: (asked: boolean) => (asked ? '问了' : ''),
                  },
                  {
                    title: '',
                    key: 'call',
                    render: (_, { household, state }) =>
                      state === 'phone' &&
                      may('noteBulletinCalled') && (
                        <Button
                          size="small"
                          onClick={() =>
                            act.mutate({ name: 'called', body: { bulletinId: bulletin.id, household } })
                          }
                        >
                          已打电话
                        </Button>
                      ),
                  },
                ]}
              />
            ),
        }))}
      />
    </section>
  );
}

/** Whoever must be phoned stands first. */
const FIRST = { phone: 0, waiting: 1, called: 2, sent: 3, stopped: 4 } as const;

function sayCounts({ deliveries }: Bulletin): string {
  const count = (state: keyof typeof FIRST) => deliveries.filter((each) => each.state === state).length;
  const parts = [`发出 ${count('sent')} 户`];
  if (count('waiting') > 0) parts.push(`等来信 ${count('waiting')} 户`);
  if (count('phone') > 0) parts.push(`要打电话 ${count('phone')} 户`);
  if (count('called') > 0) parts.push(`已打电话 ${count('called')} 户`);
  if (count('stopped') > 0) parts.push(`不想再收 ${count('stopped')} 户`);
  return parts.join('，');
}

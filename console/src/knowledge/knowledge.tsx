// 知识与话术: what the bot answers, who approved it and until when; questions that had no answer; and trying it out.
import { useQuery } from '@tanstack/react-query';
import { Button, Drawer, Empty, Input, Segmented, Space, Table } from 'antd';
import { useState } from 'react';
import { read } from '../base/api.ts';
import { matches } from '../base/pinyin.ts';
import { useMay } from '../base/session.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { Loaded, useWatch } from '../watch/parts.tsx';
import { Approval } from './approval.tsx';
import { Editor } from './editor.tsx';
import { Phrases } from './phrases.tsx';
import type { Entry, KnowledgePage, Tried } from './shapes.ts';

const STATES: Record<Entry['state'], string> = {
  'in-force': '在用',
  planned: '还没到日子',
  expired: '已到期，不再答',
  withdrawn: '停用',
  draft: '还没批准',
};
/** So many days before it ends an answer wants to be looked at. */
const SOON_DAYS = 30;

type Open = { entry: Entry | null; question?: string };

export default function Knowledge() {
  const page = useWatch<KnowledgePage>('/knowledge');
  const may = useMay();
  const [shelf, setShelf] = useState<'answers' | 'waiting' | 'gaps' | 'phrases'>('answers');
  const [open, setOpen] = useState<Open | null>(null);
  return (
    <Loaded from={page}>
      {({ items, gaps, today, fields, approvers, phrasesWaiting }) => (
        <div className="sheet">
          <Space wrap className="filters">
            <Segmented
              value={shelf}
              onChange={setShelf}
              options={[
                { value: 'answers', label: `答案 ${items.length}` },
                { value: 'waiting', label: `等批准 ${waiting(items).length}` },
                { value: 'gaps', label: `没答上来的 ${gaps.length}` },
                {
                  value: 'phrases',
                  label: phrasesWaiting > 0 ? `常用话（${phrasesWaiting} 句等批准）` : '常用话',
                },
              ]}
            />
            {may('writeKnowledge') && <Button onClick={() => setOpen({ entry: null })}>写一条新答案</Button>}
            {may('exportKnowledge') && (
              <>
                <Button href="/desk/api/knowledge/export?part=answers">导出答案</Button>
                <Button href="/desk/api/knowledge/export?part=zh-CN">导出话术</Button>
              </>
            )}
          </Space>
          {shelf === 'answers' && (
            <>
              <TryOut />
              <Answers items={items} today={today} onOpen={(entry) => setOpen({ entry })} />
            </>
          )}
          {shelf === 'waiting' && (
            <>
              <Approval approvers={approvers} />
              {waiting(items).length === 0 ? (
                <section className="panel">
                  <Empty description="没有。同事写好的答案会列到这里，另一位经理看过再批准。" />
                </section>
              ) : (
                <Answers items={waiting(items)} today={today} onOpen={(entry) => setOpen({ entry })} />
              )}
            </>
          )}
          {shelf === 'gaps' && (
            <section className="panel">
              {gaps.length === 0 && (
                <Empty description="没有。小助手没有批准过的答案可用时，住户的问题会列到这里。" />
              )}
              {gaps.map((gap) => (
                <div key={gap.id} className="watch-line">
                  <strong>{gap.question}</strong>
                  <div className="line-facts">
                    <time>{sayInstant(Date.parse(gap.createdAt), houseNow())}</time>
                    <span>{gap.answerKey ? '答了，住户说没帮上' : '没有答案，已转给同事'}</span>
                    {may('writeKnowledge') && (
                      <Button size="small" onClick={() => setOpen({ entry: null, question: gap.question })}>
                        写答案
                      </Button>
                    )}
                  </div>
                </div>
              ))}
            </section>
          )}
          {shelf === 'phrases' && <Phrases />}
          <Drawer
            open={open !== null}
            onClose={() => setOpen(null)}
            title={open?.entry ? open.entry.answer?.title : '写一条新答案'}
            size={560}
            destroyOnHidden
          >
            {open &&
              (may('writeKnowledge') ? (
                <Editor {...open} {...{ today, fields, approvers }} onDone={() => setOpen(null)} />
              ) : (
                open.entry && <Read entry={open.entry} />
              ))}
          </Drawer>
        </div>
      )}
    </Loaded>
  );
}

const waiting = (items: Entry[]) => items.filter((each) => each.draft !== null);

function Answers({
  items,
  today,
  onOpen,
}: {
  items: Entry[];
  today: string;
  onOpen: (entry: Entry) => void;
}) {
  const [wanted, setWanted] = useState('');
  const shown = items.filter(
    ({ answer }) =>
      wanted === '' ||
      [answer?.title, answer?.words['zh-CN'], ...(answer?.questions ?? [])].some(
        (each) => each && matches(each, wanted),
      ),
  );
  return (
    <Table<Entry>
      size="small"
      rowKey="id"
      virtual
      scroll={{ x: 900, y: 560 }}
      pagination={false}
      dataSource={shown}
      title={() => (
        <Input
          allowClear
          aria-label="找一条"
          placeholder="找一条：打字或拼音首字母"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
      )}
      onRow={(entry) => ({
        tabIndex: 0,
        className: 'clickable',
        onClick: () => onOpen(entry),
        onKeyDown: (event) => event.code === 'Enter' && onOpen(entry),
      })}
      columns={[
        { title: '说的是什么', key: 'title', width: 170, render: (_, each) => each.answer?.title ?? each.id },
        { title: '怎么答', key: 'words', ellipsis: true, render: (_, each) => each.answer?.words['zh-CN'] },
        { title: '批准人', key: 'who', width: 96, render: (_, each) => each.answer?.approver },
        {
          title: '用到哪天',
          key: 'until',
          width: 130,
          render: (_, { answer }) => answer && <Until day={answer.expires} today={today} />,
        },
        {
          title: '状态',
          key: 'state',
          width: 160,
          render: (_, each) => (
            <>
              {STATES[each.state]}
              {each.draft && each.state !== 'draft' && <em>，有新的等批准</em>}
              {each.planned && each.state === 'in-force' && (
                <span className="soft">
                  ，{each.planned.effective} 起{each.planned.value ? '换新的' : '停用'}
                </span>
              )}
            </>
          ),
        },
        {
          title: '版本',
          key: 'version',
          width: 76,
          render: (_, each) =>
            each.version > 0 ? `第 ${each.version} 版` : each.state === 'draft' ? '' : '随软件',
        },
      ]}
    />
  );
}

function Until({ day, today }: { day: string; today: string }) {
  const days = Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000);
  if (days < 0) return <span className="overdue">{day} 已到期</span>;
  return days <= SOON_DAYS ? <em>{`${day}，还有 ${days} 天`}</em> : <span>{day}</span>;
}

function TryOut() {
  const [question, setQuestion] = useState('');
  const [asked, setAsked] = useState('');
  const tried = useQuery({
    queryKey: ['watch', 'try', asked],
    queryFn: () => read<Tried>(`/knowledge/try?question=${encodeURIComponent(asked)}`),
    enabled: asked !== '',
  });
  return (
    <section className="panel" aria-label="试一试">
      <Input.Search
        aria-label="试一试住户会怎么问"
        placeholder="试一试：像住户那样问一句，看小助手现在怎么答"
        enterButton="问"
        value={question}
        onChange={(event) => setQuestion(event.target.value)}
        onSearch={(words) => {
          const next = words.trim().slice(0, 120);
          if (next === asked) void tried.refetch();
          setAsked(next);
        }}
      />
      {tried.data && (
        <p className="line-told" role="status">
          {tried.data.kind === 'answer' && `会答：${tried.data.answer?.words['zh-CN']}`}
          {tried.data.kind === 'choice' && `会先问住户是哪一个：${tried.data.titles.join('、')}`}
          {tried.data.kind === 'none' && '没有批准过的答案，会记下来转给同事。'}
        </p>
      )}
    </section>
  );
}

function Read({ entry: { answer } }: { entry: Entry }) {
  if (!answer) return null;
  return (
    <>
      <p className="bulletin-preview">{answer.words['zh-CN']}</p>
      <p className="soft">
        依据：{answer.source}。{answer.approver} 批准，{answer.effective} 到 {answer.expires}。
      </p>
      <h3>住户会这样问</h3>
      <ul>
        {answer.questions.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
      <p className="soft">要改请找经理。</p>
    </>
  );
}

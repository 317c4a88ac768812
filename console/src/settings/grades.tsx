// 分级响应: by when what must be done for each grade, what residents are told; and what would come of it on a Saturday at 22:10.
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Input, InputNumber, Select, Space } from 'antd';
import { useState } from 'react';
import { read, wordsFor } from '../base/api.ts';
import { Grade } from '../base/marks.tsx';
import { useMay } from '../base/session.ts';
import { houseNow, sayInstant, saySpan } from '../base/time.ts';
import { GRADES, TIMERS } from '../base/words.ts';
import { useHouse, useSettings } from '../tickets/house.ts';
import { Loaded } from '../watch/parts.tsx';
import { Planned, saySince } from './house.tsx';
import { newestOf, useWrite, useWritten, type Written } from './written.ts';

const KINDS = [
  'accept',
  'take',
  'on_site',
  'first_reply',
  'next_reply',
  'update',
  'control',
  'resolve',
] as const;
type Kind = (typeof KINDS)[number];
const ALL = [1, 2, 3, 4] as const;

type Policy = {
  grade: 1 | 2 | 3 | 4;
  calendar: 'always' | 'service';
  source: string;
  targetSeconds: Record<Kind, number | null>;
  promise: { timer: Kind | null; text: string; afterHours: string | null };
};
export type Sla = {
  version: number;
  grades: Record<1 | 2 | 3 | 4, Policy>;
  followUpWithinSeconds: number;
  rectificationWithinSeconds: number;
};

export function Grades({ sla }: { sla: Sla }) {
  const written = useWritten();
  return (
    <>
      <WhatIf />
      <Loaded from={written}>
        {(data) => <Table key={newestOf(data, 'grades')?.version ?? 0} sla={sla} written={data} />}
      </Loaded>
    </>
  );
}

function Table({ sla, written }: { sla: Sla; written: Written }) {
  const may = useMay();
  const newest = newestOf(written, 'grades');
  // Processes take a second to hear of it; the page has just written it.
  const latest = newest === null ? null : Object.values((newest.value as Sla).grades);
  const before = ALL.map((grade) => ({
    ...sla.grades[grade],
    ...latest?.find((each) => each.grade === grade),
  }));
  const [rows, setRows] = useState<Policy[]>(before);
  const [effective, setEffective] = useState(written.today);
  const write = useWrite('grades', '已写好，从那天起按新的算；已经开的单不变');
  const change = (grade: number, to: (policy: Policy) => Policy) =>
    setRows(rows.map((each) => (each.grade === grade ? to(each) : each)));
  const mayWrite = may('writeGrades');
  const save = () =>
    write.mutate({
      seen: newest?.version ?? 0,
      body: {
        effective,
        followUpWithinSeconds: sla.followUpWithinSeconds,
        rectificationWithinSeconds: sla.rectificationWithinSeconds,
        grades: rows.map(({ grade, targetSeconds, promise }) => ({
          ...{ grade, targetSeconds },
          promise: { ...promise, afterHours: promise.afterHours?.trim() || null },
        })),
      },
    });
  return (
    <section className="panel" aria-label="各级时限">
      <h2>各级时限（分钟，空着就是没有这一项）</h2>
      <Planned newest={newest} today={written.today} />
      <div className="grades-scroll">
        <table className="grades">
          <thead>
            <tr>
              <th />
              {rows.map(({ grade, calendar }) => (
                <th key={grade}>
                  <Grade grade={grade} long />
                  <small>{calendar === 'always' ? '不分昼夜' : '只算上班时间'}</small>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {KINDS.map((kind) => (
              <tr key={kind}>
                <th>{TIMERS[kind]}</th>
                {rows.map(({ grade, targetSeconds }) => (
                  <td key={grade}>
                    <InputNumber
                      aria-label={`${grade}级 ${TIMERS[kind]}`}
                      min={1}
                      disabled={!mayWrite}
                      value={
                        targetSeconds[kind] === null ? null : Math.round((targetSeconds[kind] ?? 0) / 60)
                      }
                      onChange={(minutes) =>
                        change(grade, (each) => ({
                          ...each,
                          targetSeconds: {
                            ...each.targetSeconds,
                            [kind]: minutes === null ? null : minutes * 60,
                          },
                        }))
                      }
                    />
                  </td>
                ))}
              </tr>
            ))}
            <tr>
              <th>答应住户的是</th>
              {rows.map(({ grade, promise, targetSeconds }) => (
                <td key={grade}>
                  <Select
                    aria-label={`${grade}级 答应的时限`}
                    disabled={!mayWrite}
                    value={promise.timer}
                    options={KINDS.filter((kind) => targetSeconds[kind] !== null).map((value) => ({
                      ...{ value, label: TIMERS[value] },
                    }))}
                    onChange={(timer: Kind) =>
                      change(grade, (each) => ({ ...each, promise: { ...each.promise, timer } }))
                    }
                  />
                </td>
              ))}
            </tr>
            {(['text', 'afterHours'] as const).map((name) => (
              <tr key={name}>
                <th>{name === 'text' ? '怎么跟住户说' : '下班时怎么说'}</th>
                {rows.map(({ grade, promise }) => (
                  <td key={grade}>
                    <Input.TextArea
                      aria-label={`${grade}级 ${name === 'text' ? '怎么说' : '下班时怎么说'}`}
                      className="growing"
                      maxLength={60}
                      disabled={!mayWrite}
                      value={promise[name] ?? ''}
                      onChange={({ target: { value } }) =>
                        change(grade, (each) => ({ ...each, promise: { ...each.promise, [name]: value } }))
                      }
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="soft">
        话里的分钟、小时要和时限一样；{'{{by}}'} 会换成答应的时间。
        {saySince(newest)}
      </p>
      {write.error && <Alert type="warning" className="gap-below" title={wordsFor(write.error)} />}
      {mayWrite && (
        <Space wrap>
          从
          <Input
            type="date"
            aria-label="从哪天开始"
            min={written.today}
            value={effective}
            onChange={(event) => setEffective(event.target.value)}
          />
          起
          <Button type="primary" loading={write.isPending} onClick={save}>
            批准并保存
          </Button>
          <Button href="/desk/api/settings/export?part=sla">导出成文件</Button>
        </Space>
      )}
    </section>
  );
}

type Outcome = {
  isService: boolean;
  promise: { text: string; dueAt: number | null };
  clocks: { kind: string; dueAt: number }[];
  duty: string[];
  calls: { staffId: string; at: number }[];
};

const OFFSET_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;
const SATURDAY = 6;

/** The next Saturday, 22:10, as the field takes it. */
function nextSaturday(now: number): string {
  const wall = new Date(now + OFFSET_MS);
  const days = (SATURDAY - wall.getUTCDay() + 7) % 7;
  return `${new Date(now + OFFSET_MS + days * DAY_MS).toISOString().slice(0, 10)}T22:10`;
}

function WhatIf() {
  const house = useHouse();
  const { data } = useSettings();
  const [at, setAt] = useState(() => nextSaturday(houseNow()));
  const [grade, setGrade] = useState(2);
  const [department, setDepartment] = useState('engineering');
  const asked = `/settings/what-if?at=${encodeURIComponent(`${at}:00+08:00`)}&grade=${grade}&department=${encodeURIComponent(department)}`;
  const found = useQuery({
    queryKey: ['watch', asked],
    queryFn: () => read<Outcome>(asked),
    enabled: at !== '',
    placeholderData: (before: Outcome | undefined) => before,
  });
  const from = Date.parse(`${at}:00+08:00`);
  const then = found.data;
  const names = (ids: string[]) => ids.map((id) => house.person(id)).join('、');
  return (
    <section className="panel" aria-label="要是这时候来">
      <h2>要是这时候来，会怎么样？</h2>
      <Space wrap className="gap-below">
        <Input
          type="datetime-local"
          aria-label="什么时候来"
          value={at}
          onChange={(event) => setAt(event.target.value)}
        />
        <Select
          aria-label="几级"
          className="filter"
          value={grade}
          onChange={setGrade}
          options={Object.entries(GRADES).map(([value, { name }]) => ({ value: Number(value), label: name }))}
        />
        <Select
          aria-label="哪个部门"
          className="filter"
          value={department}
          onChange={setDepartment}
          options={(data?.departments ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Space>
      {found.error && <Alert type="warning" title={wordsFor(found.error)} />}
      {then && (
        <dl className="learned" aria-live="polite">
          <div>
            <dt>那时候</dt>
            <dd>
              {then.isService ? '上班时间' : '下班时间'}；值班：
              {then.duty.length === 0 ? '没有人' : names(then.duty)}
            </dd>
          </div>
          <div>
            <dt>会跟住户说</dt>
            <dd>{then.promise.text}</dd>
          </div>
          <div>
            <dt>时限</dt>
            <dd>
              {then.clocks
                .map(({ kind, dueAt }) => `${TIMERS[kind] ?? kind} ${sayInstant(dueAt, from)}`)
                .join('；') || '没有'}
            </dd>
          </div>
          <div>
            <dt>没人接就叫</dt>
            <dd>
              {then.calls.length === 0
                ? '不呼叫，列在工单里等人受理'
                : then.calls
                    .map((each) =>
                      each.at === from
                        ? `马上叫 ${names([each.staffId])}`
                        : `${saySpan(each.at - from)} 后 ${names([each.staffId])}`,
                    )
                    .join('；')}
            </dd>
          </div>
        </dl>
      )}
    </section>
  );
}

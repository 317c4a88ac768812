// 上班时间: the ordinary week, the days that differ, and when nobody is disturbed at night.
import { Alert, Button, Form, Input, Space } from 'antd';
import { wordsFor } from '../base/api.ts';
import { useMay } from '../base/session.ts';
import { Loaded } from '../watch/parts.tsx';
import { Planned, saySince } from './house.tsx';
import {
  type DayOff,
  newestOf,
  readDays,
  readSpans,
  sayDays,
  saySpans,
  useWrite,
  useWritten,
  type Written,
} from './written.ts';

const WEEK = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];

type Span = { fromMinute: number; toMinute: number };
export type Calendar = {
  week: Span[][];
  exceptions: DayOff[];
  exceptionsKnownUntil: string;
  quietHours: Span;
};
type Given = { week: string[]; days: string; until: string; quiet: string; effective: string };

export function Hours({ calendar }: { calendar: Calendar }) {
  const written = useWritten();
  return (
    <Loaded from={written}>
      {(data) => <Sheet key={newestOf(data, 'calendar')?.version ?? 0} calendar={calendar} written={data} />}
    </Loaded>
  );
}

function Sheet({ calendar, written }: { calendar: Calendar; written: Written }) {
  const may = useMay();
  const newest = newestOf(written, 'calendar');
  const before = newest ? (newest.value as Calendar) : calendar;
  const write = useWrite('calendar', '已写好，从那天起按新的算');
  const spans = (_: unknown, value: string) =>
    readSpans(value ?? '')
      ? Promise.resolve()
      : Promise.reject(new Error('写成 08:30-18:00，两段用逗号隔开'));
  const days = (_: unknown, value: string) => {
    const found = readDays(value ?? '');
    return 'wrong' in found
      ? Promise.reject(new Error(`“${found.wrong}”看不明白，写成 2027-01-01 元旦，上班的再写时间`))
      : Promise.resolve();
  };
  function save(given: Given) {
    const found = readDays(given.days);
    write.mutate({
      seen: newest?.version ?? 0,
      body: {
        effective: given.effective,
        week: given.week.map((each) => readSpans(each) ?? []),
        exceptions: 'days' in found ? found.days : [],
        exceptionsKnownUntil: given.until,
        quietHours: readSpans(given.quiet)?.[0],
      },
    });
  }
  return (
    <Form<Given>
      layout="vertical"
      className="panel"
      disabled={!may('writeCalendar')}
      onFinish={save}
      initialValues={{
        week: WEEK.map((_, at) => saySpans(before.week[at] ?? [])),
        days: sayDays(before.exceptions),
        until: before.exceptionsKnownUntil,
        quiet: saySpans([before.quietHours]),
        effective: written.today,
      }}
    >
      <Planned newest={newest} today={written.today} />
      <h2>平常一周（空着就是休息）</h2>
      <div className="week">
        {WEEK.map((name, at) => (
          <Form.Item key={name} name={['week', at]} label={name} rules={[{ validator: spans }]}>
            <Input placeholder="休息" />
          </Form.Item>
        ))}
      </div>
      <Form.Item
        name="days"
        label="和平常不一样的日子（一行一天）"
        extra="放假：2027-01-01 元旦；调休上班再写时间：2027-01-04 元旦调休 08:30-18:00"
        rules={[{ validator: days }]}
      >
        <Input.TextArea className="growing days" />
      </Form.Item>
      <Space wrap size="large">
        <Form.Item name="until" label="假期安排管到哪天">
          <Input type="date" />
        </Form.Item>
        <Form.Item
          name="quiet"
          label="夜里不为三、四级的事打扰人"
          rules={[{ required: true, validator: spans }]}
        >
          <Input />
        </Form.Item>
        <Form.Item name="effective" label="从哪天起">
          <Input type="date" min={written.today} />
        </Form.Item>
      </Space>
      <p className="soft">{saySince(newest)}</p>
      {write.error && <Alert type="warning" className="gap-below" title={wordsFor(write.error)} />}
      {may('writeCalendar') && (
        <Space>
          <Button type="primary" htmlType="submit" loading={write.isPending}>
            批准并保存
          </Button>
          <Button href="/desk/api/settings/export?part=calendar">导出成文件</Button>
        </Space>
      )}
    </Form>
  );
}

// 报表: every number of some days, with what it means beside it. Managers only: it tells who did what.
import { DownloadOutlined, FileWordOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Input, Select, Skeleton, Space, Table } from 'antd';
import { useState } from 'react';
import { read, wordsFor } from '../base/api.ts';
import { useSession } from '../base/session.ts';
import type { Report } from '../base/shapes.ts';
import { houseNow } from '../base/time.ts';
import { ExportButton } from '../exports/export-button.tsx';

const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

type Value = Report['whole'];
type Line = { key: string; title: string; value: Value };

export default function Reports() {
  const { communities } = useSession();
  const today = new Date(houseNow() + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10);
  const [from, setFrom] = useState(`${today.slice(0, 8)}01`);
  const [to, setTo] = useState(today);
  const [community, setCommunity] = useState('');
  const asked = new URLSearchParams({ from, to, ...(community === '' ? {} : { community }) }).toString();
  const ofCommunity = community === '' ? '' : `&community=${community}`;
  const reports = useQuery({
    queryKey: ['reports', asked],
    queryFn: () => read<{ items: Report[] }>(`/reports?${asked}`),
    enabled: from !== '' && to !== '',
    // A report is read, not watched.
    staleTime: 60_000,
  });
  return (
    <div className="sheet">
      <Space className="filters" wrap>
        {communities.length > 1 && (
          <Select
            aria-label="小区"
            value={community}
            onChange={setCommunity}
            options={[
              { value: '', label: '全部小区' },
              ...communities.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
        <Input
          type="date"
          aria-label="从哪天"
          value={from}
          onChange={(event) => setFrom(event.target.value)}
        />
        <Input type="date" aria-label="到哪天" value={to} onChange={(event) => setTo(event.target.value)} />
        <Button icon={<DownloadOutlined />} href={`/desk/api/reports/sums/workbook?${asked}`}>
          导出 Excel
        </Button>
        <Button href={`/desk/api/reports/sums/csv?${asked}`}>导出 CSV</Button>
        <ExportButton
          what={{
            ...{ operation: 'exportReport', path: '/reports/all/workbook', params: { reportName: 'all' } },
            query: { from, to, ...(community === '' ? {} : { community }) },
          }}
        >
          连同事的名字一起导出
        </ExportButton>
        <Button target="_blank" href={`/desk/api/monthly-report?month=${from.slice(0, 7)}${ofCommunity}`}>
          月报草稿
        </Button>
        <Button
          icon={<FileWordOutlined />}
          href={`/desk/api/monthly-report/document?month=${from.slice(0, 7)}${ofCommunity}`}
        >
          月报草稿（Word）
        </Button>
        <Button target="_blank" href={`/desk/api/manual-review?quarter=${quarterOf(from)}${ofCommunity}`}>
          手册修订建议
        </Button>
        <Button
          icon={<FileWordOutlined />}
          href={`/desk/api/manual-review/document?quarter=${quarterOf(from)}${ofCommunity}`}
        >
          手册修订建议（Word）
        </Button>
      </Space>
      {reports.isError && <Alert type="warning" title={wordsFor(reports.error)} />}
      {reports.isPending && <Skeleton active />}
      <div className="numbers">
        {reports.data?.items.map((report) => (
          <One key={report.name} report={report} />
        ))}
      </div>
    </div>
  );
}

/** The quarter a day lies in: 2026-Q4. */
function quarterOf(day: string): string {
  return `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
}

function One({ report }: { report: Report }) {
  const whole: Line = { key: 'whole', title: '合计', value: report.whole };
  const groups = report.by === 'all' ? [] : report.groups.map((each) => ({ ...each, key: `of ${each.key}` }));
  return (
    <section className="panel" data-testid={`report-${report.name}`}>
      <p className="ticket-head">
        <strong>{report.title}</strong>
      </p>
      <p className="soft">{report.definition}</p>
      <Table<Line>
        size="small"
        pagination={{ pageSize: 15, hideOnSinglePage: true }}
        dataSource={[whole, ...groups]}
        columns={columnsFor(report.kind)}
      />
    </section>
  );
}

function columnsFor(kind: Value['kind']) {
  const first = { title: '', dataIndex: 'title', width: 180 };
  const cell = (title: string, say: (value: Value) => string) => ({
    title,
    key: title,
    render: (_: unknown, { value }: Line) => say(value),
  });
  if (kind === 'count') return [first, cell('数量', (value) => (value.kind === 'count' ? `${value.n}` : ''))];
  if (kind === 'rate')
    return [
      first,
      cell('比率', (value) => (value.kind === 'rate' ? sayShare(value.rate) : '')),
      cell('分子 / 分母', (value) => (value.kind === 'rate' ? `${value.hits} / ${value.of}` : '')),
    ];
  const time = (title: string, which: 'wall' | 'service', part: 'median' | 'p90') =>
    cell(title, (value) => (value.kind === 'duration' ? saySeconds(value[which]?.[part]) : ''));
  return [
    first,
    cell('样本数', (value) => (value.kind === 'duration' ? `${value.n}` : '')),
    time('中位数', 'wall', 'median'),
    time('P90', 'wall', 'p90'),
    time('中位数（服务时间）', 'service', 'median'),
    time('P90（服务时间）', 'service', 'p90'),
  ];
}

/** Nothing to divide by is not nought. */
function sayShare(rate: number | null): string {
  return rate === null ? '暂无' : `${(rate * 100).toFixed(1)}%`;
}

function saySeconds(seconds: number | undefined): string {
  if (seconds === undefined) return '暂无';
  if (seconds < 60) return `${Math.round(seconds)} 秒`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} 分钟`;
  return `${(seconds / 3600).toFixed(1)} 小时`;
}

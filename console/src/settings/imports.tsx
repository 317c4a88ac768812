// Tables come in: choose a file, see everything that is wrong or would change, confirm.
import { useMutation, useQuery } from '@tanstack/react-query';
import { Alert, Button, Progress, Select, Space, Statistic, Table, Typography, Upload } from 'antd';
import { useState } from 'react';
import { deed, read, sendFile, wordsFor } from '../base/api.ts';
import { useSession } from '../base/session.ts';
import type { Import, ImportPreview } from '../base/shapes.ts';
import { ExportButton } from '../exports/export-button.tsx';

const KINDS: Record<ImportPreview['changes'][number]['kind'], string> = {
  add: '新增',
  change: '更新',
  end: '不再登记',
};

type Kind = 'homes' | 'staff' | 'roster' | 'bills';
const OF_COMMUNITY: readonly Kind[] = ['homes', 'bills'];
const WHATS: Record<Kind, { label: string; note: string }> = {
  homes: { label: '住户台账', note: '表里有的房子以表为准，表里没有的房子不动。' },
  staff: {
    label: '人员',
    note: '所有小区共用，整张表为准：表里没有的人就不在了。导入以后以这里为准，config/ 里的人员文件不再生效。',
  },
  roster: {
    label: '排班',
    note: '所有小区共用，整张表为准。导入以后以这里为准，config/ 里的排班文件不再生效。',
  },
  bills: {
    label: '账单',
    note: '一个小区一张表，整张表为准：住户核实身份后问欠费，就按这张表回答。表里没有的不再算欠费。',
  },
};

export function Imports() {
  const [kind, setKind] = useState<Kind>('homes');
  const { communities } = useSession();
  const [community, setCommunity] = useState(communities[0]?.id ?? '');
  const [running, setRunning] = useState<string | null>(null);
  const preview = useMutation({
    mutationFn: (file: File) =>
      sendFile<ImportPreview>(
        `/imports?kind=${kind}${OF_COMMUNITY.includes(kind) ? `&community=${encodeURIComponent(community)}` : ''}`,
        file,
      ),
    onMutate: () => setRunning(null),
  });
  const confirm = useMutation({
    mutationFn: (token: string) => deed<Import>(`/imports/${token}/confirm`),
    onSuccess: ({ id }) => setRunning(id),
  });
  const seen = preview.data;

  return (
    <>
      <p>
        把表格（Excel 或 CSV）传上来。先看有没有问题、会改什么，确认以后才真的改。
        {WHATS[kind].note}
      </p>
      <Space wrap className="gap-below">
        <Select
          value={kind}
          aria-label="导入什么"
          popupMatchSelectWidth={false}
          options={Object.entries(WHATS).map(([value, { label }]) => ({ value: value as Kind, label }))}
          onChange={(next) => {
            setKind(next);
            preview.reset();
          }}
        />
        <Select
          value={community}
          disabled={!OF_COMMUNITY.includes(kind)}
          aria-label="小区"
          popupMatchSelectWidth={false}
          options={communities.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(next) => {
            setCommunity(next);
            preview.reset();
          }}
        />
        {kind === 'staff' || kind === 'roster' ? (
          <ExportButton what={{ operation: 'getImportTemplate', path: '/imports/template', query: { kind } }}>
            下载模板（含现有人员）
          </ExportButton>
        ) : (
          <Button href={`/desk/api/imports/template?kind=${kind}`}>下载模板</Button>
        )}
        <ExportButton
          disabled={kind !== 'homes'}
          what={{ operation: 'exportHomes', path: '/homes/workbook', query: { community } }}
        >
          导出现有登记
        </ExportButton>
        <Upload
          accept=".xlsx,.csv"
          maxCount={1}
          showUploadList={false}
          beforeUpload={(file) => {
            preview.mutate(file);
            // We send it ourselves.
            return false;
          }}
        >
          <Button type="primary" loading={preview.isPending}>
            选择文件
          </Button>
        </Upload>
      </Space>
      {preview.isError && <Alert type="error" showIcon title={wordsFor(preview.error)} />}
      {seen && seen.problemCount > 0 && <Problems preview={seen} />}
      {seen?.token && seen.counts && running === null && (
        <>
          <div>
            <Space size="large" className="gap-below">
              <Statistic title={kind === 'bills' ? '表里的笔数' : '表里的人'} value={seen.counts.rows} />
              <Statistic title="新增" value={seen.counts.added} />
              <Statistic title="更新" value={seen.counts.changed} />
              <Statistic title={kind === 'bills' ? '去掉' : '不再登记'} value={seen.counts.ended} />
              <Statistic title="没有变化" value={seen.counts.same} />
            </Space>
          </div>
          {seen.ignored.length > 0 && (
            <Typography.Paragraph type="secondary">
              没有用到的列：{seen.ignored.join('、')}
            </Typography.Paragraph>
          )}
          {seen.summary !== null && <Typography.Paragraph>{seen.summary}</Typography.Paragraph>}
          <Changes preview={seen} kind={kind} />
          {confirm.isError && <Alert type="error" showIcon title={wordsFor(confirm.error)} />}
          <Button
            type="primary"
            loading={confirm.isPending}
            disabled={seen.changes.length === 0}
            onClick={() => seen.token !== null && confirm.mutate(seen.token)}
          >
            {seen.changes.length === 0 ? '和现有登记一样，不用导入' : '确认导入'}
          </Button>
        </>
      )}
      {running !== null && <Running id={running} />}
    </>
  );
}

function Problems({ preview }: { preview: ImportPreview }) {
  return (
    <>
      <Alert
        type="warning"
        showIcon
        className="gap-below"
        title={`有 ${preview.problemCount} 处要改，改好以后再传一次。这次什么都没有动。`}
      />
      <Table
        size="small"
        rowKey={({ row, column, message }) => `${row}:${column}:${message}`}
        pagination={{ pageSize: 20, hideOnSinglePage: true }}
        dataSource={preview.problems}
        columns={[
          { title: '行', dataIndex: 'row', width: 70, render: (row: number) => (row === 0 ? '整张表' : row) },
          { title: '列', dataIndex: 'column', width: 120 },
          { title: '怎么改', dataIndex: 'message' },
        ]}
      />
    </>
  );
}

function Changes({ preview, kind: of }: { preview: ImportPreview; kind: Kind }) {
  const isBills = of === 'bills';
  return (
    <Table
      size="small"
      className="gap-below"
      rowKey={({ kind, home, relation, name, phone }) => `${kind}:${home}:${relation}:${name}:${phone}`}
      pagination={{ pageSize: 20, hideOnSinglePage: true }}
      dataSource={preview.changes}
      columns={[
        {
          title: '改动',
          dataIndex: 'kind',
          width: 100,
          render: (kind: ImportPreview['changes'][number]['kind']) =>
            isBills && kind === 'end' ? '去掉' : KINDS[kind],
        },
        { title: isBills ? '房号' : '房子或岗位', dataIndex: 'home' },
        { title: isBills ? '项目' : '身份', dataIndex: 'relation', width: isBills ? 120 : 80 },
        { title: isBills ? '账期' : '姓名', dataIndex: 'name' },
        ...(isBills ? [] : [{ title: '电话', dataIndex: 'phone' }]),
        { title: isBills ? '要交多少' : '日期或时间', dataIndex: 'movedInOn' },
      ]}
    />
  );
}

function Running({ id }: { id: string }) {
  const progress = useQuery({
    queryKey: ['import', id],
    queryFn: () => read<Import>(`/imports/${id}`),
    refetchInterval: ({ state }) => (state.data?.state === 'done' ? false : 1_000),
  });
  const { data } = progress;
  if (!data) return null;
  const percent = data.of === 0 ? 100 : Math.floor((data.done / data.of) * 100);
  return (
    <>
      <Progress percent={percent} />
      {data.state === 'done' && (
        <Alert
          type="success"
          showIcon
          title={
            data.skipped === 0
              ? '导入好了'
              : `导入好了；有 ${data.skipped} 条在预览以后被别人改过，没有动，请再传一次核对`
          }
        />
      )}
    </>
  );
}

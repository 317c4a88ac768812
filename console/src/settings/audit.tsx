// What was done at the console, newest first, and whether the record is whole.
import { useQuery } from '@tanstack/react-query';
import { Alert, Table } from 'antd';
import { read } from '../base/api.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { useHouse } from '../tickets/house.ts';
import { ACTIONS, type Entry, sayDetail, sayNobody } from './audit-words.ts';

export function Audit() {
  const { person } = useHouse();
  const audit = useQuery({
    queryKey: ['audit'],
    queryFn: () => read<{ items: Entry[]; firstBreak: number | null; checked: boolean }>('/audit?limit=200'),
  });
  return (
    <>
      {audit.data?.checked && audit.data.firstBreak === null && (
        <Alert
          type="success"
          showIcon
          className="gap-below"
          title="记录完整：每一条都和前一条接得上，没有被改过或删过。"
        />
      )}
      {audit.data && audit.data.firstBreak !== null && (
        <Alert
          type="error"
          showIcon
          className="gap-below"
          title={`第 ${audit.data.firstBreak} 条接不上：记录被改过或删过。请马上告诉项目经理，并保留数据库的备份。`}
        />
      )}
      <Table
        size="small"
        rowKey="seq"
        pagination={{ pageSize: 50, hideOnSinglePage: true }}
        loading={audit.isPending}
        dataSource={audit.data?.items ?? []}
        columns={[
          { title: '#', dataIndex: 'seq', width: 70 },
          { title: '时间', dataIndex: 'at', width: 130, render: (at: number) => sayInstant(at, houseNow()) },
          {
            title: '谁',
            dataIndex: 'name',
            width: 120,
            render: (name: string | null, entry) => name ?? sayNobody(entry, person),
          },
          {
            title: '做了什么',
            dataIndex: 'action',
            width: 140,
            render: (action: string) => ACTIONS[action] ?? action,
          },
          {
            title: '结果',
            dataIndex: 'result',
            width: 80,
            render: (result: string) => (result === 'done' ? '成功' : '没有成功'),
          },
          { title: '说明', key: 'detail', render: (_, entry) => sayDetail(entry) },
          { title: '来自', dataIndex: 'address', width: 130 },
        ]}
      />
    </>
  );
}

// The house as it is configured, for reading; accounts and the record of deeds for those who may.
import { Alert, Descriptions, Skeleton, Table, Tabs } from 'antd';
import { useNavigate, useParams } from 'react-router';
import { useMay } from '../base/session.ts';
import { CHANNELS } from '../base/words.ts';
import { type Settings as House, useSettings } from '../tickets/house.ts';
import { Accounts } from './accounts.tsx';
import { Audit } from './audit.tsx';
import { Grades } from './grades.tsx';
import { Hours } from './hours.tsx';
import { Imports } from './imports.tsx';
import { Swaps } from './swaps.tsx';
import { Webhooks } from './webhooks.tsx';

/** As the house counts them: 0 = Monday. */
const DAYS = ['一', '二', '三', '四', '五', '六', '日'];

export default function Settings() {
  const { tab } = useParams();
  const navigate = useNavigate();
  const may = useMay();
  const settings = useSettings();
  const house = settings.data;
  const show = (draw: (house: House) => React.ReactNode) => (house ? draw(house) : <Skeleton active />);
  const items = [
    ...(may('listAccounts') ? [{ key: 'accounts', label: '账号', children: <Accounts /> }] : []),
    ...(may('listAudit') ? [{ key: 'audit', label: '操作记录', children: <Audit /> }] : []),
    ...(may('previewImport') ? [{ key: 'imports', label: '导入', children: <Imports /> }] : []),
    ...(may('listWebhooks') ? [{ key: 'webhooks', label: '推送', children: <Webhooks /> }] : []),
    ...(may('listWritten')
      ? [
          { key: 'grades', label: '分级响应', children: show((each) => <Grades sla={each.sla} />) },
          { key: 'hours', label: '上班时间', children: show((each) => <Hours calendar={each.calendar} />) },
        ]
      : []),
    { key: 'people', label: '人员和值班', children: show((each) => <People house={each} />) },
    { key: 'places', label: '小区和渠道', children: show((each) => <Places house={each} />) },
  ];
  return (
    <div className="sheet">
      <Tabs
        activeKey={tab ?? items[0]?.key ?? 'people'}
        onChange={(key) => navigate(`/settings/${key}`)}
        items={items}
      />
    </div>
  );
}

function FromFiles() {
  return (
    <Alert
      type="info"
      showIcon
      className="gap-below"
      title="下面只能看。值班表和人员可以在“导入”里换；其余请改 config/ 里的文件，重启后生效。"
    />
  );
}

function People({ house }: { house: House }) {
  const may = useMay();
  const department = (id: string) => house.departments.find((each) => each.id === id)?.name ?? id;
  const person = (id: string) => house.staff.find((each) => each.id === id)?.name ?? id;
  const clock = (minute: number) =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  return (
    <>
      {may('listWritten') && <Swaps house={house} />}
      <FromFiles />
      <h3>值班表</h3>
      <Table
        size="small"
        rowKey="name"
        pagination={false}
        dataSource={house.roster.shifts}
        columns={[
          { title: '班次', dataIndex: 'name' },
          { title: '部门', dataIndex: 'departmentId', render: department },
          {
            title: '星期',
            dataIndex: 'days',
            render: (days: number[]) =>
              days.length === 7 ? '每天' : `周${days.map((day) => DAYS[day]).join('')}`,
          },
          {
            title: '时间',
            key: 'time',
            render: (_, shift) => `${clock(shift.fromMinute)}–${clock(shift.toMinute)}`,
          },
          { title: '人员', dataIndex: 'staffIds', render: (ids: string[]) => ids.map(person).join('、') },
        ]}
      />
      <h3>人员</h3>
      <Table
        size="small"
        rowKey="id"
        pagination={false}
        dataSource={house.staff}
        columns={[
          { title: '姓名', dataIndex: 'name' },
          { title: '岗位', dataIndex: 'title' },
          { title: '部门', dataIndex: 'departmentId', render: department },
        ]}
      />
    </>
  );
}

function Places({ house }: { house: House }) {
  const community = (id: string) => house.communities.find((each) => each.id === id)?.name ?? id;
  return (
    <>
      <FromFiles />
      {house.communities.map(({ id, name, office }) => (
        <Descriptions
          key={id}
          title={name}
          size="small"
          column={1}
          className="gap-below"
          items={[
            { key: 'office', label: '服务中心', children: office.name },
            { key: 'phone', label: '电话', children: office.phone },
            { key: 'address', label: '地址', children: office.address },
          ]}
        />
      ))}
      <h3>渠道账号</h3>
      <Table
        size="small"
        rowKey="accountId"
        pagination={false}
        dataSource={house.channels.accounts}
        columns={[
          { title: '渠道', dataIndex: 'channel', render: (id: string) => CHANNELS[id] ?? id },
          { title: '账号', dataIndex: 'accountId' },
          { title: '小区', dataIndex: 'communityId', render: community },
          {
            title: '人工在哪里接待',
            dataIndex: 'handoff',
            render: (mode: string) => (mode === 'native' ? '企业微信客户端' : '这个工作台'),
          },
        ]}
      />
    </>
  );
}

// The house: what is written at the console, and what is configured for reading; accounts and the record of deeds for those who may.
import { Skeleton, Tabs } from 'antd';
import { useNavigate, useParams } from 'react-router';
import { useMay } from '../base/session.ts';
import { Exports } from '../exports/exports.tsx';
import { type Settings as House, useSettings } from '../tickets/house.ts';
import { Accounts } from './accounts.tsx';
import { Audit } from './audit.tsx';
import { Channels } from './channels.tsx';
import { Departments } from './departments.tsx';
import { Estate } from './estate.tsx';
import { Grades } from './grades.tsx';
import { Hours } from './hours.tsx';
import { Imports } from './imports.tsx';
import { Keeping } from './keeping.tsx';
import { Shifts } from './shifts.tsx';
import { Webhooks } from './webhooks.tsx';

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
    ...(may('readHouse')
      ? [
          { key: 'people', label: '人员和值班', children: show((each) => <Shifts house={each} />) },
          { key: 'departments', label: '部门', children: <Departments /> },
          { key: 'places', label: '小区和网格', children: show((each) => <Estate house={each} />) },
          { key: 'channels', label: '渠道', children: show((each) => <Channels house={each} />) },
          { key: 'keeping', label: '资料保存', children: show((each) => <Keeping house={each} />) },
        ]
      : []),
    ...(may('listExports') ? [{ key: 'exports', label: '导出放行', children: <Exports /> }] : []),
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

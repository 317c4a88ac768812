// What stands around every page: where one can go, what waits, whether the page is live, and who one is.
import {
  AuditOutlined,
  BarChartOutlined,
  BellOutlined,
  BookOutlined,
  CheckSquareOutlined,
  CommentOutlined,
  DashboardOutlined,
  FieldTimeOutlined,
  KeyOutlined,
  LogoutOutlined,
  MutedOutlined,
  NotificationOutlined,
  PhoneOutlined,
  QuestionCircleOutlined,
  ReadOutlined,
  SendOutlined,
  SettingOutlined,
  SolutionOutlined,
  TeamOutlined,
  ToolOutlined,
} from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { App, Badge, Button, Dropdown, Menu, Modal, Tooltip } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { deed, Refused, read } from '../base/api.ts';
import { useKeys } from '../base/keys.ts';
import { useLiveState } from '../base/live.ts';
import { useMay, useSession } from '../base/session.ts';
import type { Board } from '../base/shapes.ts';
import { ROLES } from '../base/words.ts';
import icon from '../icon.svg';
import { useAlarm } from './alarm.ts';
import { KeySheet } from './key-sheet.tsx';
import { SecondFactor } from './second-factor.tsx';

export function useBoard() {
  return useQuery({ queryKey: ['board'], queryFn: () => read<Board>('/board') });
}

export function Shell({ children }: { children: ReactNode }) {
  const { me } = useSession();
  const { message } = App.useApp();
  const may = useMay();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const live = useLiveState();
  const board = useBoard();
  const [sheet, setSheet] = useState(false);
  const [factor, setFactor] = useState(false);
  const waiting = board.data?.conversations.waiting ?? 0;
  const overdue = board.data?.numbers.overdue ?? 0;
  const drafts = board.data?.drafts ?? 0;
  const exports = board.data?.exports ?? 0;
  const alarm = useAlarm(board.data);
  useTitle(waiting, overdue, alarm.count);
  useKeys({ 'Shift+Slash': () => setSheet(true) });

  async function signOut() {
    try {
      await deed('/sign-out');
    } catch (error) {
      // Whoever leaves a shared computer must know that they are still signed in; a session that has ended needs no words.
      if (!(error instanceof Refused && error.status === 401))
        return void message.error('没有退出成功，请再试一次；离开前请确认已退出。');
    }
    window.location.assign('/desk/');
  }

  const items = [
    { key: 'board', icon: <DashboardOutlined />, label: '工作台' },
    ...(may('listQueue')
      ? [{ key: 'conversations', icon: <CommentOutlined />, label: <Counted word="会话" count={waiting} /> }]
      : []),
    ...(may('listDrafts') && (drafts > 0 || pathname === '/drafts')
      ? [{ key: 'drafts', icon: <SolutionOutlined />, label: <Counted word="带教" count={drafts} /> }]
      : []),
    {
      key: 'tickets',
      icon: <ToolOutlined />,
      label: may('listWatched') ? '工单' : <Counted word="工单" count={overdue} />,
    },
    ...(may('getDispatch') ? [{ key: 'dispatch', icon: <SendOutlined />, label: '调度' }] : []),
    ...(may('listWatched')
      ? [{ key: 'watched', icon: <FieldTimeOutlined />, label: <Counted word="督办" count={overdue} /> }]
      : []),
    ...(may('listFollowUps') ? [{ key: 'follow-ups', icon: <PhoneOutlined />, label: '回访' }] : []),
    ...(may('listIncidents') ? [{ key: 'incidents', icon: <TeamOutlined />, label: '群体事件' }] : []),
    ...(may('listNotices') ? [{ key: 'notices', icon: <NotificationOutlined />, label: '通知公告' }] : []),
    ...(may('listExpected')
      ? [
          {
            key: 'applications',
            icon: <AuditOutlined />,
            label: may('listApplications') ? '申请审批' : '来访',
          },
        ]
      : []),
    ...(may('listRegister') ? [{ key: 'register', icon: <BookOutlined />, label: '登记簿' }] : []),
    ...(may('listRectifications')
      ? [{ key: 'rectifications', icon: <CheckSquareOutlined />, label: '整改' }]
      : []),
    ...(may('listReports') ? [{ key: 'reports', icon: <BarChartOutlined />, label: '报表' }] : []),
    ...(may('listKnowledge') ? [{ key: 'knowledge', icon: <ReadOutlined />, label: '知识' }] : []),
    { key: 'settings', icon: <SettingOutlined />, label: <Counted word="设置" count={exports} /> },
  ];

  return (
    <div className="shell">
      <nav className="side" aria-label="主菜单">
        <div className="brand">
          <img src={icon} alt="" width={24} height={24} />
          <span>前台</span>
        </div>
        <Menu
          mode="inline"
          selectedKeys={[pathname.split('/')[1] ?? '']}
          items={items}
          onClick={({ key }) => navigate(`/${key}`)}
        />
        <div className="side-foot">
          <span className={`live live-${live}`} role="status">
            {live === 'live' ? '● 实时' : '○ 正在重连'}
          </span>
          <Tooltip title={alarm.isOn ? '险情响铃：开' : '险情响铃：关'} placement="right">
            <Button
              type="text"
              size="small"
              icon={alarm.isOn ? <BellOutlined /> : <MutedOutlined />}
              aria-label="险情响铃"
              aria-pressed={alarm.isOn}
              onClick={() => alarm.turn(!alarm.isOn)}
            />
          </Tooltip>
          <Tooltip title="快捷键（?）" placement="right">
            <Button
              type="text"
              size="small"
              icon={<QuestionCircleOutlined />}
              aria-label="快捷键"
              onClick={() => setSheet(true)}
            />
          </Tooltip>
          <Dropdown
            placement="topRight"
            menu={{
              items: [
                {
                  key: 'role',
                  disabled: true,
                  label:
                    me.mentor === null
                      ? `${ROLES[me.role].name}：${ROLES[me.role].does}`
                      : `实习${ROLES[me.role].name}，${me.mentor}带教`,
                },
                {
                  key: 'factor',
                  icon: <KeyOutlined />,
                  label: me.secondFactor ? '两步验证已开' : '开启两步验证',
                  disabled: me.secondFactor,
                },
                { key: 'out', icon: <LogoutOutlined />, label: '退出登录' },
              ],
              onClick: ({ key }) => (key === 'out' ? void signOut() : setFactor(true)),
            }}
          >
            <Button type="text" size="small" className="me">
              {me.name}
            </Button>
          </Dropdown>
        </div>
      </nav>
      <main className="page">
        {alarm.count > 0 && (
          <button type="button" className="alarm" onClick={() => navigate('/board')}>
            {alarm.count} 件 1 级险情还没有人受理，点这里去看
          </button>
        )}
        <div className="page-inside">{children}</div>
      </main>
      <Modal open={sheet} onCancel={() => setSheet(false)} footer={null} title="快捷键">
        <KeySheet />
      </Modal>
      {factor && <SecondFactor onClose={() => setFactor(false)} />}
    </div>
  );
}

function Counted({ word, count }: { word: string; count: number }) {
  return (
    <span className="counted">
      {word}
      <Badge count={count} size="small" overflowCount={999} />
    </span>
  );
}

/** The number of those who wait, where one sees it from another window. */
function useTitle(waiting: number, overdue: number, urgent: number): void {
  useEffect(() => {
    const parts = [
      urgent > 0 ? `${urgent} 件险情没人受理` : null,
      waiting > 0 ? `${waiting} 人在等` : null,
      overdue > 0 ? `${overdue} 张超时` : null,
    ];
    const said = parts.filter((part) => part !== null).join('，');
    document.title = said === '' ? '前台工作台' : `（${said}）前台工作台`;
  }, [waiting, overdue, urgent]);
}

// 渠道: which are on, and what one that is off wants. For reading.
import { Alert, Table } from 'antd';
import { CHANNELS } from '../base/words.ts';
import type { Settings } from '../tickets/house.ts';
import { Loaded } from '../watch/parts.tsx';
import { type HousePage, useHousePage } from './house.tsx';

const STATES = { on: '打开', waiting: '要看一下', off: '没有打开' } as const;
export function Channels({ house: settings }: { house: Settings }) {
  const page = useHousePage();
  const community = (id: string) => settings.communities.find((each) => each.id === id)?.name ?? id;
  return (
    <>
      <Alert
        type="info"
        showIcon
        className="gap-below"
        title="这一页只能看：密钥在服务器的 .env 里，账号在 config/channels.yaml 里改，重启后生效。"
      />
      <Loaded from={page}>
        {({ channels }) => (
          <section className="panel" aria-label="渠道">
            <h2>渠道</h2>
            {channels.map((each) => (
              <Channel key={each.id} of={each} />
            ))}
          </section>
        )}
      </Loaded>
      <section className="panel" aria-label="渠道账号">
        <h2>渠道账号</h2>
        <Table
          size="small"
          rowKey="accountId"
          pagination={false}
          scroll={{ x: 480 }}
          dataSource={settings.channels.accounts}
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
      </section>
    </>
  );
}

function Channel({ of: { id, state, words, accounts } }: { of: HousePage['channels'][number] }) {
  return (
    <div className="watch-line">
      <strong>{CHANNELS[id] ?? id}</strong>
      <div className="line-facts">
        <span className={state === 'waiting' ? 'overdue' : undefined}>{STATES[state]}</span>
        {accounts > 0 && <span>{accounts} 个账号</span>}
      </div>
      <p className="soft">{words}</p>
    </div>
  );
}

// 资料保存: how long what is kept, as configured, and what the last night took off.
import { Table } from 'antd';
import { houseNow, sayInstant } from '../base/time.ts';
import type { Settings } from '../tickets/house.ts';

/** By the keys of config/retention.yaml, in the order of their length. */
const TERMS: [key: keyof Settings['retention'], what: string, kinds: string[]][] = [
  ['rawCallbackDays', '平台推来的原始数据', ['raw']],
  ['doneJobDays', '做完的内部任务和发出去的副本', ['jobs', 'sent']],
  ['answerDays', '接口的应答', ['answers']],
  ['webhookDays', '通知其他系统的记录', ['webhooks']],
  ['messageDaysAfterClosing', '聊天内容、照片和语音，从工单关闭那天算起', ['words', 'photos', 'questions']],
  ['auditDays', '操作记录和导出申请', ['audit', 'exports']],
  ['ticketDays', '工单和登记表里的个人信息；数字留着', ['tickets', 'register', 'residents']],
];

export function Keeping({ house }: { house: Settings }) {
  const { retention, retentionRun: run } = house;
  const rows = TERMS.map(([key, what, kinds]) => ({
    ...{ key, what, days: retention[key] },
    gone: kinds.reduce((sum, kind) => sum + (run?.counts[kind] ?? 0), 0),
  }));
  return (
    <>
      <p className="soft">
        天数写在 config/retention.yaml。没办完的单子、住户的个人信息请求和依法保留的会话，到期也先留着。
      </p>
      <p>{sayRun(run)}</p>
      <Table
        size="small"
        pagination={false}
        dataSource={rows}
        columns={[
          { title: '资料', dataIndex: 'what' },
          { title: '保存天数', dataIndex: 'days', align: 'right' },
          { title: '上次清理', dataIndex: 'gone', align: 'right' },
        ]}
      />
    </>
  );
}

function sayRun(run: Settings['retentionRun']): string {
  if (run === null) return '还没有清理过，每天凌晨三点做一次。';
  if (Object.keys(run.counts).length === 0 && run.endedAt !== null)
    return `${sayInstant(run.endedAt, houseNow())} 先看了一遍，没有清理，从下一夜开始。`;
  if (run.endedAt === null) return `${sayInstant(run.startedAt, houseNow())} 开始清理，还没做完。`;
  return `上次清理在 ${sayInstant(run.endedAt, houseNow())} 做完。`;
}

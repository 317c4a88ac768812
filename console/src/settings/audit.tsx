// What was done at the console, newest first, and whether the record is whole.
import { useQuery } from '@tanstack/react-query';
import { Alert, Table } from 'antd';
import { read } from '../base/api.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { WHY } from '../exports/shapes.ts';

type Entry = {
  seq: number;
  at: number;
  name: string | null;
  action: string;
  object: string | null;
  detail: Record<string, unknown>;
  address: string | null;
  result: 'done' | 'refused';
};

const ACTIONS: Record<string, string> = {
  'sign-in': '登录',
  'choose-password': '设密码',
  'second-factor': '开启两步验证',
  reveal: '查看住户电话',
  export: '导出或打印',
  'ask-export': '申请导出',
  'release-export': '放行导出',
  'decline-export': '没有放行导出',
  'fetch-export': '下载放行的文件',
  'write-rule': '改设置',
  'write-swap': '换班',
  'unkind-words': '提醒后仍发出的说法',
  'add-account': '添加账号',
  'change-account': '改账号',
  'invite-account': '重发链接',
  'import-homes': '导入住户台账',
  'import-staff': '导入人员',
  'import-roster': '导入排班',
  'import-bills': '导入账单',
  'add-webhook': '添加推送',
  'change-webhook': '改推送',
  'rotate-webhook': '换推送密钥',
  'remove-webhook': '删除推送',
  'replay-webhook': '再推送一次',
  'hold-placed': '依法保留会话',
  'hold-lifted': '解除依法保留',
  retention: '到期清理',
  'retention-audit': '清理最早的操作记录',
  'write-roster': '改值班表',
  'write-skills': '改谁会做什么',
  'draft-answer': '写答案，等批准',
  'write-answer': '写答案',
  'approve-answer': '批准答案',
  'discard-answer': '放下没批准的答案',
  'withdraw-answer': '停用答案',
  'draft-phrase': '写常用话，等批准',
  'write-phrase': '写常用话',
  'approve-phrase': '批准常用话',
  'discard-phrase': '放下没批准的常用话',
  'withdraw-phrase': '停用常用话',
};

/** Which of the settings was written. */
const SETTINGS: Record<string, string> = {
  grades: '分级响应',
  calendar: '上班时间',
  approval: '几个人批准',
  exports: '导出放行',
  departments: '部门',
  offices: '服务中心',
  buildings: '楼栋',
  places: '公共部位和设备',
  grids: '网格',
};

/** Nobody did it: it was due. */
const BY_ITSELF = new Set(['retention', 'retention-audit']);

/** What went out as a file or on paper. */
const TAKEN: Record<string, string> = {
  exportRegister: '登记簿',
  printRegister: '打印登记簿',
  exportRegisterSummary: '登记簿汇总',
  exportReport: '报表',
  exportReportCsv: '报表',
  exportMonthlyReport: '月报',
  exportManualReview: '手册修订建议',
  exportHomes: '住户台账',
  exportKnowledge: '知识',
  exportWritten: '设置',
  getImportTemplate: '人员和排班',
};

const REASONS: Record<string, string> = {
  'call-back': '要给住户回电话',
  visit: '上门前联系',
  emergency: '紧急情况',
  identity: '核实身份',
  other: '其他',
};

export function Audit() {
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
            render: (name: string | null, entry) => name ?? sayNobody(entry),
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
          {
            title: '说明',
            key: 'detail',
            render: (_, { action, object, detail }) =>
              action === 'write-rule' && object !== null
                ? (SETTINGS[object] ?? object)
                : typeof detail.reason === 'string'
                  ? (REASONS[detail.reason] ?? detail.reason)
                  : action === 'export' || action.endsWith('-export')
                    ? sayTaken(detail)
                    : Object.entries(detail)
                        .filter(([, value]) => value !== null)
                        .map(([name, value]) => `${name}: ${String(value)}`)
                        .join('，'),
          },
          { title: '来自', dataIndex: 'address', width: 130 },
        ]}
      />
    </>
  );
}

/** No account did it. */
function sayNobody({ action, detail }: Entry): string {
  if (detail.program !== undefined) return '接口程序';
  return BY_ITSELF.has(action) ? '系统' : '不认识的账号';
}

function sayTaken({ what, from, to, month, quarter, why }: Entry['detail']): string {
  const days = from === undefined ? [month, quarter] : from === to ? [from] : [from, '至', to];
  const said = days.filter((each) => each !== undefined).map(String);
  const reason = WHY[String(why) as keyof typeof WHY] ?? '';
  return [TAKEN[String(what)] ?? String(what), ...said, reason].join(' ').trim();
}

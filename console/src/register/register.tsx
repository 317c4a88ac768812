// 登记簿: who called, came or wrote. A call is written down without a mouse: Tab from field to field, Enter keeps it.
import { DownloadOutlined, PrinterOutlined } from '@ant-design/icons';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Checkbox, Empty, Form, Input, type InputRef, Select, Space, Table } from 'antd';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { deed, read, wordsFor } from '../base/api.ts';
import { entryKeys, useKeys } from '../base/keys.ts';
import { useMay, useSession } from '../base/session.ts';
import type { RegisterLine } from '../base/shapes.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { CHANNELS, KINDS } from '../base/words.ts';
import { ExportButton } from '../exports/export-button.tsx';
import type { ExportPage } from '../exports/shapes.ts';
import { useHouse } from '../tickets/house.ts';
import { useWatch } from '../watch/parts.tsx';
import { ConfirmLine } from './confirm-line.tsx';
import { Summary } from './summary.tsx';

const WAYS: Record<string, string> = {
  phone: '电话',
  'walk-in': '上门',
  group: '业主群',
  patrol: '巡查发现',
  referred: '别处转来',
  ...CHANNELS,
};
const WAYS_BY_HAND = ['phone', 'walk-in', 'group', 'patrol', 'referred'];
const MOODS = [
  { value: 'calm', label: '平静' },
  { value: 'anxious', label: '着急' },
  { value: 'unhappy', label: '不满' },
  { value: 'agitated', label: '激动' },
];
const IDENTITIES = [
  { value: 'owner', label: '业主' },
  { value: 'tenant', label: '租户' },
  { value: 'family', label: '家属' },
  { value: 'visitor', label: '访客' },
  { value: 'shop', label: '商户' },
];

type Fields = Record<string, string | undefined>;

/** Two questions in one: a call that is recorded is one whose resident knows. */
const RECORDINGS = [
  { value: 'no', label: '没有录音' },
  { value: 'told', label: '有录音，已告诉住户' },
  { value: 'untold', label: '有录音，还没告诉住户' },
];
const RECORDED: Record<string, object> = {
  told: { callRecorded: true, toldOfRecording: true },
  untold: { callRecorded: true },
};

export default function Register() {
  const { communities } = useSession();
  const may = useMay();
  const house = useHouse();
  const navigate = useNavigate();
  const [isAsking, setIsAsking] = useState(false);
  const [toConfirm, setToConfirm] = useState<RegisterLine | null>(null);
  const [day, setDay] = useState<string>('');
  const [community, setCommunity] = useState(communities[0]?.id ?? '');
  const [onlyOpen, setOnlyOpen] = useState(false);
  const asked = `community=${encodeURIComponent(community)}${day ? `&from=${day}&to=${day}` : ''}`;
  const ofDay = { community, ...(day ? { from: day, to: day } : {}) };
  const exports = useWatch<ExportPage>('/exports');
  // Printed long after its day, a sheet is no longer the one that is signed.
  const isOldSheet = day !== '' && day < (exports.data?.oldestSheet ?? '');
  const listed = `${asked}${onlyOpen ? '&unentered=true' : ''}`;
  const lines = useInfiniteQuery({
    queryKey: ['register', listed],
    queryFn: ({ pageParam }) =>
      read<{ items: RegisterLine[]; nextCursor: string | null }>(
        `/register?${listed}&limit=100${pageParam ? `&cursor=${pageParam}` : ''}`,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
  });
  useKeys({ 'Alt+KeyN': () => setIsAsking(true) });
  const rows = lines.data?.pages.flatMap((page) => page.items) ?? [];

  return (
    <div className="sheet">
      <Space wrap className="filters">
        <Button type="primary" onClick={() => setIsAsking(true)} title="Alt+N">
          登记来电来访（Alt+N）
        </Button>
        <Input type="date" aria-label="哪一天" value={day} onChange={(event) => setDay(event.target.value)} />
        <Checkbox checked={onlyOpen} onChange={(event) => setOnlyOpen(event.target.checked)}>
          只看待登记的
        </Checkbox>
        {communities.length > 1 && (
          <Select
            aria-label="小区"
            value={community}
            onChange={setCommunity}
            options={communities.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        {may('printRegister') &&
          (isOldSheet ? (
            <ExportButton
              icon={<PrinterOutlined />}
              target="_blank"
              what={{ operation: 'printRegister', path: '/register/page', query: ofDay }}
            >
              打印
            </ExportButton>
          ) : (
            <Button icon={<PrinterOutlined />} href={`/desk/api/register/page?${asked}`} target="_blank">
              打印
            </Button>
          ))}
        {may('exportRegister') && (
          <ExportButton
            icon={<DownloadOutlined />}
            what={{ operation: 'exportRegister', path: '/register/workbook', query: ofDay }}
          >
            导出 Excel
          </ExportButton>
        )}
      </Space>
      {isAsking && <QuickEntry community={community} onClose={() => setIsAsking(false)} />}
      {toConfirm && <ConfirmLine line={toConfirm} onClose={() => setToConfirm(null)} />}
      {lines.isError && <Alert type="warning" title={wordsFor(lines.error)} className="gap-below" />}
      <Summary asked={asked} />
      <Table<RegisterLine>
        size="small"
        rowKey="id"
        loading={lines.isPending}
        dataSource={rows}
        pagination={false}
        scroll={{ x: 900 }}
        rowClassName={(line) => (line.tickets.length + (line.conversationId ? 1 : 0) > 0 ? 'clickable' : '')}
        onRow={(line) => ({
          onClick: () => {
            const [ticket] = line.tickets;
            if (ticket) navigate(`/tickets/${ticket.id}`);
            else if (line.conversationId) navigate(`/conversations/${line.conversationId}`);
          },
        })}
        locale={{
          emptyText: <Empty description="这一天还没有登记。来电来访按 Alt+N 登记；微信里来的会自动记上。" />,
        }}
        columns={[
          {
            title: '时间',
            dataIndex: 'at',
            width: 96,
            render: (at: string) => sayInstant(Date.parse(at), houseNow()),
          },
          { title: '方式', dataIndex: 'way', width: 80, render: (way: string) => WAYS[way] ?? '线上' },
          { title: '地点', dataIndex: ['facts', 'place'], width: 150, ellipsis: true },
          { title: '姓名', dataIndex: ['facts', 'name'], width: 80, ellipsis: true },
          { title: '电话', dataIndex: ['facts', 'phone'], width: 120 },
          { title: '说了什么', dataIndex: ['facts', 'words'], ellipsis: true },
          {
            title: '单号',
            dataIndex: 'tickets',
            width: 118,
            render: (tickets: RegisterLine['tickets']) => tickets.map((each) => each.code).join(' '),
          },
          {
            title: '接待',
            dataIndex: 'receptionist',
            width: 90,
            render: (id: string | null) => house.person(id) ?? '小助手',
          },
          {
            title: '登记',
            key: 'state',
            width: 130,
            render: (_, line) => {
              if (line.enteredBy) return line.late ? '补录' : '已登记';
              const state = `待登记${line.missing.length > 0 ? `，差 ${line.missing.length} 项` : ''}`;
              if (!may('confirmRegister')) return state;
              return (
                <Button
                  size="small"
                  onClick={(event) => {
                    // The row itself leads to the ticket.
                    event.stopPropagation();
                    setToConfirm(line);
                  }}
                >
                  {state}
                </Button>
              );
            },
          },
        ]}
      />
      {lines.hasNextPage && (
        <Button className="more" onClick={() => void lines.fetchNextPage()}>
          再看一页
        </Button>
      )}
    </div>
  );
}

/** In the order in which it is asked on the phone. */
function QuickEntry({ community, onClose }: { community: string; onClose: () => void }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Fields>();
  const first = useRef<InputRef>(null);
  const enter = useMutation({
    mutationFn: ({ kind = 'repair', opens, way = 'phone', recording = '', ...facts }: Fields) => {
      const told = Object.fromEntries(Object.entries(facts).filter(([, value]) => value?.trim()));
      const category = KINDS[kind as keyof typeof KINDS];
      const ticket = opens === 'yes' ? { ticket: { kind } } : {};
      return deed<RegisterLine>('/register', {
        ...{ community, way, category, ...told, ...ticket },
        ...(way === 'phone' ? RECORDED[recording] : {}),
      });
    },
    onSuccess: (line) => {
      const [ticket] = line.tickets;
      message.success(ticket ? `登记好了，单号 ${ticket.code}` : '登记好了');
      form.resetFields();
      first.current?.focus();
      void client.invalidateQueries({ queryKey: ['register'] });
    },
  });
  const text = (name: string, label: string, className = '') => (
    <Form.Item name={name} label={label} className={className}>
      <Input maxLength={300} autoComplete="off" />
    </Form.Item>
  );
  return (
    <Form
      form={form}
      layout="vertical"
      className="quick-entry"
      initialValues={{
        way: 'phone',
        kind: 'repair',
        opens: 'yes',
        mood: 'calm',
        identity: 'owner',
        recording: 'no',
      }}
      onFinish={(fields) => enter.mutate(fields)}
      onKeyDown={entryKeys({ keep: form.submit, close: onClose })}
    >
      <Form.Item name="place" label="几栋几单元几零几">
        <Input ref={first} autoFocus maxLength={100} autoComplete="off" placeholder="3栋2单元501" />
      </Form.Item>
      {text('name', '姓名')}
      {text('phone', '电话')}
      {text('words', '住户原话', 'wider')}
      {text('facts', '事情经过', 'wider')}
      {text('expectation', '住户想要什么')}
      {text('answer', '怎么答复的')}
      <Form.Item name="kind" label="类别">
        <Select options={Object.entries(KINDS).map(([value, label]) => ({ value, label }))} />
      </Form.Item>
      <Form.Item name="opens" label="要不要开单">
        <Select
          options={[
            { value: 'yes', label: '开单' },
            { value: 'no', label: '当场答完，不开单' },
          ]}
        />
      </Form.Item>
      <Form.Item name="way" label="方式">
        <Select options={WAYS_BY_HAND.map((value) => ({ value, label: WAYS[value] }))} />
      </Form.Item>
      <Form.Item name="identity" label="身份">
        <Select options={IDENTITIES} />
      </Form.Item>
      <Form.Item name="mood" label="情绪">
        <Select options={MOODS} />
      </Form.Item>
      <Form.Item name="recording" label="通话录音（电话）">
        <Select options={RECORDINGS} />
      </Form.Item>
      {text('lateReason', '补录原因（不是今天的才填）')}
      {enter.isError && <Alert type="warning" showIcon title={wordsFor(enter.error)} className="whole-row" />}
      <Space className="whole-row">
        <Button type="primary" htmlType="submit" loading={enter.isPending}>
          登记（Enter）
        </Button>
        <Button onClick={onClose}>收起（Esc）</Button>
      </Space>
    </Form>
  );
}

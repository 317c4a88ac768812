// 值班表和技能: which days, from when until when, who in the order they are called; and what each colleague can do.
import { Alert, Button, Checkbox, Form, Input, Select, Space, Table } from 'antd';
import { useState } from 'react';
import { wordsFor } from '../base/api.ts';
import { useMay } from '../base/session.ts';
import type { Settings } from '../tickets/house.ts';
import { SKILLS } from '../watch/order.ts';
import { Loaded } from '../watch/parts.tsx';
import { EditModal } from './edit-modal.tsx';
import { type HousePage, personOptions, type Shift, useHousePage } from './house.tsx';
import { Swaps } from './swaps.tsx';
import { sayMinute, useWrite } from './written.ts';

const DAYS = ['一', '二', '三', '四', '五', '六', '日'];
type Open = { at: number; shift: Shift | null };

export function Shifts({ house: settings }: { house: Settings }) {
  const page = useHousePage();
  const may = useMay();
  return (
    <>
      {may('listWritten') && <Swaps house={settings} />}
      <Loaded from={page}>
        {(house) => (
          <>
            <Roster house={house} />
            <People house={house} />
          </>
        )}
      </Loaded>
    </>
  );
}

function Roster({ house }: { house: HousePage }) {
  const may = useMay();
  const [open, setOpen] = useState<Open | null>(null);
  const mayWrite = may('writeRoster');
  const person = (id: string) => house.staff.find((each) => each.id === id)?.name ?? id;
  const department = (id: string) => house.departments.find((each) => each.id === id)?.name ?? id;
  return (
    <section className="panel" aria-label="值班表">
      <h2>值班表</h2>
      <Table<Shift>
        size="small"
        rowKey="name"
        pagination={false}
        scroll={{ x: 640 }}
        dataSource={house.shifts}
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
            render: (_, shift) =>
              `${sayMinute(shift.fromMinute)}–${sayMinute(shift.toMinute)}${shift.toMinute <= shift.fromMinute ? '（第二天）' : ''}`,
          },
          {
            title: '人员（先写的先叫）',
            dataIndex: 'staffIds',
            render: (ids: string[]) => ids.map(person).join('、'),
          },
          ...(mayWrite
            ? [
                {
                  title: '',
                  key: 'edit',
                  render: (_: unknown, shift: Shift, at: number) => (
                    <Button
                      size="small"
                      aria-label={`改 ${shift.name}`}
                      onClick={() => setOpen({ at, shift })}
                    >
                      改
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {mayWrite && (
        <Button className="gap-above" onClick={() => setOpen({ at: house.shifts.length, shift: null })}>
          加一个班次
        </Button>
      )}
      {open && <Edit {...open} house={house} onDone={() => setOpen(null)} />}
    </section>
  );
}

type Given = Omit<Shift, 'fromMinute' | 'toMinute'> & { from: string; to: string };

function Edit({ at, shift, house, onDone }: Open & { house: HousePage; onDone: () => void }) {
  const write = useWrite('roster', '改好了，马上生效', onDone);
  const [seen] = useState(house.peopleVersion);
  const [form] = Form.useForm<Given>();
  const send = (shifts: Shift[]) => write.mutate({ body: { shifts }, seen });
  const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
  return (
    <EditModal
      {...{ form, write, onDone }}
      title={shift ? `改班次：${shift.name}` : '加一个班次'}
      takingAway={
        shift && {
          button: '去掉这个班次',
          title: '去掉以后，这个时段不再叫这个班次的人',
          okText: '去掉',
          cancelText: '留着',
          onConfirm: () => send(house.shifts.filter((each) => each.name !== shift.name)),
        }
      }
    >
      <Form<Given>
        form={form}
        layout="vertical"
        initialValues={{
          name: shift?.name,
          communityId: shift?.communityId ?? house.communities[0]?.id,
          departmentId: shift?.departmentId,
          days: shift?.days ?? [0, 1, 2, 3, 4],
          from: sayMinute(shift?.fromMinute ?? 540),
          to: sayMinute((shift?.toMinute ?? 1080) % 1440),
          staffIds: shift?.staffIds ?? [],
        }}
        onFinish={({ from, to, ...rest }) => {
          const days = rest.days.toSorted((a, b) => a - b);
          const next = { ...rest, days, fromMinute: minutes(from), toMinute: minutes(to) };
          send(at < house.shifts.length ? house.shifts.with(at, next) : [...house.shifts, next]);
        }}
      >
        <div className="row-of-fields">
          <Form.Item name="name" label="班次" rules={[{ required: true, message: '请写名称' }]}>
            <Input maxLength={20} />
          </Form.Item>
          <Form.Item name="departmentId" label="部门" rules={[{ required: true, message: '请选部门' }]}>
            <Select options={house.departments.map(({ id, name }) => ({ value: id, label: name }))} />
          </Form.Item>
          <Form.Item name="communityId" label="小区" hidden={house.communities.length === 1}>
            <Select options={house.communities.map(({ id, name }) => ({ value: id, label: name }))} />
          </Form.Item>
        </div>
        <Form.Item name="days" label="哪几天" rules={[{ required: true, message: '请选哪几天' }]}>
          <Checkbox.Group options={DAYS.map((name, value) => ({ value, label: `周${name}` }))} />
        </Form.Item>
        <Space size="large">
          <Form.Item name="from" label="从" rules={[{ required: true, message: '请选时间' }]}>
            <Input type="time" />
          </Form.Item>
          <Form.Item
            name="to"
            label="到（不晚于“从”就是第二天）"
            rules={[{ required: true, message: '请选时间' }]}
          >
            <Input type="time" />
          </Form.Item>
        </Space>
        <Form.Item name="staffIds" label="谁（先选的先叫）" rules={[{ required: true, message: '请选同事' }]}>
          <Select
            mode="multiple"
            showSearch={{ optionFilterProp: 'label' }}
            options={personOptions(house.staff)}
          />
        </Form.Item>
      </Form>
    </EditModal>
  );
}

function People({ house }: { house: HousePage }) {
  const may = useMay();
  const write = useWrite('skills', '改好了，派单马上按新的');
  const department = (id: string) => house.departments.find((each) => each.id === id)?.name ?? id;
  return (
    <section className="panel" aria-label="人员和技能">
      <h2>人员和技能</h2>
      <p className="soft">新同事和离开的同事在“导入”里换人员表；谁会什么在这里改。</p>
      {write.error && <Alert type="warning" className="gap-below" title={wordsFor(write.error)} />}
      <Table
        size="small"
        rowKey="id"
        pagination={false}
        scroll={{ x: 560 }}
        dataSource={house.staff}
        columns={[
          { title: '姓名', dataIndex: 'name' },
          { title: '岗位', dataIndex: 'title' },
          { title: '部门', dataIndex: 'departmentId', render: department },
          {
            title: '会做什么',
            key: 'skills',
            render: (_, { id, name, skills }) =>
              may('writeSkills') ? (
                <Select
                  mode="multiple"
                  size="small"
                  className="swap-people"
                  aria-label={`${name}会做什么`}
                  placeholder="不限"
                  value={skills}
                  disabled={write.isPending}
                  options={house.skills.map((value) => ({ value, label: SKILLS[value] ?? value }))}
                  onChange={(next: string[]) =>
                    write.mutate({ body: { staffId: id, skills: next }, seen: house.peopleVersion })
                  }
                />
              ) : (
                skills.map((each) => SKILLS[each] ?? each).join('、')
              ),
          },
        ]}
      />
    </section>
  );
}

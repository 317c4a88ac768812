// 部门: as residents hear it, the number they are told, and who answers for it.
import { Alert, Button, Form, Input, Select } from 'antd';
import { wordsFor } from '../base/api.ts';
import { useMay } from '../base/session.ts';
import { Loaded } from '../watch/parts.tsx';
import { type Department, type HousePage, personOptions, Since, useHousePage } from './house.tsx';
import { newestOf, useWrite, useWritten, type Written } from './written.ts';

export function Departments() {
  const written = useWritten();
  const page = useHousePage();
  return (
    <Loaded from={written}>
      {(data) => (
        <Loaded from={page}>
          {(house) => (
            <Sheet key={newestOf(data, 'departments')?.version ?? 0} house={house} written={data} />
          )}
        </Loaded>
      )}
    </Loaded>
  );
}

function Sheet({ house, written }: { house: HousePage; written: Written }) {
  const may = useMay();
  const newest = newestOf(written, 'departments');
  const before = newest ? (newest.value as { departments: Department[] }).departments : house.departments;
  const write = useWrite('departments', '已写好，从今天起住户听到的就是新的');
  return (
    <Form<{ departments: Department[] }>
      className="panel"
      layout="vertical"
      disabled={!may('writeDepartments')}
      initialValues={{ departments: before }}
      onFinish={({ departments }) =>
        write.mutate({
          seen: newest?.version ?? 0,
          body: {
            effective: written.today,
            departments: departments.map((each, at) => ({ ...each, id: before[at]?.id })),
          },
        })
      }
    >
      <h2>部门</h2>
      <div className="rows">
        {before.map(({ id, name }, at) => (
          <div key={id} className="row-of-fields">
            <Form.Item
              name={['departments', at, 'name']}
              label="名称"
              rules={[{ required: true, message: '请写名称' }]}
            >
              <Input maxLength={20} />
            </Form.Item>
            <Form.Item
              name={['departments', at, 'phone']}
              label="电话（住户会听到）"
              rules={[{ required: true, pattern: /^\+?\d[\d -]{4,18}\d$/, message: '写成 020-0000-0101' }]}
            >
              <Input />
            </Form.Item>
            <Form.Item
              name={['departments', at, 'leadStaffId']}
              label="负责人"
              rules={[{ required: true, message: '请选负责人' }]}
            >
              <Select
                aria-label={`${name}的负责人`}
                showSearch={{ optionFilterProp: 'label' }}
                options={personOptions(house.staff)}
              />
            </Form.Item>
          </div>
        ))}
      </div>
      <Since newest={newest} />
      {write.error && <Alert type="warning" className="gap-below" title={wordsFor(write.error)} />}
      {may('writeDepartments') && (
        <Button type="primary" htmlType="submit" loading={write.isPending}>
          保存
        </Button>
      )}
    </Form>
  );
}

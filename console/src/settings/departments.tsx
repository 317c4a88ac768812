// 部门: as residents hear it, the number they are told, and who answers for it.
import { Form, Select } from 'antd';
import { type Department, type HousePage, personOptions } from './house.tsx';
import { HouseForm, LoadedHouse, NameAndPhone } from './house-form.tsx';
import { newestOf, type Written } from './written.ts';

export function Departments() {
  return (
    <LoadedHouse>
      {(written, house) => (
        <Sheet key={newestOf(written, 'departments')?.version ?? 0} {...{ house, written }} />
      )}
    </LoadedHouse>
  );
}

function Sheet({ house, written }: { house: HousePage; written: Written }) {
  const newest = newestOf(written, 'departments');
  const before = newest ? (newest.value as { departments: Department[] }).departments : house.departments;
  return (
    <HouseForm<{ departments: Department[] }>
      of="departments"
      operation="writeDepartments"
      written={written}
      title="部门"
      done="已写好，从今天起住户听到的就是新的"
      initialValues={{ departments: before }}
      toBody={({ departments }) => ({
        departments: departments.map((each, at) => ({ ...each, id: before[at]?.id })),
      })}
    >
      <div className="rows">
        {before.map(({ id, name }, at) => (
          <div key={id} className="row-of-fields">
            <NameAndPhone at={['departments', at]} like="020-0000-0101" />
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
    </HouseForm>
  );
}

// 公共部位和设备: gates, lifts, the garage and other places all share, with the names residents use.
import { Button, Form, Input, InputNumber } from 'antd';
import { useMay } from '../base/session.ts';
import type { HousePage, Shared } from './house.tsx';
import { HouseForm, Tags } from './house-form.tsx';
import { newestOf, type Written } from './written.ts';

type Given = {
  places: {
    gates: string[];
    liftsPerUnit: number;
    levels: string[];
    areas: string[];
    publicPlaces: { name: string; aliases: string[] }[];
  }[];
};

export function Places({ house, written }: { house: HousePage; written: Written }) {
  const newest = newestOf(written, 'places');
  const before = newest
    ? (newest.value as { communities: (Shared & { id: string })[] }).communities
    : house.communities.map(({ id, shared }) => ({ id, ...shared }));
  return (
    <HouseForm<Given>
      of="places"
      operation="writePlaces"
      written={written}
      title="公共部位和设备"
      done="已写好，住户这样说就听得懂"
      save="保存公共部位"
      initialValues={{
        places: before.map(({ gates, liftsPerUnit, garage, publicPlaces }) => ({
          ...{ gates, liftsPerUnit, publicPlaces },
          ...{ levels: garage?.levels ?? [], areas: garage?.areas ?? [] },
        })),
      }}
      toBody={({ places }) => ({
        communities: places.map(({ levels, areas, ...rest }, at) => ({
          ...rest,
          id: before[at]?.id,
          garage: levels.length + areas.length > 0 ? { levels, areas } : null,
          publicPlaces: rest.publicPlaces.map((each) => ({ ...each, aliases: each.aliases ?? [] })),
        })),
      })}
    >
      {before.map(({ id }, at) => (
        <section key={id} aria-label={`${nameOf(house, id)}的公共部位`}>
          <h3>{nameOf(house, id)}</h3>
          <div className="row-of-fields">
            <Form.Item name={['places', at, 'gates']} label="出入口">
              <Tags placeholder="北门" />
            </Form.Item>
            <Form.Item
              name={['places', at, 'liftsPerUnit']}
              label="每个单元几部电梯"
              extra="住户说 1号梯、2号梯"
              rules={[{ required: true, message: '没有就写 0' }]}
            >
              <InputNumber min={0} max={9} precision={0} />
            </Form.Item>
            <Form.Item name={['places', at, 'levels']} label="地下车库的层（没有就空着）">
              <Tags placeholder="B1" />
            </Form.Item>
            <Form.Item
              name={['places', at, 'areas']}
              label="车库分区"
              dependencies={[['places', at, 'levels']]}
              rules={[
                ({ getFieldValue }) => ({
                  validator: (_, areas: string[] = []) =>
                    areas.length > 0 && (getFieldValue(['places', at, 'levels']) ?? []).length === 0
                      ? Promise.reject(new Error('请先写车库的层，比如 B1'))
                      : Promise.resolve(),
                }),
              ]}
            >
              <Tags placeholder="A" />
            </Form.Item>
          </div>
          <Others at={at} />
        </section>
      ))}
    </HouseForm>
  );
}

function Others({ at }: { at: number }) {
  const may = useMay();
  return (
    <Form.List name={['places', at, 'publicPlaces']}>
      {(fields, { add, remove }) => (
        <>
          {fields.map(({ key, name }) => (
            <div key={key} className="row-of-fields">
              <Form.Item
                name={[name, 'name']}
                label="公共部位"
                rules={[{ required: true, message: '请写名称' }]}
              >
                <Input maxLength={12} placeholder="篮球场" />
              </Form.Item>
              <Form.Item name={[name, 'aliases']} label="住户还怎么叫它">
                <Tags placeholder="球场" />
              </Form.Item>
              {may('writePlaces') && (
                <Button danger type="text" className="row-end" onClick={() => remove(name)}>
                  去掉
                </Button>
              )}
            </div>
          ))}
          {may('writePlaces') && (
            <Button className="gap-below" onClick={() => add({ name: '', aliases: [] })}>
              加一个公共部位
            </Button>
          )}
        </>
      )}
    </Form.List>
  );
}

function nameOf(house: HousePage, id: string): string {
  return house.communities.find((each) => each.id === id)?.name ?? id;
}

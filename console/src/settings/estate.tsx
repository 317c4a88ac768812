// 小区: the service centre residents are told of, the buildings, what all share, and who is responsible for which buildings (网格).
import { Button, Form, Input, Select } from 'antd';
import { useMay } from '../base/session.ts';
import type { Settings } from '../tickets/house.ts';
import { Buildings } from './buildings.tsx';
import { type Grid, type HousePage, personOptions } from './house.tsx';
import { HouseForm, LoadedHouse, NameAndPhone } from './house-form.tsx';
import { Places } from './places.tsx';
import { newestOf, type Written } from './written.ts';

type Office = { name: string; phone: string; address: string };

export function Estate({ house: settings }: { house: Settings }) {
  return (
    <LoadedHouse>
      {(written, house) => (
        <>
          <Offices
            key={`offices ${newestOf(written, 'offices')?.version ?? 0}`}
            {...{ settings, house, written }}
          />
          <Buildings {...{ house, written }} />
          <Places key={`places ${newestOf(written, 'places')?.version ?? 0}`} {...{ house, written }} />
          <Grids key={`grids ${newestOf(written, 'grids')?.version ?? 0}`} {...{ house, written }} />
        </>
      )}
    </LoadedHouse>
  );
}

function Offices({ settings, house, written }: { settings: Settings; house: HousePage; written: Written }) {
  const newest = newestOf(written, 'offices');
  const all = newest ? (newest.value as { communities: { id: string; office: Office }[] }).communities : [];
  const officeOf = (id: string) =>
    all.find((each) => each.id === id)?.office ?? settings.communities.find((each) => each.id === id)?.office;
  const { communities } = house;
  return (
    <HouseForm<{ offices: (Office | undefined)[] }>
      of="offices"
      operation="writeOffices"
      written={written}
      title="服务中心"
      done="已写好，从今天起住户听到的就是新的"
      initialValues={{ offices: communities.map(({ id }) => officeOf(id)) }}
      toBody={({ offices }) => ({
        communities: communities.map(({ id }, at) => ({ id, office: offices[at] })),
      })}
    >
      {communities.map((each, at) => (
        <section key={each.id} aria-label={each.name}>
          <h3>{each.name}</h3>
          <div className="row-of-fields">
            <NameAndPhone at={['offices', at]} like="020-0000-0100" />
            <Form.Item
              name={['offices', at, 'address']}
              label="地址"
              rules={[{ required: true, message: '请写地址' }]}
            >
              <Input maxLength={60} />
            </Form.Item>
          </div>
        </section>
      ))}
    </HouseForm>
  );
}

function Grids({ house, written }: { house: HousePage; written: Written }) {
  const may = useMay();
  const newest = newestOf(written, 'grids');
  const before = newest ? (newest.value as { grids: Grid[] }).grids : house.grids;
  const first = house.communities[0]?.id;
  return (
    <HouseForm<{ grids: Grid[] }>
      of="grids"
      operation="writeGrids"
      written={written}
      title="网格：哪几栋归谁"
      done="已写好，那几栋的单先派给他们"
      save="保存网格"
      none=""
      initialValues={{ grids: before }}
      toBody={({ grids }) => ({
        grids: (grids ?? []).map((each) => ({ ...each, communityId: each.communityId ?? first })),
      })}
    >
      <Form.List name="grids">
        {(fields, { add, remove }) => (
          <>
            {fields.length === 0 && (
              <p className="soft">
                还没有分网格，单派给在班、会做、手上最少的人。分了以后，先派给那几栋的人。
              </p>
            )}
            {fields.map(({ key, name }) => (
              <GridRow key={key} at={name} house={house} onRemove={() => remove(name)} />
            ))}
            {may('writeGrids') && (
              <Button
                className="gap-below"
                onClick={() => add({ name: '', communityId: first, buildings: [], staffIds: [] })}
              >
                加一个网格
              </Button>
            )}
          </>
        )}
      </Form.List>
    </HouseForm>
  );
}

function GridRow({ at, house, onRemove }: { at: number; house: HousePage; onRemove: () => void }) {
  const may = useMay();
  const communityId = Form.useWatch(['grids', at, 'communityId']) as string | undefined;
  const community = house.communities.find((each) => each.id === communityId) ?? house.communities[0];
  return (
    <div className="row-of-fields">
      <Form.Item name={[at, 'name']} label="网格" rules={[{ required: true, message: '请写名称' }]}>
        <Input maxLength={20} placeholder="东片" />
      </Form.Item>
      <Form.Item name={[at, 'communityId']} label="小区" hidden={house.communities.length === 1}>
        <Select
          aria-label="小区"
          options={house.communities.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <Form.Item name={[at, 'buildings']} label="楼栋" rules={[{ required: true, message: '请选楼栋' }]}>
        <Select
          mode="multiple"
          aria-label="楼栋"
          options={(community?.blocks ?? []).map(({ buildings: number }) => ({
            value: number,
            label: `${number} 栋`,
          }))}
        />
      </Form.Item>
      <Form.Item name={[at, 'staffIds']} label="归谁" rules={[{ required: true, message: '请选同事' }]}>
        <Select
          mode="multiple"
          aria-label="归谁"
          showSearch={{ optionFilterProp: 'label' }}
          options={personOptions(house.staff)}
        />
      </Form.Item>
      {may('writeGrids') && (
        <Button danger type="text" className="row-end" onClick={onRemove}>
          去掉
        </Button>
      )}
    </div>
  );
}

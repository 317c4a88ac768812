// 楼栋: which there are, with entrances, floors and rooms, and what residents call them. Each is added, changed and closed by itself.
import { Button, Form, Input, Table } from 'antd';
import { useState } from 'react';
import { useMay } from '../base/session.ts';
import { EditModal } from './edit-modal.tsx';
import { type Block, type HousePage, Planned, saySince } from './house.tsx';
import { Tags } from './house-form.tsx';
import { newestOf, useWrite, type Written } from './written.ts';

type Estates = { id: string; blocks: Block[] }[];
type Open = { communityId: string; block: Block | null };
/** More than these are shown page by page. */
const PAGE = 20;

export function Buildings({ house, written }: { house: HousePage; written: Written }) {
  const may = useMay();
  const [open, setOpen] = useState<Open | null>(null);
  const newest = newestOf(written, 'buildings');
  const before = newest ? (newest.value as { communities: Estates }).communities : [];
  const estates = house.communities.map(({ id, blocks }) => ({
    id,
    blocks: before.find((each) => each.id === id)?.blocks ?? blocks,
  }));
  const mayWrite = may('writeBuildings');
  return (
    <section className="panel" aria-label="楼栋">
      <h2>楼栋</h2>
      <Planned newest={newest} today={written.today} />
      {house.communities.map(({ id, name, homes }) => {
        const blocks = estates.find((each) => each.id === id)?.blocks ?? [];
        return (
          <div key={id} className="gap-below">
            <h3>{name}</h3>
            <p className="soft">
              {blocks.length} 栋{newest && newest.effective > written.today ? '' : `，${homes} 户`}
              。住户说的地址按这里核对。
            </p>
            <Table<Block>
              size="small"
              rowKey="buildings"
              pagination={blocks.length > PAGE ? { pageSize: PAGE } : false}
              scroll={{ x: 560 }}
              dataSource={blocks}
              columns={[
                { title: '楼栋', dataIndex: 'buildings', render: (number: string) => `${number} 栋` },
                { title: '住户也叫', dataIndex: 'names', render: (names: string[]) => names.join('、') },
                { title: '单元', dataIndex: 'units' },
                { title: '楼层', dataIndex: 'floors' },
                {
                  title: '每层房号',
                  key: 'rooms',
                  render: (_, { rooms, onlyRooms }) => (onlyRooms ? `只有 ${onlyRooms}` : rooms),
                },
                ...(mayWrite
                  ? [
                      {
                        title: '',
                        key: 'edit',
                        render: (_: unknown, block: Block) => (
                          <Button
                            size="small"
                            aria-label={`改 ${block.buildings} 栋`}
                            onClick={() => setOpen({ communityId: id, block })}
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
              <Button className="gap-above" onClick={() => setOpen({ communityId: id, block: null })}>
                加楼栋
              </Button>
            )}
          </div>
        );
      })}
      <p className="soft">{saySince(newest)}</p>
      {mayWrite && <Button href="/desk/api/settings/export?part=estate">导出成文件</Button>}
      {open && <Edit {...{ ...open, estates, written }} onDone={() => setOpen(null)} />}
    </section>
  );
}

type Given = Block & { effective: string };

function Edit({
  communityId,
  block,
  estates,
  written,
  onDone,
}: Open & { estates: Estates; written: Written; onDone: () => void }) {
  const newest = newestOf(written, 'buildings');
  const [seen] = useState(newest?.version ?? 0);
  const write = useWrite('buildings', '已写好，住户说地址就按新的核对', onDone);
  const [form] = Form.useForm<Given>();
  const planned = newest && newest.effective > written.today ? newest.effective : written.today;
  const send = (change: (blocks: Block[]) => Block[], effective: string) =>
    write.mutate({
      seen,
      body: {
        effective,
        communities: estates.map((each) =>
          each.id === communityId ? { ...each, blocks: change(each.blocks) } : each,
        ),
      },
    });
  const close = () =>
    send(
      (blocks) => blocks.filter((each) => each.buildings !== block?.buildings),
      form.getFieldValue('effective'),
    );
  return (
    <EditModal
      {...{ form, write, onDone }}
      title={block ? `改 ${block.buildings} 栋` : '加楼栋'}
      takingAway={
        block && {
          button: '停用这一栋',
          title: `停用 ${block.buildings} 栋？`,
          description: '住户再说这一栋，会请他看看是不是写错了；原来的工单照旧。',
          okText: '停用',
          cancelText: '不停用',
          onConfirm: close,
        }
      }
    >
      <Form<Given>
        form={form}
        layout="vertical"
        initialValues={{
          ...(block ?? { units: '1-2', floors: '1-18', rooms: '1-4', names: [] }),
          effective: planned,
        }}
        onFinish={({ effective, onlyRooms, ...rest }) => {
          const next: Block = { ...rest, ...(onlyRooms?.trim() ? { onlyRooms } : {}) };
          send(
            (blocks) =>
              block
                ? blocks.map((each) => (each.buildings === block.buildings ? next : each))
                : [...blocks, next],
            effective,
          );
        }}
      >
        <div className="row-of-fields">
          <Form.Item
            name="buildings"
            label="楼号"
            {...(block ? {} : { extra: '几栋一样的可以一起写：13-15' })}
            rules={[{ required: true, message: '请写楼号' }]}
          >
            <Input autoFocus placeholder="13" maxLength={60} />
          </Form.Item>
          <Form.Item name="units" label="单元" rules={[{ required: true, message: '只有一个就写 1' }]}>
            <Input placeholder="1-3" maxLength={60} />
          </Form.Item>
        </div>
        <div className="row-of-fields">
          <Form.Item name="floors" label="楼层" rules={[{ required: true, message: '请写楼层' }]}>
            <Input placeholder="1-33" maxLength={9} />
          </Form.Item>
          <Form.Item name="rooms" label="每层房号" rules={[{ required: true, message: '请写每层房号' }]}>
            <Input placeholder="1-4" maxLength={9} />
          </Form.Item>
        </div>
        <Form.Item
          name="onlyRooms"
          label="只有这些房号（每层不一样时写，一样就空着）"
          extra="同一层的连着写：101-102，201-204"
        >
          <Input.TextArea className="growing" maxLength={4000} />
        </Form.Item>
        <Form.Item name="names" label="住户还怎么叫它">
          <Tags placeholder="海棠苑" />
        </Form.Item>
        <Form.Item name="effective" label="从哪天起" rules={[{ required: true, message: '请选日期' }]}>
          <Input type="date" min={written.today} />
        </Form.Item>
      </Form>
    </EditModal>
  );
}

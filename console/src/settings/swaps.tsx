// 换班: who takes over a shift on one day. It holds at once, for calling people as well.
import { Alert, Button, Form, Input, Select, Space } from 'antd';
import { wordsFor } from '../base/api.ts';
import { useMay } from '../base/session.ts';
import { type Settings, useHouse } from '../tickets/house.ts';
import { Loaded } from '../watch/parts.tsx';
import { personOptions } from './house.tsx';
import { newestOf, useWrite, useWritten } from './written.ts';

type Swap = { date: string; shift: string; staffIds: string[] | null };
type Given = { date: string; shift: string; staffIds: string[] };

export function Swaps({ house }: { house: Settings }) {
  const written = useWritten();
  const may = useMay();
  const { person } = useHouse();
  const [form] = Form.useForm<Given>();
  const write = useWrite('swaps', '换好了，马上生效', () => form.resetFields());
  return (
    <Loaded from={written}>
      {(data) => {
        const latest = new Map(
          data.items.filter((each) => each.kind === 'swap').map((each) => [each.key, each]),
        );
        const coming = [...latest.values()]
          .map((each) => ({ ...each, swap: each.value as Swap }))
          .filter(({ swap }) => swap.date >= data.today && swap.staffIds !== null)
          .toSorted((a, b) => a.swap.date.localeCompare(b.swap.date));
        const send = (swap: Swap) =>
          write.mutate({ body: swap, seen: newestOf(data, `${swap.date} ${swap.shift}`)?.version ?? 0 });
        return (
          <section className="panel" aria-label="换班">
            <h2>换班</h2>
            {coming.length === 0 && <p className="soft">今天以后没有换班，都按值班表。</p>}
            {coming.map(({ key, swap, by }) => (
              <p key={key} className="line-facts">
                <strong>{swap.date}</strong> {swap.shift}：{swap.staffIds?.map(person).join('、')}
                <span className="soft">{by ?? '管理员'} 换的</span>
                {may('writeSwap') && (
                  <Button size="small" onClick={() => send({ ...swap, staffIds: null })}>
                    换回来
                  </Button>
                )}
              </p>
            ))}
            {write.error && <Alert type="warning" className="gap-below" title={wordsFor(write.error)} />}
            {may('writeSwap') && (
              <Form<Given>
                form={form}
                layout="inline"
                className="gap-above"
                initialValues={{ date: data.today }}
                onFinish={(given) => send(given)}
              >
                <Form.Item name="date" rules={[{ required: true, message: '请选日期' }]}>
                  <Input type="date" aria-label="哪天" min={data.today} />
                </Form.Item>
                <Form.Item name="shift" rules={[{ required: true, message: '请选班次' }]}>
                  <Select
                    className="filter"
                    aria-label="哪个班"
                    placeholder="哪个班"
                    options={house.roster.shifts.map(({ name }) => ({ value: name, label: name }))}
                    popupMatchSelectWidth={false}
                  />
                </Form.Item>
                <Form.Item name="staffIds" rules={[{ required: true, message: '请选同事' }]}>
                  <Select
                    mode="multiple"
                    className="swap-people"
                    aria-label="改由谁"
                    placeholder="改由谁，先选的先叫"
                    showSearch={{ optionFilterProp: 'label' }}
                    options={personOptions(house.staff)}
                  />
                </Form.Item>
                <Space>
                  <Button type="primary" htmlType="submit" loading={write.isPending}>
                    换班
                  </Button>
                </Space>
              </Form>
            )}
          </section>
        );
      }}
    </Loaded>
  );
}

// What the pages that write 小区, 部门 and 网格 have in common.
import { Alert, Button, Form, Input, Select } from 'antd';
import type { ReactNode } from 'react';
import { wordsFor } from '../base/api.ts';
import { useMay } from '../base/session.ts';
import { Loaded } from '../watch/parts.tsx';
import { type HousePage, saySince, useHousePage } from './house.tsx';
import { newestOf, useWrite, useWritten, type Written } from './written.ts';

export function LoadedHouse({ children }: { children: (written: Written, house: HousePage) => ReactNode }) {
  const written = useWritten();
  const page = useHousePage();
  return (
    <Loaded from={written}>
      {(data) => <Loaded from={page}>{(house) => children(data, house)}</Loaded>}
    </Loaded>
  );
}

/** Writes the next version of `of` as a whole, from today on. */
export function HouseForm<Given extends object>({
  of,
  operation,
  written,
  title,
  done,
  save = '保存',
  none,
  initialValues,
  toBody,
  children,
}: {
  of: string;
  operation: string;
  written: Written;
  title: string;
  done: string;
  save?: string;
  /** Said while nothing was written. */
  none?: string;
  initialValues: Given;
  toBody: (given: Given) => object;
  children: ReactNode;
}) {
  const may = useMay();
  const newest = newestOf(written, of);
  const write = useWrite(of, done);
  return (
    <Form<Given>
      className="panel"
      layout="vertical"
      disabled={!may(operation)}
      initialValues={initialValues}
      onFinish={(given) =>
        write.mutate({
          seen: newest?.version ?? 0,
          body: { effective: written.today, ...toBody(given) },
        })
      }
    >
      <h2>{title}</h2>
      {children}
      <p className="soft">{saySince(newest, none)}</p>
      {write.error && <Alert type="warning" className="gap-below" title={wordsFor(write.error)} />}
      {may(operation) && (
        <Button type="primary" htmlType="submit" loading={write.isPending}>
          {save}
        </Button>
      )}
    </Form>
  );
}

/** What residents hear of whoever stands at `at`: the name, and the number they may call. */
export function NameAndPhone({ at, like }: { at: [string, number]; like: string }) {
  return (
    <>
      <Form.Item name={[...at, 'name']} label="名称" rules={[{ required: true, message: '请写名称' }]}>
        <Input maxLength={20} />
      </Form.Item>
      <Form.Item
        name={[...at, 'phone']}
        label="电话（住户会听到）"
        rules={[{ required: true, pattern: /^\+?\d[\d -]{4,18}\d$/, message: `写成 ${like}` }]}
      >
        <Input />
      </Form.Item>
    </>
  );
}

/** Names one writes oneself, with a comma between them. */
export function Tags(props: { placeholder: string }) {
  return <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={['、', '，', ',']} {...props} />;
}

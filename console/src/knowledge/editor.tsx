// One answer is written or changed. It holds from a day on; what was answered before stays as it was.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Popconfirm, Select, Space } from 'antd';
import { deed, Refused, wordsFor } from '../base/api.ts';
import { useSession } from '../base/session.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import type { Entry } from './shapes.ts';

type Given = {
  title: string;
  questions: string;
  words: string;
  traditional: string;
  english: string;
  source: string;
  effective: string;
  expires: string;
  communities: string[];
};

const NEW = 'new';

type Props = {
  entry: Entry | null;
  /** Of a question that had no answer. */
  question?: string | undefined;
  today: string;
  fields: string[];
  onDone: () => void;
};

export function Editor({ entry, question, today, fields, onDone }: Props) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const { communities, me } = useSession();
  const done = (words: string) => {
    message.success(words);
    void client.invalidateQueries({ queryKey: ['watch', '/knowledge'] });
    onDone();
  };
  const write = useMutation({
    mutationFn: (given: Given) =>
      deed(
        `/knowledge/${entry?.id ?? NEW}`,
        {
          title: given.title,
          questions: linesOf(given.questions),
          words: {
            'zh-CN': given.words,
            'zh-TW': given.traditional?.trim() || null,
            en: given.english?.trim() || null,
          },
          ...{ source: given.source, effective: given.effective, expires: given.expires },
          communities: given.communities ?? [],
        },
        entry && entry.version > 0 ? entry.version : undefined,
      ),
    onSuccess: () => done('已写好，到开始那天小助手就这样答'),
  });
  const withdraw = useMutation({
    mutationFn: () =>
      deed(
        `/knowledge/${entry?.id}/withdraw`,
        { effective: today },
        entry && entry.version > 0 ? entry.version : undefined,
      ),
    onSuccess: () => done('已停用，问到这件事会转给同事'),
  });
  const error = write.error ?? withdraw.error;
  const before = entry?.planned?.value ?? entry?.answer ?? null;
  return (
    <>
      {error && (
        <Alert
          type="warning"
          className="gap-below"
          title={
            error instanceof Refused && error.status === 409
              ? '同事刚改过这条，请关上再打开看新的'
              : '还不能用'
          }
          description={wordsFor(error)}
        />
      )}
      <Form<Given>
        layout="vertical"
        onFinish={(given) => write.mutate(given)}
        initialValues={{
          title: before?.title ?? '',
          questions: (before?.questions ?? (question ? [question] : [])).join('\n'),
          words: before?.words['zh-CN'] ?? '',
          traditional: entry?.from === 'console' ? (before?.words['zh-TW'] ?? '') : '',
          english: before?.words.en ?? '',
          source: before?.source ?? '',
          effective: today,
          expires:
            before && before.expires > today ? before.expires : `${Number(today.slice(0, 4)) + 1}-12-31`,
          communities: before?.communities ?? [],
        }}
      >
        <Form.Item
          name="title"
          label="说的是什么（会出现在住户的选项里）"
          rules={[{ required: true, message: '请写一句' }]}
        >
          <Input maxLength={20} showCount />
        </Form.Item>
        <Form.Item
          name="questions"
          label="住户会怎么问（一行一句，至少三句）"
          rules={[
            {
              validator: (_, value: string) =>
                linesOf(value).length >= 3
                  ? Promise.resolve()
                  : Promise.reject(new Error('请至少写三种问法')),
            },
          ]}
        >
          <Input.TextArea className="growing" rows={4} />
        </Form.Item>
        <Form.Item
          name="words"
          label="怎么答"
          extra={`先说结论，再说怎么办，最后说找谁。可以填的：${fields.map((each) => `{{${each}}}`).join(' ')}`}
          rules={[{ required: true, message: '请写怎么答' }]}
        >
          <Input.TextArea className="growing" rows={3} maxLength={600} />
        </Form.Item>
        <Form.Item name="traditional" label="繁体（不写就由简体转换）">
          <Input.TextArea className="growing" rows={1} maxLength={600} />
        </Form.Item>
        <Form.Item name="english" label="英文（不写就用中文答）">
          <Input.TextArea className="growing" rows={1} maxLength={600} />
        </Form.Item>
        <Form.Item
          name="source"
          label="依据"
          rules={[{ required: true, message: '请写依据，例如：收费公示 2026 版' }]}
        >
          <Input maxLength={80} />
        </Form.Item>
        <Space size="large" wrap>
          <Form.Item name="effective" label="从哪天开始" rules={[{ required: true, message: '请选日期' }]}>
            <Input type="date" min={today} />
          </Form.Item>
          <Form.Item name="expires" label="到哪天为止" rules={[{ required: true, message: '请选日期' }]}>
            <Input type="date" min={today} />
          </Form.Item>
          {communities.length > 1 && (
            <Form.Item name="communities" label="哪些小区（不选就是全部）">
              <Select
                mode="multiple"
                className="filter"
                options={communities.map(({ id, name }) => ({ value: id, label: name }))}
              />
            </Form.Item>
          )}
        </Space>
        <p className="soft">批准人：{me.name}（就是您）。</p>
        <Space>
          <Button type="primary" htmlType="submit" loading={write.isPending}>
            批准并保存
          </Button>
          {entry && entry.state !== 'withdrawn' && (
            <Popconfirm
              title="从今天起不再这样答？"
              description="住户问到时会转给同事。"
              onConfirm={() => withdraw.mutate()}
            >
              <Button danger loading={withdraw.isPending}>
                停用
              </Button>
            </Popconfirm>
          )}
        </Space>
      </Form>
      {entry && <Versions entry={entry} />}
    </>
  );
}

function Versions({ entry }: { entry: Entry }) {
  if (entry.versions.length === 0)
    return <p className="soft gap-above">这条来自随软件带的文件，还没有在这里改过。</p>;
  return (
    <>
      <h3>改过几次</h3>
      <ul className="plain">
        {entry.versions.toReversed().map((each) => (
          <li key={each.version} className="line-told">
            第 {each.version} 版，{each.by ?? '管理员'} {sayInstant(each.at, houseNow())}{' '}
            {each.isWithdrawn ? '停用' : '写的'}，从 {each.effective} 起
          </li>
        ))}
      </ul>
    </>
  );
}

function linesOf(text: string | undefined): string[] {
  return (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

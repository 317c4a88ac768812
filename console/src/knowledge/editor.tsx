// One answer is written or changed. It holds from a day on; what was answered before stays as it was.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Popconfirm, Select, Space } from 'antd';
import { useState } from 'react';
import { deed, Refused, wordsFor } from '../base/api.ts';
import { useSession } from '../base/session.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { Draft, NewerText } from './draft.tsx';
import type { Answer, Entry, Newer } from './shapes.ts';

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
  /** How many people stand for an answer. */
  approvers: 1 | 2;
  onDone: () => void;
};

export function Editor({ entry, question, today, fields, approvers, onDone }: Props) {
  const [form] = Form.useForm<Given>();
  const client = useQueryClient();
  const { message } = App.useApp();
  const { communities, me } = useSession();
  const done = (words: string) => {
    message.success(words);
    void client.invalidateQueries({ queryKey: ['watch', '/knowledge'] });
    onDone();
  };
  // A newer state that was read after a refusal is what has been seen from then on.
  const [heard, setHeard] = useState<number | null>(null);
  const seen = heard ?? (entry && entry.revision > 0 ? entry.revision : undefined);
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
        seen,
      ),
    onSuccess: () =>
      done(approvers === 1 ? '已写好，到开始那天小助手就这样答' : '已交上，另一位经理批准后小助手就这样答'),
  });
  const withdraw = useMutation({
    mutationFn: () => deed(`/knowledge/${entry?.id}/withdraw`, { effective: today }, seen),
    onSuccess: () => done('已停用，问到这件事会转给同事'),
  });
  const error = write.error ?? withdraw.error;
  const newer = error instanceof Refused && error.status === 409 ? newerIn(error.current) : null;
  const before = entry?.draft?.value ?? entry?.planned?.value ?? entry?.answer ?? null;
  const initial = (from: Answer | null): Given => ({
    title: from?.title ?? '',
    questions: (from?.questions ?? (question ? [question] : [])).join('\n'),
    words: from?.words['zh-CN'] ?? '',
    traditional: entry?.from === 'console' || entry?.draft ? (from?.words['zh-TW'] ?? '') : '',
    english: from?.words.en ?? '',
    source: from?.source ?? '',
    effective: today,
    expires: from && from.expires > today ? from.expires : `${Number(today.slice(0, 4)) + 1}-12-31`,
    communities: from?.communities ?? [],
  });
  return (
    <>
      {entry?.draft && <Draft entry={entry} draft={entry.draft} approvers={approvers} onDone={done} />}
      {newer ? (
        <NewerText
          newer={newer}
          onSeen={(answer) => {
            if (answer) form.setFieldsValue(initial(answer));
            setHeard(newer.revision);
            write.reset();
            withdraw.reset();
          }}
        />
      ) : (
        error && <Alert type="warning" className="gap-below" title="还不能用" description={wordsFor(error)} />
      )}
      <Form<Given>
        form={form}
        layout="vertical"
        onFinish={(given) => write.mutate(given)}
        initialValues={initial(before)}
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
        <p className="soft">
          {approvers === 1 ? `批准人：${me.name}（就是您）。` : '您写好后，由另一位经理看过再批准。'}
        </p>
        <Space>
          <Button type="primary" htmlType="submit" loading={write.isPending}>
            {approvers === 1 ? '批准并保存' : '写好，请同事批准'}
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
            {each.isWithdrawn
              ? '停用'
              : each.author && each.author !== each.by
                ? `批准的（${each.author} 写的）`
                : '写的'}
            ，从 {each.effective} 起
          </li>
        ))}
      </ul>
    </>
  );
}

function newerIn(current: unknown): Newer | null {
  const newer = current as Partial<Newer> | undefined;
  return newer?.revision === undefined ? null : (newer as Newer);
}

function linesOf(text: string | undefined): string[] {
  return (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

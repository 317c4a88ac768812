// Writes a notice, or other words for one: what, where, from when to when, and why. It is kept as a draft.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Checkbox, Form, Input, Modal, Select } from 'antd';
import { deed, wordsFor } from '../base/api.ts';
import { useSession } from '../base/session.ts';
import type { Notice } from '../base/shapes.ts';

export type Matter = { id: string; label: string };

type Fields = {
  community: string;
  kind: 'planned' | 'sudden';
  matter: string;
  whole: boolean;
  places?: string[];
  title: string;
  from?: string;
  restore: string;
  reason: string;
  advice?: string;
  en?: string;
};

/** The house's clock stands at +8, wherever the browser is. */
const HOUSE_OFFSET_MS = 8 * 3_600_000;
const toField = (iso: string | null | undefined) =>
  iso ? new Date(Date.parse(iso) + HOUSE_OFFSET_MS).toISOString().slice(0, 16) : undefined;
const fromField = (local: string | undefined) => (local ? `${local}:00+08:00` : null);

export function NoticeEditor({
  notice,
  matters,
  onClose,
}: {
  notice: Notice | null;
  matters: readonly Matter[];
  onClose: () => void;
}) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const { communities } = useSession();
  const [form] = Form.useForm<Fields>();
  const whole = Form.useWatch('whole', form);
  const kind = Form.useWatch('kind', form);
  const words = notice?.next?.words ?? notice?.words;
  const keep = useMutation({
    mutationFn: ({ community, whole: isWhole, places, from, restore, en, ...rest }: Fields) => {
      const body = {
        words: {
          ...{ ...rest, advice: rest.advice?.trim() ?? '', en: en?.trim() || null },
          ...{ places: isWhole ? null : places, fromAt: fromField(from), restoreAt: fromField(restore) },
        },
      };
      return notice === null
        ? deed<Notice>('/notices', { ...body, community })
        : deed<Notice>(`/notices/${notice.id}/reword`, body, notice.version);
    },
    onSuccess: () => {
      message.success('存成草稿了。看一眼住户会读到的，再提交审核');
      void client.invalidateQueries({ queryKey: ['notices'] });
      onClose();
    },
  });
  return (
    <Modal
      open
      title={notice === null ? '写通知' : '修改通知'}
      okText="存成草稿"
      cancelText="先不写"
      confirmLoading={keep.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form
        form={form}
        layout="vertical"
        initialValues={{
          ...{ community: communities[0]?.id, kind: words?.kind ?? 'planned', matter: words?.matter },
          ...{ whole: words?.places === null, places: words?.places ?? [], title: words?.title },
          ...{ from: toField(words?.fromAt), restore: toField(words?.restoreAt) },
          ...{ reason: words?.reason, advice: words?.advice, en: words?.en ?? '' },
        }}
        onFinish={(fields) => keep.mutate(fields)}
      >
        {notice === null && communities.length > 1 ? (
          <Form.Item name="community" label="小区">
            <Select options={communities.map(({ id, name }) => ({ value: id, label: name }))} />
          </Form.Item>
        ) : (
          <Form.Item name="community" hidden>
            <Input />
          </Form.Item>
        )}
        <Form.Item name="kind" label="计划的还是突发的">
          <Select
            options={[
              { value: 'planned', label: '计划的：还没开始' },
              { value: 'sudden', label: '突发的：已经停了' },
            ]}
          />
        </Form.Item>
        <Form.Item name="matter" label="停的是什么" rules={[{ required: true, message: '请选停的是什么' }]}>
          <Select options={matters.map(({ id, label }) => ({ value: id, label }))} />
        </Form.Item>
        <Form.Item name="whole" valuePropName="checked">
          <Checkbox>整个小区</Checkbox>
        </Form.Item>
        {!whole && (
          <Form.Item
            name="places"
            label="哪几处"
            rules={[{ required: true, message: '请写范围，写完一个按回车' }]}
          >
            <Select
              mode="tags"
              open={false}
              tokenSeparators={['、', '，', ',', ' ']}
              placeholder="6栋、6-2（单元）、6-2-5F（一层）、6-2-501（一户）、北门"
            />
          </Form.Item>
        )}
        <Form.Item name="title" label="标题" rules={[{ required: true, message: '请写标题' }]}>
          <Input maxLength={60} autoComplete="off" placeholder="6栋停水" />
        </Form.Item>
        <Form.Item
          name="from"
          label="从什么时候开始"
          rules={[{ required: kind === 'planned', message: '计划停的，请写从什么时候开始' }]}
        >
          <Input type="datetime-local" />
        </Form.Item>
        <Form.Item
          name="restore"
          label="预计什么时候恢复"
          rules={[{ required: true, message: '请写预计恢复的时间，住户要靠它安排' }]}
        >
          <Input type="datetime-local" />
        </Form.Item>
        <Form.Item
          name="reason"
          label="原因"
          rules={[{ required: true, message: '请写原因，住户最先问这个' }]}
        >
          <Input maxLength={100} autoComplete="off" placeholder="清洗水箱" />
        </Form.Item>
        <Form.Item name="advice" label="住户要准备什么（可以不写）">
          <Input.TextArea maxLength={200} rows={2} placeholder="请提前备水。" />
        </Form.Item>
        <Form.Item name="en" label="英文（可以不写：用英文的住户就只听到停什么、哪几处、到几点）">
          <Input.TextArea maxLength={400} rows={2} />
        </Form.Item>
      </Form>
      {keep.isError && <Alert type="warning" showIcon title={wordsFor(keep.error)} />}
    </Modal>
  );
}

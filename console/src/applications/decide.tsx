// 要求补件, 通过, 退回: each says before it is done what the resident will read.
import { Alert, Checkbox, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import type { ApplicationFile } from '../base/shapes.ts';

export type Deciding = 'ask' | 'approve' | 'refuse';

type Props = {
  name: Deciding;
  file: ApplicationFile;
  isBusy: boolean;
  onDone: (body: object) => void;
  onClose: () => void;
};

const TITLES: Record<Deciding, string> = { ask: '要求补件', approve: '通过', refuse: '退回' };

export function Decide({ name, file, isBusy, onDone, onClose }: Props) {
  const [documents, setDocuments] = useState<string[]>(file.application.missing.map(({ id }) => id));
  const [words, setWords] = useState('');
  const [instead, setInstead] = useState('');
  const labels = file.rule.documents.filter(({ id }) => documents.includes(id)).map(({ label }) => label);
  const wanted = [labels.join('、'), words.trim()].filter((part) => part !== '').join('；');
  const isReady = {
    ask: wanted !== '',
    approve: true,
    refuse: words.trim() !== '' && instead.trim() !== '',
  }[name];
  const reads = {
    ask: `还差：${wanted || '……'}。拍照发在这里就行，收到就接着审。`,
    approve: `申请通过了。${words.trim()}`,
    refuse: `先退回来，原因是：${words.trim() || '……'}。接下来可以这样办：${instead.trim() || '……'}。`,
  }[name];
  const note = words.trim() === '' ? {} : { note: words.trim() };
  const bodies = {
    ask: { documents, ...(words.trim() === '' ? {} : { words: words.trim() }) },
    approve: note,
    refuse: { reason: words.trim(), instead: instead.trim() },
  };
  return (
    <Modal
      open
      title={TITLES[name]}
      okText={TITLES[name]}
      cancelText="先不"
      okButtonProps={{ disabled: !isReady, danger: name === 'refuse' }}
      confirmLoading={isBusy}
      onOk={() => onDone(bodies[name])}
      onCancel={onClose}
    >
      <Form layout="vertical">
        {name === 'ask' && file.rule.documents.length > 0 && (
          <Form.Item label="缺哪些">
            <Checkbox.Group
              className="column"
              value={documents}
              onChange={setDocuments}
              options={file.rule.documents.map(({ id, label }) => ({ value: id, label }))}
            />
          </Form.Item>
        )}
        <Form.Item label={LABELS[name]} htmlFor="decide-words">
          <Input.TextArea
            id="decide-words"
            rows={2}
            maxLength={200}
            value={words}
            placeholder={HINTS[name]}
            onChange={(event) => setWords(event.target.value)}
          />
        </Form.Item>
        {name === 'refuse' && (
          <Form.Item label="住户接下来可以怎么办" htmlFor="decide-instead">
            <Input.TextArea
              id="decide-instead"
              rows={2}
              maxLength={200}
              value={instead}
              placeholder="比如：重新拍一张清楚的发来，我们当天审"
              onChange={(event) => setInstead(event.target.value)}
            />
          </Form.Item>
        )}
      </Form>
      <Alert type="info" title="住户会看到" description={reads} />
    </Modal>
  );
}

const LABELS: Record<Deciding, string> = {
  ask: '还要说明的',
  approve: '顺便告诉住户（可以不写）',
  refuse: '原因',
};
const HINTS: Record<Deciding, string> = {
  ask: '比如：施工图要标尺寸',
  approve: '比如：材料请从货梯上',
  refuse: '比如：身份证照片看不清',
};

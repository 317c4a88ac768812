// What waits for a second person's word, and what a colleague wrote while one was writing.
import { Alert, Button, Space } from 'antd';
import { houseNow, sayInstant } from '../base/time.ts';
import { SecondWord } from './second-word.tsx';
import type { Answer, Entry, Newer } from './shapes.ts';

type Props = {
  entry: Entry;
  draft: NonNullable<Entry['draft']>;
  approvers: 1 | 2;
  onDone: (words: string) => void;
};

export function Draft({ entry, draft, approvers, onDone }: Props) {
  const mayApprove = approvers === 1 || !draft.isMine;
  const who = draft.isMine ? '您' : (draft.by ?? '管理员');
  return (
    <section className="panel" aria-label="等批准">
      <h3>
        {who} {sayInstant(draft.at, houseNow())} 写的，等批准
      </h3>
      <Text answer={draft.value} before={entry.state === 'draft' ? null : entry.answer} />
      {!mayApprove && <p className="soft">请另一位经理看过再批准。要改就在下面改，再交一次。</p>}
      <SecondWord
        path={`/knowledge/${entry.id}`}
        revision={entry.revision}
        may={{ approve: mayApprove, discard: true }}
        onSaid={(word) =>
          onDone(word === 'approve' ? '已批准，到开始那天小助手就这样答' : '已放下，原来怎么答还怎么答')
        }
      />
    </section>
  );
}

/** Beside what is said now, where that is different. */
function Text({ answer, before }: { answer: Answer; before: Answer | null }) {
  return (
    <>
      {before && before.words['zh-CN'] !== answer.words['zh-CN'] && (
        <p className="soft">现在答：{before.words['zh-CN']}</p>
      )}
      <p className="bulletin-preview">{answer.words['zh-CN']}</p>
      <p className="soft">
        依据：{answer.source}。{answer.effective} 到 {answer.expires}。
      </p>
    </>
  );
}

/** `onSeen`: with the newer answer to go on from it, with null to keep what one has written. */
export function NewerText({ newer, onSeen }: { newer: Newer; onSeen: (answer: Answer | null) => void }) {
  const { answer } = newer;
  return (
    <Alert
      type="warning"
      className="gap-below"
      title={`${newer.by ?? '管理员'} ${sayInstant(newer.at, houseNow())} 刚改过这一条`}
      description={
        <>
          <p className="bulletin-preview">{answer ? answer.words['zh-CN'] : '停用了，问到时转给同事。'}</p>
          <Space wrap>
            {answer && <Button onClick={() => onSeen(answer)}>接着新的改</Button>}
            <Button onClick={() => onSeen(null)}>还是用我写的</Button>
          </Space>
        </>
      }
    />
  );
}

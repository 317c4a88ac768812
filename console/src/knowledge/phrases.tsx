// 常用话: what colleagues pick with / while they write, with a first and a last day. One writes it, another approves it, as with answers.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Input, Space } from 'antd';
import { useState } from 'react';
import { deed, Refused, wordsFor } from '../base/api.ts';
import { useMay } from '../base/session.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { Loaded, useWatch } from '../watch/parts.tsx';
import { Approval } from './approval.tsx';
import { SecondWord } from './second-word.tsx';

type Draft = {
  text: string;
  effective: string;
  expires: string;
  at: number;
  by: string | null;
  isMine: boolean;
};
type Wording = {
  key: string;
  /** Grows with every version and every draft: what was seen. */
  revision: number;
  draft: Draft | null;
  text: string | null;
  approver: string | null;
  effective: string | null;
  expires: string | null;
};
type Page = { today: string; items: Wording[]; approvers: 1 | 2 };

const NEW: Wording = {
  ...{ key: 'new', revision: 0, draft: null, text: '' },
  ...{ approver: null, effective: null, expires: null },
};

const waitingFirst = (a: Wording, b: Wording) => Number(b.draft !== null) - Number(a.draft !== null);

export function Phrases() {
  const page = useWatch<Page>('/wordings');
  const may = useMay();
  const [open, setOpen] = useState<string | null>(null);
  const close = () => setOpen(null);
  return (
    <Loaded from={page}>
      {({ items, today, approvers }) => (
        <section className="panel" aria-label="常用话">
          <p className="soft">回复住户时在输入框开头按 / 就能选。</p>
          <Approval approvers={approvers} />
          {may('writeWording') &&
            (open === NEW.key ? (
              <Line wording={NEW} {...{ today, approvers }} onDone={close} />
            ) : (
              <Button onClick={() => setOpen(NEW.key)}>加一句</Button>
            ))}
          {items.toSorted(waitingFirst).map((each) => (
            <div key={each.key} className="watch-line">
              {open === each.key ? (
                <Line wording={each} {...{ today, approvers }} onDone={close} />
              ) : (
                <Space wrap>
                  <span className={each.text === null ? 'soft' : ''}>
                    {each.text ?? (each.draft ? '新的一句' : '这句已经停用')}
                  </span>
                  {each.expires && (
                    <span className={each.expires < today ? 'overdue' : 'soft'}>
                      {each.approver} 批准，{each.effective} 到 {each.expires}
                      {each.expires < today ? '，已到期' : ''}
                    </span>
                  )}
                  {may('writeWording') && (
                    <Button size="small" onClick={() => setOpen(each.key)}>
                      改
                    </Button>
                  )}
                </Space>
              )}
              {open !== each.key && each.draft && (
                <Waiting wording={each} draft={each.draft} approvers={approvers} />
              )}
            </div>
          ))}
        </section>
      )}
    </Loaded>
  );
}

/** Every page that shows phrases looks again. */
function useLookAgain() {
  const client = useQueryClient();
  return () =>
    void client.invalidateQueries({
      predicate: ({ queryKey: [kind] }) => kind === 'watch' || kind === 'phrases',
    });
}

type Approvers = { approvers: 1 | 2 };

function Waiting({ wording, draft, approvers }: { wording: Wording; draft: Draft } & Approvers) {
  const { message } = App.useApp();
  const may = useMay();
  const lookAgain = useLookAgain();
  return (
    <div className="gap-below">
      <p className="bulletin-preview">{draft.text}</p>
      <SecondWord
        path={`/wordings/${wording.key}`}
        revision={wording.revision}
        size="small"
        may={{
          approve: may('approveWording') && (approvers === 1 || !draft.isMine),
          discard: may('discardWording'),
        }}
        onSaid={(word) => message.success(word === 'approve' ? '已批准，到开始那天就能选' : '已放下，没有用')}
        onSettled={lookAgain}
      >
        <span className="soft">
          {draft.isMine ? '您' : (draft.by ?? '管理员')} {sayInstant(draft.at, houseNow())} 写的，等批准；
          {draft.effective} 到 {draft.expires}
        </span>
      </SecondWord>
    </div>
  );
}

type Newer = { text?: string | null; by?: string | null; at?: number; revision?: number };

type LineProps = { wording: Wording; today: string; onDone: () => void } & Approvers;

function Line({ wording, today, approvers, onDone }: LineProps) {
  const { message } = App.useApp();
  const [text, setText] = useState(wording.draft?.text ?? wording.text ?? '');
  const [effective, setEffective] = useState(today);
  // A newer state that was read after a refusal is what has been seen from then on.
  const [seen, setSeen] = useState(wording.revision);
  const [expires, setExpires] = useState(`${Number(today.slice(0, 4)) + 1}-12-31`);
  const write = useMutation({
    mutationFn: (words: string | null) =>
      deed(
        `/wordings/${wording.key}`,
        { text: words, effective, expires },
        wording.key === NEW.key ? undefined : seen,
      ),
    onSuccess: (_, words) => {
      message.success(words !== null && approvers === 2 ? '已交上，另一位经理批准后就能选' : '已保存');
      onDone();
    },
    onSettled: useLookAgain(),
  });
  const newer =
    write.error instanceof Refused && write.error.status === 409 ? (write.error.current as Newer) : null;
  return (
    <div className="gap-below">
      {write.error && (
        <Alert
          type="warning"
          className="gap-below"
          title={wordsFor(write.error)}
          description={
            newer?.at !== undefined && (
              <>
                <p className="bulletin-preview">{newer.text ?? '这句已经停用'}</p>
                <Button
                  onClick={() => {
                    setSeen(newer.revision ?? seen);
                    write.reset();
                  }}
                >
                  还是用我写的
                </Button>
              </>
            )
          }
        />
      )}
      <Input.TextArea
        className="growing"
        aria-label="这句话"
        autoFocus
        maxLength={300}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Space wrap className="gap-above">
        从
        <Input
          type="date"
          aria-label="从哪天开始"
          min={today}
          value={effective}
          onChange={(event) => setEffective(event.target.value)}
        />
        到
        <Input
          type="date"
          aria-label="到哪天为止"
          min={today}
          value={expires}
          onChange={(event) => setExpires(event.target.value)}
        />
        <Button
          type="primary"
          disabled={text.trim() === ''}
          loading={write.isPending}
          onClick={() => write.mutate(text.trim())}
        >
          {approvers === 2 ? '写好，请同事批准' : '批准并保存'}
        </Button>
        {wording.key !== NEW.key && wording.text !== null && (
          <Button danger onClick={() => write.mutate(null)}>
            停用
          </Button>
        )}
        <Button type="text" onClick={onDone}>
          不改了
        </Button>
      </Space>
    </div>
  );
}

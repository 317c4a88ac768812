// 带教: what trainees would say, the oldest first; sent with one key as it is or changed, or given back with a note.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Empty, Input, Popconfirm, Space, Tag } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { deed, wordsFor } from '../base/api.ts';
import { useKeys } from '../base/keys.ts';
import { Countdown } from '../base/marks.tsx';
import { AdviceList } from '../conversations/advice-list.tsx';
import { adviseOn } from '../conversations/tone.ts';
import { Loaded, useWatch } from '../watch/parts.tsx';

type Draft = {
  id: string;
  conversationId: string;
  resident: string;
  lastLine: string | null;
  lastAuthor: string | null;
  text: string;
  by: string;
  mentor: string | null;
  isMine: boolean;
  at: number;
  dueAt: number;
  homes: string[];
  upset: boolean;
};

export default function Drafts() {
  const page = useWatch<{ items: Draft[] }>('/drafts');
  /** How to send each of them. When the one that was looked at has gone, by them or by a colleague, the key sends no other in its place. */
  const sends = useRef(new Map<string, () => void>());
  const looked = useRef<string | null>(null);
  useKeys({
    'Alt+Enter': () => sends.current.get(looked.current ?? '')?.(),
  });
  return (
    <Loaded from={page}>
      {({ items }) => (
        <div className="sheet">
          <section className="panel" aria-label="等您看的回复">
            <h2>实习同事写好、等您看的（{items.length}）</h2>
            <p className="soft">
              住户还没有看到。可以直接发出，改好再发，或者写一句退回去；发出以后还是由实习同事接待。
            </p>
            {items.length === 0 && (
              <Empty
                image={Empty.PRESENTED_IMAGE_SIMPLE}
                description="现在没有要看的。实习同事写好回复，就会列到这里。"
              />
            )}
            {items.map((draft) => (
              <One
                key={draft.id}
                draft={draft}
                onLook={() => {
                  looked.current = draft.id;
                }}
                known={sends.current}
              />
            ))}
          </section>
        </div>
      )}
    </Loaded>
  );
}

type OneProps = { draft: Draft; onLook: () => void; known: Map<string, () => void> };

function One({ draft, onLook, known }: OneProps) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [text, setText] = useState(draft.text);
  const [asks, setAsks] = useState(false);
  const [note, setNote] = useState<string | null>(null);
  const advice = adviseOn(text, draft);
  const isBlocked = text.trim() === '' || advice.some(({ level }) => level === 'block');
  const act = useMutation({
    mutationFn: ({ what, body }: { what: 'send' | 'return'; body: object }) =>
      deed(`/conversations/${draft.conversationId}/drafts/${draft.id}/${what}`, body),
    onSuccess: (_, { what }) => message.success(what === 'send' ? '已发给住户' : '已退回，同事会看到您写的'),
    onError: (error) => message.warning(wordsFor(error)),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['watch', '/drafts'] });
      void client.invalidateQueries({ queryKey: ['board'] });
    },
  });

  function send() {
    if (isBlocked || act.isPending) return;
    if (!asks && advice.some(({ level }) => level === 'confirm')) return setAsks(true);
    setAsks(false);
    const words = text.trim();
    act.mutate({ what: 'send', body: words === draft.text ? {} : { text: words } });
  }
  useEffect(() => {
    known.set(draft.id, send);
    return () => void known.delete(draft.id);
  });

  function giveBack() {
    if (!note?.trim() || act.isPending) return;
    act.mutate({ what: 'return', body: { note: note.trim() } });
  }

  return (
    <article className="watch-line draft" onFocus={onLook}>
      <div className="line-facts">
        <Link to={`/conversations/${draft.conversationId}`}>{draft.resident}</Link>
        <span>{draft.by} 写的</span>
        {!draft.isMine && draft.mentor && <Tag>{draft.mentor}带教</Tag>}
        <Countdown dueAt={draft.dueAt} what="看一眼" />
      </div>
      {draft.lastLine && (
        <p className="line-told">
          {draft.lastAuthor === 'resident' ? '住户说：' : '上一句：'}
          {draft.lastLine}
        </p>
      )}
      <AdviceList advice={advice} />
      <Input.TextArea
        aria-label={`${draft.by}写的回复`}
        value={text}
        maxLength={2000}
        rows={2}
        className="growing"
        onChange={(event) => {
          setText(event.target.value);
          setAsks(false);
        }}
      />
      <Space className="line-deeds" wrap>
        <Popconfirm
          open={asks}
          title="这样说住户可能不舒服，还是要发吗？"
          okText="还是发"
          cancelText="我改改"
          onConfirm={send}
          onCancel={() => setAsks(false)}
        >
          <Button
            type="primary"
            disabled={isBlocked}
            loading={act.isPending}
            onClick={send}
            title="Alt+Enter"
          >
            {text.trim() === draft.text ? '发出' : '改好发出'}
          </Button>
        </Popconfirm>
        {note === null ? (
          <Button onClick={() => setNote('')}>退回</Button>
        ) : (
          <>
            <Input
              autoFocus
              aria-label="退回时写一句"
              placeholder="写一句要怎么改，回车退回"
              maxLength={400}
              value={note}
              onChange={(event) => setNote(event.target.value)}
              onPressEnter={giveBack}
            />
            <Button disabled={note.trim() === ''} onClick={giveBack}>
              退回去
            </Button>
            <Button type="text" onClick={() => setNote(null)}>
              先不退
            </Button>
          </>
        )}
      </Space>
    </article>
  );
}

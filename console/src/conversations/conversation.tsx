// One conversation: its head with who owns it, the thread, what one writes, and what stands around it.
import { ArrowLeftOutlined, InfoCircleOutlined } from '@ant-design/icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Drawer, Result, Skeleton, Tag } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { deed, Refused, read, tell, wordsFor } from '../base/api.ts';
import { useKeys } from '../base/keys.ts';
import { usePresence } from '../base/live.ts';
import { useMay, useSession } from '../base/session.ts';
import type { DeskConversation } from '../base/shapes.ts';
import { CHANNELS } from '../base/words.ts';
import { Composer, type ComposerHandle } from './composer.tsx';
import { Context } from './context.tsx';
import { Notes } from './notes.tsx';
import { PassOn } from './pass-on.tsx';
import { Thread, type Unsent } from './thread.tsx';

const UNSEEN = 'look-unseen';
const LOOK_EVERY_MS = 12_000;

export function Conversation({ id, onBack }: { id: string; onBack: () => void }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const { me } = useSession();
  const may = useMay();
  const composer = useRef<ComposerHandle>(null);
  const [unsent, setUnsent] = useState<Unsent[]>([]);
  const [sideOpen, setSideOpen] = useState(false);
  // It holds for the next conversation as well: whoever looks unseen would be seen opening it.
  const [silent, setSilent] = useState(() => sessionStorage.getItem(UNSEEN) === 'on');
  const found = useQuery({
    queryKey: ['conversation', id],
    queryFn: () => read<DeskConversation>(`/conversations/${id}`),
  });
  const conversation = found.data;
  const isMine = conversation?.owner.kind === 'staff' && conversation.owner.staffId === me.actorId;

  const again = () =>
    client.invalidateQueries({
      predicate: ({ queryKey }) => queryKey[0] === 'queue' || queryKey.includes(id),
    });

  const own = useMutation({
    mutationFn: (what: 'takeover' | 'handback') =>
      deed<DeskConversation>(`/conversations/${id}/${what}`, {}, conversation?.version),
    onSuccess: (_, what) => {
      message.success(what === 'takeover' ? '已接管，小助手不再说话' : '已交还小助手');
      if (what === 'takeover') window.setTimeout(() => composer.current?.focus(), 50);
    },
    onError: (error) => {
      const isStale = error instanceof Refused && error.status === 409;
      message.warning(isStale ? '这个会话刚刚变了，已经换成最新的，请再看一眼' : wordsFor(error));
    },
    onSettled: again,
  });

  useKeys({
    'Alt+KeyT': () => conversation && !isMine && own.mutate('takeover'),
    'Alt+KeyB': () => isMine && own.mutate('handback'),
    'Alt+KeyL': () => composer.current?.focus(),
  });
  usePresenceOf(id, silent && may('listAudit'));

  if (found.isError)
    return (
      <div className="nothing">
        <Result
          status="404"
          title={wordsFor(found.error)}
          extra={<Button onClick={onBack}>回到列表</Button>}
        />
      </div>
    );
  if (!conversation) return <Skeleton active className="padded thread-column" />;

  async function send(words: Unsent): Promise<void> {
    const { key, text, draftId } = words;
    setUnsent((before) => [...before.filter((each) => each.key !== key), { ...words, problem: null }]);
    try {
      const isSaid = me.mentor === null;
      const done = await deed<{ message?: { id: string } }>(
        `/conversations/${id}/${isSaid ? 'reply' : 'drafts'}`,
        draftId === null || !isSaid ? { text } : { text, draftId },
        undefined,
        key,
      );
      const saidAs = done.message?.id;
      // The thread may be read anew before this is taken away: the same words never stand there twice.
      if (saidAs)
        setUnsent((before) => before.map((each) => (each.key === key ? { ...each, saidAs } : each)));
      await again();
      setUnsent((before) => before.filter((each) => each.key !== key));
    } catch (error) {
      const problem = wordsFor(error);
      setUnsent((before) => before.map((each) => (each.key === key ? { ...each, problem } : each)));
      message.error(`没有发出去：${problem}`);
    }
  }

  const context = <Context conversation={conversation} onChanged={again} />;
  return (
    <>
      <section className="thread-column" aria-label="对话">
        <header className="thread-head">
          <Button
            className="only-narrow"
            type="text"
            icon={<ArrowLeftOutlined />}
            aria-label="回到列表"
            onClick={onBack}
          />
          <strong>{conversation.resident}</strong>
          <Tag>{CHANNELS[conversation.channel] ?? conversation.channel}</Tag>
          <Owner conversation={conversation} isMine={isMine} />
          <span className="grow" />
          {!isMine && may('listAudit') && (
            <Button
              type="text"
              aria-pressed={silent}
              title="同事不会看到您在看；留言和接管照常"
              onClick={() => {
                sessionStorage.setItem(UNSEEN, silent ? 'off' : 'on');
                setSilent(!silent);
              }}
            >
              {silent ? '悄悄看：开' : '悄悄看'}
            </Button>
          )}
          {isMine && <PassOn id={id} version={conversation.version} onDone={again} />}
          {isMine ? (
            <Button onClick={() => own.mutate('handback')} loading={own.isPending} title="Alt+B">
              交还小助手
            </Button>
          ) : (
            <Button
              type="primary"
              onClick={() => own.mutate('takeover')}
              loading={own.isPending}
              title="Alt+T"
            >
              接管
            </Button>
          )}
          <Button
            className="only-narrow"
            type="text"
            icon={<InfoCircleOutlined />}
            aria-label="住户和工单"
            onClick={() => setSideOpen(true)}
          />
        </header>
        <Others id={id} actorId={me.actorId} />
        <Thread
          id={id}
          unsent={unsent}
          onAgain={(each) => void send(each)}
          onDrop={(key) => setUnsent((before) => before.filter((each) => each.key !== key))}
        />
        <Notes key={id} id={id} />
        <Composer
          ref={composer}
          conversation={conversation}
          isMine={isMine}
          onSend={(text, draftId) => void send({ key: crypto.randomUUID(), text, draftId, problem: null })}
          onTake={() => own.mutate('takeover')}
        />
      </section>
      <aside className="context" aria-label="住户和工单">
        {context}
      </aside>
      <Drawer open={sideOpen} onClose={() => setSideOpen(false)} title="住户和工单" size={340}>
        {context}
      </Drawer>
    </>
  );
}

function Owner({ conversation, isMine }: { conversation: DeskConversation; isMine: boolean }) {
  const { owner } = conversation;
  if (owner.kind === 'bot') return <span className="owner">小助手在接待</span>;
  if (owner.kind === 'nobody') return <span className="owner waits">在等人工，还没有人接</span>;
  return <span className="owner">{isMine ? '您在接待' : `${conversation.ownerName} 在接待`}</span>;
}

function Others({ id, actorId }: { id: string; actorId: string }) {
  const others = usePresence(id, actorId);
  if (others.length === 0) return null;
  const typing = others.filter((each) => each.what === 'typing').map((each) => each.name);
  const words =
    typing.length > 0
      ? `${typing.join('、')} 正在回复，请先别发，免得住户收到两份`
      : `${others.map((each) => each.name).join('、')} 也在看这个会话`;
  return <Alert banner type={typing.length > 0 ? 'warning' : 'info'} title={words} />;
}

/** Says to colleagues that one looks at this conversation, as long as one does. */
function usePresenceOf(id: string, silent: boolean): void {
  useEffect(() => {
    if (silent) return;
    const look = () => {
      if (document.visibilityState === 'visible') tell(`/conversations/${id}/presence`, { typing: false });
    };
    look();
    const timer = window.setInterval(look, LOOK_EVERY_MS);
    return () => window.clearInterval(timer);
  }, [id, silent]);
}

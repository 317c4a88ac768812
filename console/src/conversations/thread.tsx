// What was said, newest at the end; only what is seen is drawn. One's own words stand at once, and say loudly when they did not go.
import {
  CheckOutlined,
  ClockCircleOutlined,
  ExclamationCircleFilled,
  FileOutlined,
  PauseCircleOutlined,
} from '@ant-design/icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Image, Skeleton, Tag } from 'antd';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import { read } from '../base/api.ts';
import type { Attachment, ThreadMessage, ThreadPage } from '../base/shapes.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { DELIVERY_REASONS } from '../base/words.ts';

export type Unsent = {
  key: string;
  text: string;
  /** Of the suggestion it was made of. */
  draftId: string | null;
  problem: string | null;
  /** The id of the message, once it is taken. */
  saidAs?: string;
};

type Line = { kind: 'said'; message: ThreadMessage } | { kind: 'unsent'; unsent: Unsent };

const PAGE = 60;
/** Older lines are put in front; the list counts down from here. */
const START = 1_000_000;
const GAP_MS = 10 * 60_000;
/** So near the end one reads the last words. */
const AT_END_PX = 120;

type Props = {
  id: string;
  unsent: Unsent[];
  onAgain: (unsent: Unsent) => void;
  onDrop: (key: string) => void;
};

export function Thread({ id, unsent, onAgain, onDrop }: Props) {
  const list = useRef<VirtuosoHandle>(null);
  const thread = useInfiniteQuery({
    queryKey: ['thread', id],
    queryFn: ({ pageParam }) =>
      read<ThreadPage>(`/conversations/${id}/thread?limit=${PAGE}${pageParam ? `&before=${pageParam}` : ''}`),
    initialPageParam: '',
    // Pages go back in time.
    getNextPageParam: (page) => (page.hasMore ? page.items[0]?.id : undefined),
  });
  const messages = useMemo(
    () => [...(thread.data?.pages ?? [])].reverse().flatMap((page) => page.items),
    [thread.data],
  );
  const lines: Line[] = [
    ...messages.map((message): Line => ({ kind: 'said', message })),
    ...unsent
      .filter(({ saidAs }) => !messages.some((message) => message.id === saidAs))
      .map((each): Line => ({ kind: 'unsent', unsent: each })),
  ];
  const ofList = useStaysAtEnd();
  const unsentCount = unsent.length;
  useEffect(() => {
    if (unsentCount > 0) list.current?.scrollToIndex({ index: 'LAST', behavior: 'auto' });
  }, [unsentCount]);

  if (thread.isPending) return <Skeleton active className="padded thread" />;
  if (lines.length === 0) return <div className="thread nothing">还没有说过话。</div>;
  return (
    <Image.PreviewGroup>
      <Virtuoso
        ref={list}
        scrollerRef={ofList}
        className="thread"
        data={lines}
        firstItemIndex={START - messages.length}
        initialTopMostItemIndex={{ index: 'LAST', align: 'end' }}
        followOutput={(isAtBottom) => (isAtBottom ? 'auto' : false)}
        atBottomThreshold={AT_END_PX}
        increaseViewportBy={600}
        startReached={() => thread.hasNextPage && !thread.isFetchingNextPage && void thread.fetchNextPage()}
        computeItemKey={(_, line) => (line.kind === 'said' ? line.message.id : line.unsent.key)}
        itemContent={(index, line) =>
          line.kind === 'said' ? (
            <Said message={line.message} before={messages[index - START + messages.length - 1]} />
          ) : (
            <NotYet unsent={line.unsent} onAgain={onAgain} onDrop={onDrop} />
          )
        }
      />
    </Image.PreviewGroup>
  );
}

/** What one writes grows (advice, suggestions) and leaves less for the thread: the last words stay in sight. */
function useStaysAtEnd(): (scroller: HTMLElement | Window | null) => void {
  const watch = useRef<ResizeObserver | null>(null);
  return useCallback((scroller) => {
    watch.current?.disconnect();
    if (!(scroller instanceof HTMLElement)) return;
    let height = scroller.clientHeight;
    watch.current = new ResizeObserver(() => {
      const lost = height - scroller.clientHeight;
      height = scroller.clientHeight;
      const below = scroller.scrollHeight - scroller.scrollTop - height;
      if (lost > 0 && below - lost <= AT_END_PX) scroller.scrollTop = scroller.scrollHeight;
    });
    watch.current.observe(scroller);
  }, []);
}

function Said({ message, before }: { message: ThreadMessage; before: ThreadMessage | undefined }) {
  const at = Date.parse(message.createdAt);
  const isLater = !before || at - Date.parse(before.createdAt) > GAP_MS;
  const side = message.author === 'resident' ? 'theirs' : message.author;
  return (
    <div className="line">
      {isLater && <time className="line-time">{sayInstant(at, houseNow())}</time>}
      <div className={`said ${side}`}>
        {message.author === 'bot' && <span className="who">小助手</span>}
        {message.author === 'staff' && <span className="who">{message.speaker ?? '同事'}</span>}
        <div className="bubble">
          {message.text === null ? (
            <em>{message.pastTerm ? '（已过保存期限）' : '（对方撤回了一条消息）'}</em>
          ) : (
            <Words message={message} />
          )}
          {message.attachments.map((each) => (
            <File key={each.id} file={each} />
          ))}
          {message.transcript !== null && <p className="transcript">听到：{message.transcript}</p>}
          {message.menu && (
            <ul className="menu">
              {message.menu.map((item) => (
                <li key={item.id}>{item.label}</li>
              ))}
            </ul>
          )}
        </div>
        <Delivery message={message} />
      </div>
    </div>
  );
}

function Words({ message }: { message: ThreadMessage }) {
  // The picture itself says more than 〔图片〕.
  const shown = message.attachments.some((file) => file.state === 'stored');
  if (shown && /^〔[^〕]*〕$/.test(message.text ?? '')) return null;
  return <p>{message.text}</p>;
}

function File({ file }: { file: Attachment }) {
  if (file.state === 'waiting') return <Tag>文件还在路上</Tag>;
  if (file.state !== 'stored' || file.url === null) return <Tag color="default">文件没有保存下来</Tag>;
  if (file.contentType?.startsWith('image/'))
    return <Image src={file.url} alt="住户发来的照片" className="photo" height={150} />;
  if (file.contentType?.startsWith('video/'))
    // biome-ignore lint/a11y/useMediaCaption: what a resident films has no captions
    return <video src={file.url} controls preload="none" className="photo" />;
  if (file.contentType?.startsWith('audio/') && !/amr|silk/.test(file.contentType))
    // biome-ignore lint/a11y/useMediaCaption: what was heard stands below as words
    return <audio src={file.url} controls preload="none" />;
  return (
    <a href={file.url} download>
      <FileOutlined /> {file.type === 'voice' ? '语音（下载后收听）' : (file.fileName ?? '下载文件')}
    </a>
  );
}

function Delivery({ message }: { message: ThreadMessage }) {
  if (message.direction === 'in' || message.delivery === null) return null;
  const { state, reason } = message.delivery;
  const why = reason === null ? null : (DELIVERY_REASONS[reason] ?? reason);
  if (state === 'sent')
    return (
      <span className="delivery">
        <CheckOutlined /> 已发出
      </span>
    );
  if (state === 'queued')
    return (
      <span className="delivery">
        <ClockCircleOutlined /> 正在发
      </span>
    );
  if (state === 'held')
    return (
      <span className="delivery held">
        <PauseCircleOutlined /> 先存着{why ? `：${why}` : ''}
      </span>
    );
  return (
    <span className="delivery failed" role="alert">
      <ExclamationCircleFilled /> 没有发出去{why ? `：${why}` : ''}
    </span>
  );
}

function NotYet({
  unsent,
  onAgain,
  onDrop,
}: {
  unsent: Unsent;
  onAgain: Props['onAgain'];
  onDrop: Props['onDrop'];
}) {
  return (
    <div className="line">
      <div className="said staff">
        <span className="who">我</span>
        <div className={unsent.problem === null ? 'bubble pale' : 'bubble bad'}>
          <p>{unsent.text}</p>
        </div>
        {unsent.problem === null ? (
          <span className="delivery">
            <ClockCircleOutlined /> 正在发
          </span>
        ) : (
          <span className="delivery failed" role="alert">
            <ExclamationCircleFilled /> 没有发出去：{unsent.problem}
            <Button size="small" type="link" onClick={() => onAgain(unsent)}>
              再发一次
            </Button>
            <Button size="small" type="link" onClick={() => onDrop(unsent.key)}>
              不发了
            </Button>
          </span>
        )}
      </div>
    </div>
  );
}

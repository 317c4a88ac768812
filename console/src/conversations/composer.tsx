// What one writes: sent with Enter (never while an input method composes), looked over before it goes, with approved wordings at hand.
import { SendOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Input, type InputRef, Popconfirm } from 'antd';
import {
  type KeyboardEvent,
  type Ref,
  useDeferredValue,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react';
import { read, tell } from '../base/api.ts';
import { isComposing } from '../base/keys.ts';
import { useSession } from '../base/session.ts';
import type { DeskConversation, Phrase } from '../base/shapes.ts';
import { sinceOpenedMs } from '../base/time.ts';
import { AdviceList } from './advice-list.tsx';
import { AllowanceLine } from './allowance.tsx';
import { OwnDraft } from './own-draft.tsx';
import { PhrasePicker, phrasesFor } from './phrase-picker.tsx';
import { Suggestions } from './suggestions.tsx';
import { adviseOn } from './tone.ts';

export type ComposerHandle = { focus(): void };

type Props = {
  ref: Ref<ComposerHandle>;
  conversation: DeskConversation;
  isMine: boolean;
  /** `draftId`: made of what was suggested. */
  onSend: (text: string, draftId: string | null) => void;
  onTake: () => void;
};

/** The slash, its full-width form, and what the same key writes in Chinese punctuation. */
const OPENS_PICKER = /^[/／、]/;
const TYPING_EVERY_MS = 4_000;

/** What was begun in another conversation is not lost by looking at this one. */
const drafts = new Map<string, string>();

export function Composer({ ref, conversation, isMine, onSend, onTake }: Props) {
  const { mentor } = useSession().me;
  const field = useRef<InputRef>(null);
  const [text, setText] = useState(drafts.get(conversation.id) ?? '');
  const [chosen, setChosen] = useState(0);
  const [asks, setAsks] = useState(false);
  const madeOf = useRef<DeskConversation['suggestions'][number] | null>(null);
  const toldMs = useRef(Number.NEGATIVE_INFINITY);
  const phrases = useQuery({
    queryKey: ['phrases'],
    queryFn: () => read<{ items: Phrase[] }>('/phrases'),
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
  });
  useImperativeHandle(ref, () => ({ focus: () => field.current?.focus() }), []);
  useEffect(() => {
    if (isMine) field.current?.focus();
  }, [isMine]);

  const looked = useDeferredValue(text);
  const homes = [
    conversation.profile.home,
    ...conversation.tickets.map((ticket) => ticket.place.text),
  ].filter((home) => home !== null);
  const upset = conversation.tickets.some((ticket) => ticket.kind === 'complaint');
  const about = { homes, upset, suggested: madeOf.current?.text ?? '' };
  const isPicking = OPENS_PICKER.test(text);
  const advice = isPicking ? [] : adviseOn(looked, about);
  // What is shown may come a moment later; what goes out is looked at as it stands.
  const isBlocked = adviseOn(text, about).some((each) => each.level === 'block');
  const found = isPicking ? phrasesFor(phrases.data?.items ?? [], text.slice(1)) : [];

  function write(next: string) {
    setText(next);
    setChosen(0);
    setAsks(false);
    drafts.set(conversation.id, next);
    if (next === '') madeOf.current = null;
    if (next !== '' && sinceOpenedMs() - toldMs.current > TYPING_EVERY_MS) {
      toldMs.current = sinceOpenedMs();
      tell(`/conversations/${conversation.id}/presence`, { typing: true });
    }
  }

  function send() {
    const words = text.trim();
    if (words === '' || isBlocked || isPicking) return;
    if (!asks && adviseOn(words, about).some((each) => each.level === 'confirm')) return setAsks(true);
    setAsks(false);
    const draftId = madeOf.current?.id ?? null;
    write('');
    onSend(words, draftId);
    field.current?.focus();
  }

  function take(suggestion: DeskConversation['suggestions'][number] | undefined) {
    if (!suggestion) return;
    madeOf.current = suggestion;
    // What was begun stays: the suggestion stands behind it.
    write(text.trim() === '' || isPicking ? suggestion.text : `${text.trimEnd()}\n${suggestion.text}`);
    field.current?.focus();
  }

  function pick(phrase: Phrase | undefined) {
    if (!phrase) return;
    write(phrase.text);
    field.current?.focus();
  }

  function onKey(event: KeyboardEvent) {
    if (isComposing(event)) return;
    if (isPicking && (event.code === 'ArrowDown' || event.code === 'ArrowUp')) {
      event.preventDefault();
      const by = event.code === 'ArrowDown' ? 1 : -1;
      setChosen((before) => Math.max(0, Math.min(found.length - 1, before + by)));
    } else if (isPicking && event.code === 'Escape') {
      event.preventDefault();
      write('');
    } else if ((event.code === 'Enter' || event.code === 'NumpadEnter') && !event.shiftKey) {
      event.preventDefault();
      if (isPicking) pick(found[chosen]);
      else send();
    } else if (isPicking && event.code === 'Tab') {
      event.preventDefault();
      pick(found[chosen]);
    }
  }

  if (!isMine) {
    const { owner } = conversation;
    const words =
      owner.kind === 'staff'
        ? `${conversation.ownerName} 在接待。要由您来说，请先接管，对方会看到。`
        : owner.kind === 'nobody'
          ? '住户在等人。接管后由您来回复。'
          : '小助手在接待。接管后小助手不再说话，由您来回复。';
    return (
      <footer className="composer not-mine">
        <span>{words}</span>
        <Button type="primary" onClick={onTake}>
          接管（Alt+T）
        </Button>
      </footer>
    );
  }

  return (
    <footer className="composer">
      {conversation.draft && (
        <OwnDraft
          draft={conversation.draft}
          mentor={mentor}
          onWriteAgain={() => {
            write(conversation.draft?.text ?? '');
            field.current?.focus();
          }}
        />
      )}
      <Suggestions suggestions={conversation.suggestions} onTake={take} />
      {isPicking && <PhrasePicker phrases={found} chosen={chosen} onPick={pick} />}
      <AdviceList advice={advice} />
      <div className="composer-row">
        <Input.TextArea
          ref={field as never}
          value={text}
          onChange={(event) => write(event.target.value)}
          onKeyDown={onKey}
          rows={2}
          className="growing"
          maxLength={2000}
          placeholder={`${mentor === null ? '回复住户。Enter 发送' : `写好先给${mentor}看，住户还看不到。Enter 交给带教`}，Shift+Enter 换行，按 / 选一句批准过的话`}
          aria-label="回复住户"
        />
        <Popconfirm
          open={asks}
          title="这样说住户可能不舒服，还是要发吗？"
          okText="还是发"
          cancelText="我改改"
          onConfirm={send}
          onCancel={() => {
            setAsks(false);
            field.current?.focus();
          }}
        >
          <Button
            type="primary"
            icon={<SendOutlined />}
            disabled={text.trim() === '' || isBlocked || isPicking}
            onClick={send}
          >
            {mentor === null ? '发送' : '给带教看'}
          </Button>
        </Popconfirm>
      </div>
      <AllowanceLine allowance={conversation.allowance} />
    </footer>
  );
}

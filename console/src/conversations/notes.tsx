// What colleagues say to each other beside a conversation. It stands apart from the thread, so that nobody takes it for what was sent.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, type InputRef } from 'antd';
import { useRef, useState } from 'react';
import { deed, read, wordsFor } from '../base/api.ts';
import { isComposing, useKeys } from '../base/keys.ts';
import { houseNow, sayInstant } from '../base/time.ts';

type Note = { id: string; text: string; at: number; by: string; speaker: string };

const MOST_SHOWN = 3;

export function Notes({ id }: { id: string }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const field = useRef<InputRef>(null);
  const [isOpen, setOpen] = useState(false);
  const [text, setText] = useState('');
  const notes = useQuery({
    queryKey: ['notes', id],
    queryFn: () => read<{ items: Note[] }>(`/conversations/${id}/notes`),
  });
  const write = useMutation({
    mutationFn: () => deed(`/conversations/${id}/notes`, { text: text.trim() }),
    onSuccess: () => setText(''),
    onError: (error) => {
      message.warning(wordsFor(error));
    },
    onSettled: () => void client.invalidateQueries({ queryKey: ['notes', id] }),
  });
  const open = () => {
    setOpen(true);
    window.setTimeout(() => field.current?.focus(), 50);
  };
  useKeys({ 'Alt+KeyP': open });
  const items = notes.data?.items ?? [];
  return (
    <section className="notes" aria-label="同事留言">
      {items.slice(-MOST_SHOWN).map((note) => (
        <p key={note.id}>
          <strong>{note.speaker}</strong>：{note.text} <time>{sayInstant(note.at, houseNow())}</time>
        </p>
      ))}
      {isOpen ? (
        <Input
          ref={field}
          size="small"
          aria-label="给同事留言"
          placeholder="只有同事看得到，住户看不到；回车留言"
          maxLength={400}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (isComposing(event)) return;
            if (event.code === 'Escape') setOpen(false);
            if (event.code === 'Enter' && text.trim() !== '') write.mutate();
          }}
        />
      ) : (
        <Button type="text" size="small" title="Alt+P" onClick={open}>
          给同事留言（住户看不到）
        </Button>
      )}
    </section>
  );
}

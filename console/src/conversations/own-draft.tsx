// What somebody in training wrote last and the resident has not got: it waits for the mentor, or is back with what is to be changed.
import { Button } from 'antd';
import type { DeskConversation } from '../base/shapes.ts';
import { houseNow, sayInstant } from '../base/time.ts';

export function OwnDraft({
  draft: { text, state, at, note },
  mentor,
  onWriteAgain,
}: {
  draft: NonNullable<DeskConversation['draft']>;
  mentor: string | null;
  onWriteAgain: () => void;
}) {
  const isBack = state === 'returned';
  return (
    <section className={isBack ? 'own-draft back' : 'own-draft'} aria-label="我写给带教看的">
      <strong>{isBack ? `退回：${note ?? '请再改一改'}` : `等带教看（${mentor ?? '带教'}）`}</strong>
      <span>{text}</span>
      <time>{sayInstant(at, houseNow())}</time>
      {isBack && (
        <Button size="small" onClick={onWriteAgain}>
          接着改
        </Button>
      )}
    </section>
  );
}

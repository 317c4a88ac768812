// Photos of one moment: those the house has, those that wait, and one big button for the next.
import { type ChangeEvent, useEffect, useState } from 'react';
import { wordsFor } from '../base/api.ts';
import type { TicketView } from '../base/shapes.ts';
import { houseNow } from '../base/time.ts';
import { newKey, waitingPhotos } from './house.ts';
import { shrink } from './shrink.ts';
import type { Moment, WaitingPhoto } from './waiting-photos.ts';

type Props = {
  ticket: TicketView;
  actorId: string;
  moment: Moment;
  waiting: readonly WaitingPhoto[];
  onKept: () => void;
};

export const MOMENTS: Record<Moment, string> = { before: '处理前', after: '处理后' };

export function photosOf(ticket: TicketView, moment: Moment) {
  return ticket.attachments.filter((each) => each.moment === moment && each.state === 'stored');
}

export function PhotoStep({ ticket, actorId, moment, waiting, onKept }: Props) {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const hasOne =
    photosOf(ticket, moment).length > 0 ||
    waiting.some((each) => each.moment === moment && each.refusedWith === null);

  async function keep(event: ChangeEvent<HTMLInputElement>): Promise<void> {
    const input = event.currentTarget;
    const files = [...(input.files ?? [])];
    setBusy(true);
    setProblem(null);
    try {
      for (const file of files) {
        const photo = await shrink(file);
        const of = { ticketId: ticket.id, code: ticket.code, moment };
        await waitingPhotos.add({ key: newKey(), actorId, ...of, ...photo, at: houseNow() });
      }
      onKept();
    } catch (error) {
      setProblem(wordsFor(error));
    } finally {
      setBusy(false);
      // The same picture may be chosen once more.
      input.value = '';
    }
  }

  return (
    <>
      <Photos ticket={ticket} moment={moment} waiting={waiting} />
      <label className={`big shoot ${hasOne ? 'more' : ''} ${busy ? 'busy' : ''}`}>
        {busy ? '正在保存…' : `${hasOne ? '再' : ''}拍${MOMENTS[moment]}的照片`}
        <input
          type="file"
          accept="image/*"
          capture="environment"
          onChange={(event) => void keep(event)}
          disabled={busy}
        />
      </label>
      {problem !== null && (
        <p role="alert" className="refused">
          {problem}
        </p>
      )}
    </>
  );
}

/** Those that are there, and those on their way. */
export function Photos({ ticket, moment, waiting }: Pick<Props, 'ticket' | 'moment' | 'waiting'>) {
  const stored = photosOf(ticket, moment);
  const mine = waiting.filter((each) => each.moment === moment && each.refusedWith === null);
  if (stored.length + mine.length === 0) return null;
  return (
    <div className="photos">
      {stored.map(({ id }) => (
        <img key={id} src={`/desk/api/attachments/${id}`} alt={`${MOMENTS[moment]}的照片`} loading="lazy" />
      ))}
      {mine.map((photo) => (
        <Preview key={photo.key} photo={photo} />
      ))}
    </div>
  );
}

function Preview({ photo }: { photo: WaitingPhoto }) {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([photo.bytes], { type: photo.type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [photo]);
  return (
    <figure>
      {url !== null && <img src={url} alt={`${MOMENTS[photo.moment]}的照片，还没发出`} />}
      <figcaption>待发</figcaption>
    </figure>
  );
}

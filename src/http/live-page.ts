// One open page that is told where to look again (Server-Sent Events): its head, its heartbeat with the time of the house, and its end.
import type { Request, Response } from 'express';
import type { Clock } from '../base/clock.ts';

const HEARTBEAT_MS = 15_000;
/** A page that does not read its stream any more is let go. */
const MOST_WAITING_BYTES = 256 * 1024;

export type LivePage = {
  write(text: string): void;
  /** Ends it, once. */
  leave(): void;
};

/** The last id the page saw before it lost its stream. */
export function lastSeenBy({ headers }: Request): string | null {
  const lastSeen = headers['last-event-id'];
  return typeof lastSeen === 'string' ? lastSeen : null;
}

export function openLivePage(
  request: Request,
  response: Response,
  { clock, onLeave }: { clock: Clock; onLeave(): void },
): LivePage {
  let isOpen = true;
  let callOffBeat = () => {};
  const page: LivePage = {
    write(text) {
      if (response.writableLength > MOST_WAITING_BYTES) page.leave();
      else if (isOpen) response.write(text);
    },
    leave() {
      if (!isOpen) return;
      isOpen = false;
      callOffBeat();
      onLeave();
      response.end();
    },
  };
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  page.write('retry: 1500\n\n');
  const beat = () => {
    page.write(`event: time\ndata: ${JSON.stringify({ now: clock.now() })}\n\n`);
    if (isOpen) callOffBeat = clock.wakeAt(clock.now() + HEARTBEAT_MS, beat);
  };
  request.on('close', page.leave);
  response.on('close', page.leave);
  beat();
  return page;
}

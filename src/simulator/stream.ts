// Tells open simulator pages what has changed (Server-Sent Events). Says only where to look again, never what it says there.
import type { Request, Response } from 'express';
import type { PlayedChannels } from './played.ts';
import type { SimulatorPorts } from './ports.ts';

/** A burst of entries becomes one hint. */
const GATHER_MS = 60;
const HEARTBEAT_MS = 20_000;

export type Hint = { residents: string[]; notices: boolean; tickets: boolean; unheard: boolean };
export type ChangeStream = { open(request: Request, response: Response): void; ticketsChanged(): void };

export function createChangeStream(
  channels: PlayedChannels,
  { clock, signal }: Pick<SimulatorPorts, 'clock' | 'signal'>,
): ChangeStream {
  const pages = new Set<Response>();
  let waiting: Hint | null = null;

  function note(change: Partial<Hint>): void {
    if (pages.size === 0) return;
    if (waiting === null) {
      waiting = { residents: [], notices: false, tickets: true, unheard: false };
      clock.wakeAt(clock.now() + GATHER_MS, tell);
    }
    waiting.residents = [...new Set([...waiting.residents, ...(change.residents ?? [])])];
    waiting.notices ||= change.notices ?? false;
    waiting.unheard ||= change.unheard ?? false;
  }

  function tell(): void {
    const hint = JSON.stringify(waiting);
    waiting = null;
    for (const page of pages) page.write(`event: changed\ndata: ${hint}\n\n`);
  }

  for (const channel of Object.values(channels))
    channel.ledger.onEntry((entry) => {
      const resident = channel.touches(entry);
      note({
        residents: resident === null ? [] : [resident],
        notices: entry.type === 'staff.notice',
        unheard: entry.type === 'callback.lost',
      });
    });

  return {
    ticketsChanged: () => note({ notices: true }),
    open(request, response) {
      response.writeHead(200, {
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      });
      response.write('retry: 1500\n\n');
      pages.add(response);
      let callOff = () => {};
      const beat = () => {
        response.write(': still here\n\n');
        callOff = clock.wakeAt(clock.now() + HEARTBEAT_MS, beat);
      };
      callOff = clock.wakeAt(clock.now() + HEARTBEAT_MS, beat);
      const leave = () => {
        callOff();
        pages.delete(response);
        signal?.removeEventListener('abort', leave);
        response.end();
      };
      request.on('close', leave);
      signal?.addEventListener('abort', leave);
      if (signal?.aborted) leave();
    },
  };
}

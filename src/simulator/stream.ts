// Tells open simulator pages what has changed (Server-Sent Events). Says only where to look again, never what it says there.
import type { Request, Response } from 'express';
import type { OaEntry } from './fake-wechat-oa/ledger.ts';
import type { LedgerEntry } from './fake-wecom/ledger.ts';
import type { SimulatorPorts } from './ports.ts';

/** A burst of entries becomes one hint. */
const GATHER_MS = 60;
const HEARTBEAT_MS = 20_000;

export type Hint = { residents: string[]; notices: boolean; tickets: boolean; unheard: boolean };
export type ChangeStream = { open(request: Request, response: Response): void; ticketsChanged(): void };

export function createChangeStream({
  fake,
  oa,
  clock,
  signal,
}: Pick<SimulatorPorts, 'fake' | 'oa' | 'clock' | 'signal'>): ChangeStream {
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

  const noteIf = (change: Partial<Hint> | null) => {
    if (change) note(change);
  };
  fake.ledger.onEntry((entry) => noteIf(changeOf(entry)));
  oa.ledger.onEntry((entry) => noteIf(changeAtOa(entry)));

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

function changeAtOa(entry: OaEntry): Partial<Hint> | null {
  switch (entry.type) {
    case 'follower.said':
    case 'message.accepted':
      return { residents: [entry.openId] };
    case 'callback.lost':
      return { unheard: true };
    default:
      return null;
  }
}

function changeOf(entry: LedgerEntry): Partial<Hint> | null {
  switch (entry.type) {
    case 'item.appended':
      return entry.externalUserId === null ? null : { residents: [entry.externalUserId] };
    case 'message.accepted':
      return { residents: [entry.externalUserId] };
    case 'staff.notice':
      return { notices: true };
    case 'callback.lost':
      return { unheard: true };
    default:
      return null;
  }
}

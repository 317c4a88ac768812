// Kept-alive connections to a server under load: requests go out as whole buffers, one at a time per connection, the next when the
// answer is complete. Far cheaper than an HTTP client, so that the generator is never what is measured.
import { connect, type Socket } from 'node:net';

export type Answer = { status: number; body: string };

export type Links = {
  send(request: Buffer, heard: (answer: Answer) => void): void;
  /** Requests that wait for a free connection. */
  waiting(): number;
  close(): void;
};

type Task = { request: Buffer; heard: (answer: Answer) => void; tries: number };

const MOST_TRIES = 3;

export function openLinks(port: number, count: number, onBroken: (why: string) => void): Links {
  const queue: Task[] = [];
  const free: (() => void)[] = [];
  const sockets: Socket[] = [];
  let closing = false;
  let next = 0;

  function open(): void {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    socket.setNoDelay(true);
    let task: Task | null = null;
    let text = '';
    const take = () => {
      task = next < queue.length ? (queue[next++] as Task) : null;
      if (next > 10_000) {
        queue.splice(0, next);
        next = 0;
      }
      if (task) socket.write(task.request);
      else free.push(take);
    };
    socket.setEncoding('utf8');
    socket.on('connect', take);
    socket.on('data', (chunk: string) => {
      text += chunk;
      const answer = completeAnswer(text);
      if (answer === null) return;
      text = '';
      const heard = task?.heard;
      // The next request leaves before this answer is thought about.
      take();
      heard?.(answer);
    });
    socket.on('error', () => {}); // `close` follows
    socket.on('close', () => {
      if (closing) return;
      // It may have been closed as the request left. As the platform does, the same message is brought again.
      if (task && ++task.tries > MOST_TRIES) onBroken('a request was not answered on three connections');
      else if (task) queue.splice(next, 0, task);
      const at = free.indexOf(take);
      if (at >= 0) free.splice(at, 1);
      open();
    });
  }
  for (let n = 0; n < count; n++) open();

  return {
    send(request, heard) {
      queue.push({ request, heard, tries: 0 });
      // The one that rested longest, so that none is closed for having been idle.
      free.shift()?.();
    },
    waiting: () => queue.length - next,
    close() {
      closing = true;
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** With a length, chunked, or without a body; null while something is missing. */
function completeAnswer(text: string): Answer | null {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const head = text.slice(0, headEnd);
  const status = Number(head.slice(9, 12));
  const rest = text.slice(headEnd + 4);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined) return Buffer.byteLength(rest) >= Number(length) ? { status, body: rest } : null;
  if (/\r\ntransfer-encoding: *chunked/i.test(head))
    return rest.endsWith('0\r\n\r\n') ? { status, body: rest } : null;
  return { status, body: '' };
}

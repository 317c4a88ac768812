// Where a turn's time goes: the engine's own profiler in the desk under full load, its samples counted by what they were in.
import { pause } from './processes.ts';

type Frame = { functionName: string; url: string };
type Profile = {
  nodes: { id: number; callFrame: Frame; children?: number[] }[];
  samples?: number[];
  timeDeltas?: number[];
};

/** The first whose pattern fits is the place; a frame without a file belongs to whoever called it. */
const PLACES: [string, RegExp][] = [
  ['SQLite: its statements and commits', /src\/storage\/sqlite\/|^sqlite$/],
  ['sealing and opening fields', /src\/storage\/(fields|field-key|opened-fields|keys)\.ts/],
  ['rows, statements and what is kept of them', /src\/storage\/|node_modules\/(kysely|pg)\//],
  [
    'understanding',
    /src\/(understanding|groups|knowledge)\/|node_modules\/(opencc-js|libphonenumber-js|minisearch)\//,
  ],
  ['flows and replies', /src\/(flows|replies)\/|src\/mind\.ts/],
  ['the turn itself', /src\/(conversations|desk|outbox|jobs|signals)\//],
  ['tickets and clocks', /src\/(tickets|clocks)\/|node_modules\/chinese-days\//],
  [
    'callback: socket, signature, decryption, intake',
    /src\/(http|channels|intake)\/|node_modules\/@wecom\/|node:_?http|node:net|node:internal\/(streams|http|stream_base)|node:url|node:internal\/url/,
  ],
];
const ELSEWHERE = 'the engine and everything else';

export type Share = { place: string; share: number };

/** Shares of the time the process was not idle, largest first. */
export function sharesOf({ nodes, samples = [], timeDeltas = [] }: Profile): Share[] {
  const parents = new Map<number, number>();
  for (const node of nodes) for (const child of node.children ?? []) parents.set(child, node.id);
  const frames = new Map(nodes.map((node) => [node.id, node.callFrame]));
  const placeOf = new Map<number, string | null>();
  function place(id: number): string | null {
    const known = placeOf.get(id);
    if (known !== undefined) return known;
    const found = judge(id);
    placeOf.set(id, found);
    return found;
  }
  function judge(id: number): string | null {
    const frame = frames.get(id);
    if (!frame) return ELSEWHERE;
    if (frame.functionName === '(idle)') return null;
    if (frame.functionName === '(garbage collector)') return 'garbage collection';
    const file = frame.url === 'node:sqlite' ? 'sqlite' : frame.url;
    const fits = PLACES.find(([, pattern]) => pattern.test(file));
    if (fits) return fits[0];
    const parent = parents.get(id);
    return parent === undefined ? ELSEWHERE : place(parent);
  }
  const spent = new Map<string, number>();
  let all = 0;
  for (const [at, id] of samples.entries()) {
    const where = place(id);
    const micros = timeDeltas[at] ?? 0;
    if (where === null) continue;
    spent.set(where, (spent.get(where) ?? 0) + micros);
    all += micros;
  }
  return [...spent]
    .map(([where, micros]) => ({ place: where, share: micros / all }))
    .sort((one, other) => other.share - one.share);
}

/** Profiles a process started with `inspectArgs` for as long as `seconds`, after `afterSeconds`. */
export async function profileFor(port: number, afterSeconds: number, seconds: number): Promise<Profile> {
  await pause(afterSeconds * 1_000);
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
    webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(targets[0]?.webSocketDebuggerUrl ?? '');
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', reject, { once: true });
  });
  let lastId = 0;
  const ask = (method: string, params: object = {}) =>
    new Promise<{ profile?: Profile }>((resolve) => {
      const id = ++lastId;
      const hear = ({ data }: MessageEvent) => {
        const answer = JSON.parse(String(data)) as { id?: number; result?: { profile?: Profile } };
        if (answer.id !== id) return;
        socket.removeEventListener('message', hear);
        resolve(answer.result ?? {});
      };
      socket.addEventListener('message', hear);
      socket.send(JSON.stringify({ id, method, params }));
    });
  await ask('Profiler.enable');
  await ask('Profiler.setSamplingInterval', { interval: 400 });
  await ask('Profiler.start');
  await pause(seconds * 1_000);
  const { profile } = await ask('Profiler.stop');
  socket.close();
  if (!profile) throw new Error('the profiler gave no profile');
  return profile;
}

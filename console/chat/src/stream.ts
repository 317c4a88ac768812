// The stream that says when to look again. It goes on after the last id it saw; a stream that falls silent is opened anew.

const SILENT_MS = 40_000;
const LONGEST_WAIT_MS = 20_000;

export type StreamPorts = {
  url: string;
  headers(): Record<string, string>;
  embedded: boolean;
  hear(event: 'change' | 'resync' | 'typing'): void;
  onState(isOpen: boolean): void;
  /** We are not known (any more). */
  onUnknown(): Promise<void>;
};

export function openStream({ url, headers, embedded, hear, onState, onUnknown }: StreamPorts): {
  retry(): void;
} {
  let lastId: string | null = null;
  let failures = 0;
  let hurry = () => {};

  async function run(): Promise<never> {
    for (;;) {
      await once();
      onState(false);
      failures += 1;
      const waitMs = Math.min(LONGEST_WAIT_MS, 500 * 2 ** Math.min(failures, 6));
      await new Promise<void>((resolve) => {
        hurry = resolve;
        window.setTimeout(resolve, waitMs * (0.5 + Math.random() / 2));
      });
    }
  }

  async function once(): Promise<void> {
    const ending = new AbortController();
    let watch = 0;
    const stillThere = () => {
      window.clearTimeout(watch);
      watch = window.setTimeout(() => ending.abort(), SILENT_MS);
    };
    try {
      stillThere();
      const response = await fetch(url, {
        headers: { ...headers(), ...(lastId === null ? {} : { 'last-event-id': lastId }) },
        credentials: embedded ? 'omit' : 'same-origin',
        cache: 'no-store',
        signal: ending.signal,
      });
      if (response.status === 401) await onUnknown();
      if (!response.ok || response.body === null) return;
      failures = 0;
      onState(true);
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (;;) {
        const { value, done } = await reader.read();
        if (done) return;
        stillThere();
        const blocks = (rest + value).split('\n\n');
        rest = blocks.pop() ?? '';
        for (const block of blocks) take(block);
      }
    } catch {
      // Broken off; it is opened again.
    } finally {
      window.clearTimeout(watch);
      ending.abort();
    }
  }

  function take(block: string): void {
    const field = (name: string) =>
      block
        .split('\n')
        .find((line) => line.startsWith(`${name}: `))
        ?.slice(name.length + 2);
    lastId = field('id') ?? lastId;
    const event = field('event');
    if (event === 'change' || event === 'resync' || event === 'typing') hear(event);
  }

  void run();
  return { retry: () => hurry() };
}

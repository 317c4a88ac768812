// An OpenAI-compatible endpoint that answers as the test says: a proposal, rubbish, an error, or nothing at all.
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Behaviour =
  | { kind: 'proposes'; value: unknown }
  | { kind: 'says'; body: string; status?: number; contentType?: string }
  | { kind: 'hangs' }
  | { kind: 'drips' };

export type FakeEndpoint = {
  baseUrl: string;
  /** Bodies of the requests, oldest first. */
  asked: { path: string; body: string; bytes: Buffer }[];
  behave(behaviour: Behaviour | ((body: string) => Behaviour)): void;
  /** Resolves when the next request has come in whole. */
  nextAsked(): Promise<void>;
  close(): Promise<void>;
};

export async function startFakeEndpoint(): Promise<FakeEndpoint> {
  const asked: FakeEndpoint['asked'] = [];
  const open = new Set<ServerResponse>();
  const waiting: (() => void)[] = [];
  let behaviour: Behaviour | ((body: string) => Behaviour) = { kind: 'hangs' };
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      asked.push({ path: request.url ?? '', body, bytes: Buffer.concat(chunks) });
      for (const heard of waiting.splice(0)) heard();
      open.add(response);
      response.on('close', () => open.delete(response));
      answer(response, typeof behaviour === 'function' ? behaviour(body) : behaviour);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    asked,
    behave(next) {
      behaviour = next;
    },
    nextAsked: () => new Promise((resolve) => waiting.push(resolve)),
    close: () => {
      for (const response of open) response.destroy();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function answer(response: ServerResponse, behaviour: Behaviour): void {
  switch (behaviour.kind) {
    case 'hangs':
      return;
    case 'drips':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"id":"x","choices":[');
      return;
    case 'says':
      response.writeHead(behaviour.status ?? 200, {
        'content-type': behaviour.contentType ?? 'application/json',
      });
      response.end(behaviour.body);
      return;
    case 'proposes':
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(toolCall(behaviour.value)));
  }
}

function toolCall(value: unknown) {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_790_000_000,
    model: 'fake',
    choices: [
      {
        index: 0,
        finish_reason: 'tool_calls',
        message: {
          role: 'assistant',
          content: null,
          tool_calls: [
            {
              id: 'call_1',
              type: 'function',
              function: {
                name: 'propose',
                arguments: typeof value === 'string' ? value : JSON.stringify(value),
              },
            },
          ],
        },
      },
    ],
    usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  };
}

/** A proposal with nothing in it. */
export const nothingProposed = {
  intents: [],
  faults: [],
  areas: [],
  hazards: [],
  acts: [],
  choice: null,
  answer: null,
};

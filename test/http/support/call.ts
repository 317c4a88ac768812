// Calls the API as a program of another house would, and checks every answer against the shape the document promises.
import { connect } from 'node:net';
import { z } from 'zod';
import { routes } from '../../../src/http/api/routes.ts';
import { problemView } from '../../../src/http/api/schemas.ts';
import { TOKEN } from './desk.ts';

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into field by field, after their shape was checked
export type Called = { status: number; headers: Headers; body: any; text: string };

export type CallOptions = {
  token?: string | null;
  body?: unknown;
  raw?: string | Uint8Array;
  headers?: Record<string, string>;
};

export async function call(desk: { url: string }, line: string, options: CallOptions = {}): Promise<Called> {
  const [method = 'GET', path = '/'] = line.split(' ');
  const { token = TOKEN, body, raw, headers = {} } = options;
  const response = await fetch(`${desk.url}/api/v1${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(raw !== undefined
      ? { body: raw as BodyInit }
      : body === undefined
        ? {}
        : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const called = {
    status: response.status,
    headers: response.headers,
    body: isJson && text !== '' ? JSON.parse(text) : null,
    text,
  };
  if (method !== 'HEAD') checkShape(method, path, called);
  return called;
}

function checkShape(method: string, path: string, { status, headers, body }: Called): void {
  if (status >= 400) {
    if (!headers.get('content-type')?.startsWith('application/problem+json'))
      throw new Error(`${status} is no problem+json`);
    const problem = problemView.parse(body);
    if (problem.status !== status)
      throw new Error(`the problem says ${problem.status}, the answer ${status}`);
    return;
  }
  const route = routes.find((each) => each.method === method.toLowerCase() && matches(each.path, path));
  if (route && route.answer instanceof z.ZodType) route.answer.parse(body);
}

function matches(template: string, path: string): boolean {
  return new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path.split('?')[0] ?? '');
}

/** Writes bytes on the bare wire and reads until the server closes. */
export function wire(port: number, text: string | readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('close', () => resolve(answer));
    // The server may close while we still write; what it said before counts.
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (answer === '' && error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    for (const part of typeof text === 'string' ? [text] : text) socket.write(part);
  });
}

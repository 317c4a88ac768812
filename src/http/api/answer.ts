// What a handler gives back, before it becomes HTTP.
import type { Response } from 'express';
import { type Problem, sendProblem } from '../problem.ts';

export type ApiAnswer =
  /** `text` is the JSON as sent, so that a repeated call gets the same bytes. */
  | { kind: 'json'; status: number; text: string; version: number | null; replayed?: boolean }
  /** `rows`: lines about people in it, where they are counted. */
  | { kind: 'file'; bytes: Uint8Array; contentType: string; fileName: string; rows?: number }
  /** To be read and printed in place; nothing in it may run or reach out. */
  | { kind: 'page'; html: string; rows?: number }
  | { kind: 'problem'; problem: Problem };

export type JsonAnswer = Extract<ApiAnswer, { kind: 'json' }>;

export function json(body: object, version: number | null = null): JsonAnswer {
  return { kind: 'json', status: 200, text: JSON.stringify(body), version };
}

export function declined(problem: Problem): ApiAnswer {
  return { kind: 'problem', problem };
}

export function sendAnswer(response: Response, answer: ApiAnswer): void {
  switch (answer.kind) {
    case 'json':
      if (answer.version !== null) response.set('etag', etag(answer.version));
      if (answer.replayed) response.set('idempotency-replayed', 'true');
      // Never 304: a photo may have arrived without a new version, which is made for If-Match.
      response.status(answer.status).type('application/json').end(answer.text);
      return;
    case 'file':
      response.set({
        'content-type': answer.contentType,
        'content-disposition': `attachment; filename="${answer.fileName}"`,
        // Even if a browser opens it in place, nothing in it may run or reach out.
        'content-security-policy': "default-src 'none'; sandbox",
        'cross-origin-resource-policy': 'same-origin',
        'accept-ranges': 'none',
      });
      // Bare: Express would look at Range and If-None-Match on its own.
      response.status(200).end(answer.bytes);
      return;
    case 'page':
      response.set({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-modals",
        'cross-origin-resource-policy': 'same-origin',
      });
      response.status(200).end(answer.html);
      return;
    case 'problem':
      sendProblem(response, answer.problem);
  }
}

export function etag(version: number): string {
  return `"${version}"`;
}

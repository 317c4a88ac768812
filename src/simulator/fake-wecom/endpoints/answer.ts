// The shape of a call and of an answer between the HTTP server and the endpoints, and the checks every endpoint shares.
import type { Fault } from '../faults.ts';
import type { World } from '../world.ts';

export type ApiCall = {
  path: string;
  query: URLSearchParams;
  /** The JSON body; an empty object for GET. */
  body: Record<string, unknown>;
  raw: Buffer;
  headers: { contentType: string; range: string | null };
  /** A fault that the endpoint itself has to play (odd pages of sync_msg). */
  fault: Fault | null;
};

export type ApiAnswer =
  /** Some answers say that they are good by what they bring, without an errcode. */
  | {
      json: Record<string, unknown> & { errcode?: number };
      status?: number;
      headers?: Record<string, string>;
    }
  /** For a browser, not for a program. */
  | { page: string }
  | { redirect: string }
  | { bytes: Uint8Array; contentType: string; fileName: string; range: string | null };

export type Endpoint<W = World> = (call: ApiCall, world: W) => ApiAnswer;

export function ok(more: Record<string, unknown> = {}): ApiAnswer {
  return { json: { errcode: 0, errmsg: 'ok', ...more } };
}

/** The message carries a hint and the caller's address, as the real one does: nobody may decide by it. */
export function refuse(errcode: number, errmsg: string): ApiAnswer {
  const more = `more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`;
  return {
    json: { errcode, errmsg: `${errmsg}, hint: [1767225600_10_fake], from ip: 203.0.113.9, ${more}` },
  };
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

export function listOf(value: unknown): unknown[] | null {
  return Array.isArray(value) ? value : null;
}

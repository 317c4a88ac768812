// One HTTP exchange with the platform. Answers values; no URL, token or body ever gets into a code or an error.

export type HttpAnswer =
  | { kind: 'answer'; status: number; headers: Headers; bytes: Uint8Array }
  | { kind: 'too-large' }
  /** `outcomeUnknown`: the platform may have acted on the request although no answer came. */
  | { kind: 'no-answer'; code: string; outcomeUnknown: boolean };

export type HttpRequest = {
  method: 'GET' | 'POST';
  url: string;
  body?: string;
  headers?: Readonly<Record<string, string>>;
  limitBytes: number;
  timeoutMs: number;
  signal?: AbortSignal | undefined;
};

export async function exchange({
  method,
  url,
  body,
  headers = {},
  limitBytes,
  timeoutMs,
  signal,
}: HttpRequest): Promise<HttpAnswer> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body }),
      redirect: 'manual', // following one would carry the access token to another host
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    });
    const bytes = await readLimited(response, limitBytes);
    if (bytes === null) return { kind: 'too-large' };
    return { kind: 'answer', status: response.status, headers: response.headers, bytes };
  } catch (error) {
    if (timeout.aborted) return { kind: 'no-answer', code: 'timeout', outcomeUnknown: true };
    if (signal?.aborted) return { kind: 'no-answer', code: 'aborted', outcomeUnknown: true };
    const code = systemCodeOf(error);
    return { kind: 'no-answer', code, outcomeUnknown: !NEVER_SENT.has(code) };
  }
}

/** Whole body, or null when it is longer than the limit; stops reading there. */
async function readLimited(response: Response, limitBytes: number): Promise<Uint8Array | null> {
  const announced = Number(response.headers.get('content-length') ?? Number.NaN);
  if (response.body === null) return new Uint8Array();
  if (announced > limitBytes) {
    await response.body.cancel();
    return null;
  }
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of response.body) {
    total += chunk.byteLength;
    if (total > limitBytes) return null; // leaving the loop cancels the stream
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, total);
}

/** Node's and undici's names for failures before the first byte left. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

function systemCodeOf(error: unknown): string {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    const code: unknown = 'code' in at ? at.code : undefined;
    if (typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code)) return code;
  }
  return 'network';
}

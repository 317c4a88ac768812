// Asks the server and does deeds. What is refused comes as `Refused`, with words a person can read.

export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly current: unknown;
  constructor(status: number, code: string, words: string, current?: unknown) {
    super(words);
    this.status = status;
    this.code = code;
    this.current = current;
  }
}

const UPLOAD_MS = 60_000;

let formToken = '';
let onSignedOut = () => {};

export function keepFormToken(token: string): void {
  formToken = token;
}

export function whenSignedOut(listener: () => void): void {
  onSignedOut = listener;
}

/** Reads are done by the page itself again and again, so they do not count as somebody working. */
export function read<T>(path: string): Promise<T> {
  return call<T>('GET', path, undefined, { 'x-background': '1' });
}

/** `version` is what the page showed: a newer state is answered with 409 and comes along. The same deed twice under one key is done once. */
export function deed<T>(path: string, body: object = {}, version?: number, key?: string): Promise<T> {
  return call<T>('POST', path, body, {
    'x-form-token': formToken,
    ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
    ...(key === undefined ? {} : { 'idempotency-key': key }),
  });
}

/** A file as it is. */
export function sendFile<T>(path: string, file: File): Promise<T> {
  return call<T>('POST', path, file, { 'x-form-token': formToken });
}

/** A file that is given once: kept where downloads are. */
export async function fetchOnce(path: string, version: number): Promise<void> {
  let response: Response;
  try {
    response = await fetch(`/desk/api${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-form-token': formToken,
        'if-match': `"${version}"`,
      },
      body: '{}',
    });
  } catch {
    throw new Refused(0, 'page/offline', '连不上服务器，请检查网络');
  }
  if (!response.ok) throw refusedBy(response.status, parsed(await response.text()));
  const [, name = 'export'] =
    /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '') ?? [];
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** Bytes instead of words, with how much of them is gone (0…1): a photo over a weak network takes its time. */
export function upload(
  path: string,
  bytes: ArrayBuffer,
  { type, key, onProgress }: { type: string; key: string; onProgress: (part: number) => void },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const offline = () => reject(new Refused(0, 'page/offline', '连不上服务器，请检查网络'));
    request.open('POST', `/desk/api${path}`);
    request.timeout = UPLOAD_MS;
    request.setRequestHeader('content-type', type);
    request.setRequestHeader('x-form-token', formToken);
    request.setRequestHeader('idempotency-key', key);
    request.upload.onprogress = ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total);
    request.onerror = offline;
    request.ontimeout = offline;
    request.onload = () => {
      if (request.status === 200) return resolve();
      reject(refusedBy(request.status, parsed(request.responseText)));
    };
    request.send(bytes);
  });
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Something the page says by itself; nobody need have touched it. */
export function tell(path: string, body: object): void {
  void call('POST', path, body, { 'x-form-token': formToken, 'x-background': '1' }).catch(() => {});
}

async function call<T>(
  method: string,
  path: string,
  body: object | File | undefined,
  headers: Record<string, string>,
): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/desk/api${path}`, {
      method,
      ...(body instanceof File
        ? { headers: { ...headers, 'content-type': 'application/octet-stream' }, body }
        : body === undefined
          ? { headers }
          : { headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch {
    throw new Refused(0, 'page/offline', '连不上服务器，请检查网络');
  }
  const said = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (response.ok) return said as T;
  throw refusedBy(response.status, said);
}

function refusedBy(status: number, said: Record<string, unknown>): Refused {
  const code = String(said.code ?? 'page/unknown');
  if (code === 'desk/signed-out') onSignedOut();
  return new Refused(status, code, wordsOf(code, said), said.current);
}

/** Most refusals are worded by the house; what programs are told in English is said here for people. */
function wordsOf(code: string, said: Record<string, unknown>): string {
  const words = String(said.detail ?? '');
  if (/[\u4e00-\u9fff]/.test(words)) return words;
  if (code === 'api/bad-body') return '填写的内容不完整或太长，请看一下再试';
  if (code === 'http/fault') return '服务器出了点问题，已经记下来了，请稍后再试';
  if (code === 'http/not-now' || code.startsWith('storage/')) return '服务器正忙，请稍后再试';
  return '没有成功，请刷新后再试';
}

export function wordsFor(error: unknown): string {
  return error instanceof Error ? error.message : '没有成功，请再试一次';
}

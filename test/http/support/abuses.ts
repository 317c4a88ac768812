// What strangers put on the wire to see what happens, with the statuses that may come back.

export type Abuse = [what: string, bytes: string, statuses: number[]];

export function requestsOf(token: string) {
  const auth = authOf(token);
  const get = (target: string, headers = '') =>
    `GET ${target} HTTP/1.1\r\nHost: x\r\n${auth}${headers}Connection: close\r\n\r\n`;
  const post = (headers: string, body: string) =>
    `POST /api/v1/tickets/x/accept HTTP/1.1\r\nHost: x\r\n${auth}Connection: close\r\n${headers}\r\n${body}`;
  const asJson = (body: string) =>
    post(`Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`, body);
  return { get, post, asJson };
}

export function abuses(token: string): Abuse[] {
  const { get, post, asJson } = requestsOf(token);
  return [
    ['a header of 20 KiB', get('/api/v1/tickets', `X-Big: ${'x'.repeat(20_000)}\r\n`), [431]],
    ['an address of 20 KiB', get(`/api/v1/tickets?${'x'.repeat(20_000)}`), [431]],
    ['10 000 parameters', get(`/api/v1/tickets?${'a&'.repeat(10_000)}`), [431]],
    ['3 000 parameters', get(`/api/v1/tickets?${'a=1&'.repeat(3_000)}`), [400]],
    ['1 000 parameters and then a filter', get(`/api/v1/tickets?${'a=1&'.repeat(1_000)}status=new`), [400]],
    ['array parameters', get('/api/v1/tickets?status[]=new'), [400]],
    ['nested parameters', get('/api/v1/tickets?status[$ne]=new'), [400]],
    ['a null byte', get('/api/v1/tickets/%00'), [404]],
    ['a bare null byte', get('/api/v1/tickets/\u0000'), [400]],
    ['a percent sign of nothing', get('/api/v1/tickets/%zz'), [400]],
    ['half a character', get('/api/v1/tickets/%e4%bd'), [400]],
    ['double encoding', get('/api/v1/tickets/%252e%252e%252fconversations'), [404]],
    ['two slashes', get('//api/v1/tickets'), [404]],
    ['two slashes within', get('/api/v1//tickets'), [404]],
    ['dots', get('/api/v1/conversations/../tickets'), [404]],
    ['dots and a semicolon', get('/api/v1/conversations/..;/tickets'), [404]],
    ['encoded dots', get('/api/v1/attachments/%2e%2e%2f%2e%2e%2fdesk.db'), [404]],
    ['a trailing slash', get('/api/v1/tickets/'), [404]],
    ['another case', get('/api/v1/Tickets'), [404]],
    ['a name of an object', get('/api/v1/__proto__'), [404]],
    ['a file', get('/package.json'), [404]],
    ['a target that is no path', get('tickets'), [400, 404]],
    ['an asterisk', 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', [400, 404]],
    ['an address of another scheme', get('ftp://x/api/v1/tickets'), [400, 404]],
    ['TRACE', `TRACE /api/v1/tickets HTTP/1.1\r\nHost: x\r\n${authOf(token)}\r\n`, [405]],
    ['CONNECT', 'CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n\r\n', [405]],
    ['an unknown method', 'BREW /api/v1/tickets HTTP/1.1\r\nHost: x\r\n\r\n', [400]],
    ['no host', `GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n`, [400]],
    ['two hosts', 'GET /healthz HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n', [400]],
    ['no HTTP at all', '\u0016\u0003\u0001\u0002\u0000', [400]],
    ['a header line that goes on', get('/api/v1/tickets', 'X-A: 1\r\n folded\r\n'), [400]],
    ['a header with a control character', get('/api/v1/tickets', 'X-A: a\u0001b\r\n'), [400]],
    [
      'two lengths',
      post('Content-Type: application/json\r\nContent-Length: 2\r\nContent-Length: 3\r\n', '{}'),
      [400],
    ],
    [
      'a length and chunks',
      post(
        'Content-Type: application/json\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n',
        '0\r\n\r\n',
      ),
      [400],
    ],
    ['a negative length', post('Content-Type: application/json\r\nContent-Length: -1\r\n', '{}'), [400]],
    ['a length of words', post('Content-Type: application/json\r\nContent-Length: ten\r\n', '{}'), [400]],
    [
      'chunks coded twice',
      post('Content-Type: application/json\r\nTransfer-Encoding: chunked, identity\r\n', '0\r\n\r\n'),
      [400],
    ],
    [
      'an expectation',
      post('Content-Type: application/json\r\nExpect: miracles\r\nContent-Length: 2\r\n', '{}'),
      [417],
    ],
    [
      'a body longer than announced',
      post('Content-Type: application/json\r\nContent-Length: 2\r\n', '{}{"onBehalfOf":"a"}'),
      [400],
    ],
    [
      '300 KiB announced',
      post(`Content-Type: application/json\r\nContent-Length: ${300 * 1024}\r\n`, '{'),
      [413],
    ],
    [
      'a gigabyte announced',
      post('Content-Type: application/json\r\nContent-Length: 1073741824\r\n', '{'),
      [413],
    ],
    [
      '300 KiB in chunks',
      post(
        'Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n',
        `${(300 * 1024).toString(16)}\r\n${'x'.repeat(300 * 1024)}\r\n0\r\n\r\n`,
      ),
      [413],
    ],
    ['brackets 10 000 deep', asJson(`${'['.repeat(10_000)}${']'.repeat(10_000)}`), [422]],
    ['objects 10 000 deep', asJson(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`), [422]],
    ['a field deep inside', asJson(`{"onBehalfOf":${'['.repeat(10_000)}${']'.repeat(10_000)}}`), [422]],
    ['a name twice', asJson('{"onBehalfOf":"a","onBehalfOf":"b"}'), [400]],
    ['the prototype', asJson('{"__proto__":{"onBehalfOf":"a"}}'), [422]],
    ['the constructor', asJson('{"constructor":{"prototype":{"x":1}}}'), [422]],
    ['a number beyond numbers', asJson('{"onBehalfOf":1e999}'), [422]],
    ['half a JSON', asJson('{"a"'), [400]],
    [
      'ten thousand fields',
      asJson(`{${Array.from({ length: 10_000 }, (_, n) => `"f${n}":1`).join()}}`),
      [422],
    ],
  ];
}

const authOf = (token: string) => `Authorization: Bearer ${token}\r\n`;

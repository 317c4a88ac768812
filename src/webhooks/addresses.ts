// Where a request may go whose address comes from data: the open internet and nothing else. No network here.
import { BlockList, isIP } from 'node:net';
import { accepted, type Outcome, refused } from '../base/errors.ts';

/** Everything that is not the open internet (IANA special-purpose registries), and one cloud's metadata that lies among public ones. */
const CLOSED_IPV4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const;

/** Only global unicast is open at all: loopback, link-local, unique local, mapped and translated forms all lie outside. */
const OPEN_IPV6 = ['2000::', 3] as const;
/** Within it: what stands for an IPv4 address (Teredo, 6to4), and what is for documents and benchmarks. */
const CLOSED_IPV6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
] as const;

const closedV4 = listOf(CLOSED_IPV4, 'ipv4');
const openV6 = listOf([OPEN_IPV6], 'ipv6');
const closedV6 = listOf(CLOSED_IPV6, 'ipv6');

function listOf(rows: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of rows) list.addSubnet(net, prefix, family);
  return list;
}

/** False for whatever is no plain address: zones, ports and other decoration are not looked through. */
export function isOpenAddress(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !closedV4.check(address, 'ipv4');
    case 6:
      return !address.includes('%') && openV6.check(address, 'ipv6') && !closedV6.check(address, 'ipv6');
    default:
      return false;
  }
}

export function isLoopback(address: string): boolean {
  return (isIP(address) === 4 && address.startsWith('127.')) || address === '::1';
}

const LONGEST_URL = 2_000;
/** Below lie mail, databases of old and everything else that answers to nobody's webhook. */
const FIRST_FREE_PORT = 1024;

const bad = (say: string) => refused('webhooks/bad-url', say);

/** An address somebody has typed. `loopback`: this machine and plain HTTP to it are allowed, for tests. */
export function readAddress(text: string, { loopback }: { loopback: boolean }): Outcome<URL> {
  if (text.length > LONGEST_URL || !URL.canParse(text))
    return bad('请填完整的网址，例如 https://example.com/hook');
  const url = new URL(text);
  const host = hostOf(url);
  const isHere = loopback && (isLoopback(host) || host === 'localhost');
  if (url.protocol !== 'https:' && !(isHere && url.protocol === 'http:'))
    return bad('网址要以 https:// 开头，内容才不会在路上被人看到');
  if (url.username !== '' || url.password !== '') return bad('网址里请不要带用户名和密码');
  if (url.hash !== '') return bad('网址里请不要带 # 后面的部分');
  if (url.port !== '' && url.port !== '443' && Number(url.port) < FIRST_FREE_PORT)
    return bad('端口请用 443，或者 1024 以上的');
  if (isIP(host) !== 0 && !isHere && !isOpenAddress(host))
    return refused('webhooks/closed-address', '这个地址在内网或本机，请填外面能访问的网址');
  return accepted(url);
}

/** Without the brackets of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}

// Where a caller sits, for limits that count by address. Judged by the socket; a proxy of ours is believed about whom it brings.
import { BlockList, isIP, isIPv4 } from 'node:net';
import type { Request } from 'express';

/** Addresses no stranger on the internet calls from; a proxy of the same house does. */
const ourOwn = new BlockList();
for (const [net, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  ourOwn.addSubnet(net, bits, 'ipv4');
ourOwn.addAddress('::1', 'ipv6');
ourOwn.addSubnet('fc00::', 7, 'ipv6');

/** IPv6 is given out by the network of 64 bits: one address of it is as good as another. */
export function callerAddress({ socket, headers }: Pick<Request, 'socket' | 'headers'>): string {
  const direct = plain(socket.remoteAddress ?? '');
  const named = headers['x-forwarded-for'];
  // The nearest proxy writes at the end; what stands before is whatever the caller liked to say.
  const last = typeof named === 'string' ? plain(named.split(',').at(-1)?.trim() ?? '') : '';
  const isBrought = isIP(direct) !== 0 && ourOwn.check(direct, isIPv4(direct) ? 'ipv4' : 'ipv6');
  return networkOf(isBrought && isIP(last) !== 0 ? last : direct);
}

function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').toLowerCase();
}

function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const missing = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...Array.from({ length: missing }, () => '0'), ...after];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

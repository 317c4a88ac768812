import { describe, expect, it } from 'vitest';
import { callerAddress } from '../../src/http/caller-address.ts';

const from = (remoteAddress: string | undefined, named?: string | string[]) =>
  callerAddress({
    socket: { remoteAddress } as never,
    headers: named === undefined ? {} : { 'x-forwarded-for': named as string },
  });

describe('where a caller sits', () => {
  it.each([
    ['the socket says', '203.0.113.7', undefined, '203.0.113.7'],
    ['a stranger’s header is not believed', '203.0.113.7', '198.51.100.1', '203.0.113.7'],
    ['our proxy is', '127.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['in a container, too', '::ffff:172.17.0.1', '198.51.100.1', '198.51.100.1'],
    ['what the caller put in front is not', '127.0.0.1', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
    ['no address is none', '127.0.0.1', 'x y', '127.0.0.1'],
    ['an empty header', '127.0.0.1', '', '127.0.0.1'],
    ['a network of IPv6 counts as one', '127.0.0.1', '2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['written short, too', '127.0.0.1', '2001:db8::9', '2001:db8:0:0::/64'],
    ['nobody', undefined, undefined, ''],
  ])('%s', (_what, socket, header, expected) => {
    expect(from(socket, header)).toBe(expected);
  });
});

import { describe, expect, it } from 'vitest';
import { isServiceAddress } from '../../../src/channels/bot-framework/hosts.ts';

const HOSTS = ['.botframework.com', 'smba.trafficmanager.net'];

describe('where we go with our token', () => {
  it.each(['https://directline.botframework.com/', 'https://smba.trafficmanager.net/apac/'])(
    '%s',
    (address) => {
      expect(isServiceAddress(address, HOSTS)).toBe(true);
    },
  );

  it.each([
    ['another host', 'https://evil.example/'],
    ['a name that ends alike', 'https://evilbotframework.com/'],
    ['a host below one that stands alone', 'https://evil.smba.trafficmanager.net/'],
    ['its name as a user', 'https://directline.botframework.com@evil.example/'],
    ['its name with a password', 'https://a:b@directline.botframework.com/'],
    ['plain http', 'http://directline.botframework.com/'],
    ['this machine, unless it is listed', 'http://127.0.0.1:80/'],
    ['no address', 'directline.botframework.com'],
  ])('not %s', (_, address) => {
    expect(isServiceAddress(address, HOSTS)).toBe(false);
  });

  it('this machine where it is listed, for a stand-in', () => {
    expect(isServiceAddress('http://127.0.0.1:8080/', ['127.0.0.1'])).toBe(true);
    expect(isServiceAddress('http://192.168.0.1/', ['192.168.0.1'])).toBe(false);
  });
});

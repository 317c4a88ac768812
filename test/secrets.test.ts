// Nothing in the repository that must not leave a machine: keys, real telephone numbers, paths and hosts of whoever wrote it.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = new URL('../', import.meta.url).pathname;
// Tracked files and those about to be.
const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\0')
  .filter((file) => file !== '' && !/\.(png|jpe?g|webp|amr|mp4|pdf|ico|woff2?)$/.test(file));

type Finding = { what: string; pattern: RegExp; allowed?: (found: string, file: string) => boolean };

const findings: Finding[] = [
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/g },
  {
    what: 'a key of a cloud or model service',
    pattern:
      /\b(?:sk-[A-Za-z0-9_-]{20,}|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30,}|LTAI[A-Za-z0-9]{12,})\b/g,
  },
  { what: 'a token in an address', pattern: /\baccess_token=[A-Za-z0-9_-]{40,}/g },
  {
    what: 'an EncodingAESKey',
    pattern: /(?<![A-Za-z0-9+/=_-])[A-Za-z0-9]{43}(?![A-Za-z0-9+/=_-])/g,
    // Made-up keys belong to tests and to the played platform only.
    allowed: (_found, file) => /^(test|src\/simulator)\//.test(file) || file === 'package-lock.json',
  },
  {
    what: 'a mobile number that may be real',
    pattern: /(?<![0-9A-Za-z.])1[3-9][0-9]{9}(?![0-9A-Za-z])/g,
    allowed: (found) => isMadeUp(found),
  },
  { what: 'a path of one machine', pattern: /(?<![\w./])\/(?:root|work|home\/\w+|Users\/\w+)\/\w/g },
  {
    what: 'a package from somewhere else than the public registry',
    pattern: /"resolved"\s*:\s*"(?!https:\/\/registry\.npmjs\.org\/)[^"]+"/g,
  },
  {
    what: 'a registry of one machine',
    pattern: /^\s*(?:@\S+:)?registry\s*=.*$/gm,
    allowed: (_found, file) => !file.endsWith('.npmrc'),
  },
];

/** 138 0000 1234, 13800138000, 13912345678, 13911112222: nobody takes these for a neighbour's. */
function isMadeUp(number: string): boolean {
  const rest = number.slice(3);
  // The nonce of the platform's own published example happens to have eleven digits.
  if (number === '13726231491') return true;
  return (
    rest.startsWith('0000') ||
    '0123456789'.includes(rest) ||
    /^(1\d\d)00(?:\1)000$/.test(number) ||
    new Set(rest).size <= 3
  );
}

function found(file: string, text: string): string[] {
  return findings.flatMap(({ what, pattern, allowed }) =>
    [...text.matchAll(pattern)]
      .filter((match) => !allowed?.(match[0], file))
      .map((match) => `${file}:${text.slice(0, match.index).split('\n').length} holds ${what}`),
  );
}

describe('the repository', () => {
  it('has files to look at', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files).toContain('package-lock.json');
  });

  it('holds no secret, no real number and no trace of one machine', () => {
    expect(files.flatMap((file) => found(file, readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });

  it('keeps data, .env and all reports but the two that pages are made from out', () => {
    const kept = files.filter((file) => /^(data|reports)\/|(^|\/)\.env$/.test(file));
    expect(kept.sort()).toEqual(['reports/bench.json', 'reports/population.json', 'reports/prove.json']);
  });
});

describe('the search', () => {
  // Put together here, so that this file does not find itself.
  it.each([
    ['a private key', `-----BEGIN RSA ${'PRIVATE'} KEY-----`],
    ['a key of a cloud or model service', `sk-${'a1B2'.repeat(8)}`],
    ['a token in an address', `?access_token=${'x1'.repeat(30)}`],
    ['an EncodingAESKey', `key: ${'a1B'.repeat(14)}z`],
    ['a mobile number that may be real', `电话${'1371'}5928364`],
    ['a path of one machine', `see /${'home'}/someone/notes`],
    ['a path of one machine', `"/${'root'}/x"`],
    [
      'a package from somewhere else than the public registry',
      `"resolved"${':'} "http://${'mirror'}.local/x.tgz"`,
    ],
  ])('finds %s', (what, text) => {
    expect(found('docs/page.md', text)).toEqual([`docs/page.md:1 holds ${what}`]);
  });

  it.each([
    '13800001234',
    '13800138000',
    '13912345678',
    '13911112222',
    'https://work.weixin.qq.com/kf',
    './deploy/x',
    '1767225600000',
  ])('leaves %s alone', (text) => {
    expect(found('docs/page.md', text)).toEqual([]);
  });
});

// The short version of every part of `npm run prove` that no other suite plays; the channel's, which mostly waits, has a file of its own.
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parts } from './parts/index.ts';
import { proveShort } from './short.ts';

it.each(parts.flatMap((part) => (part.shortIn === undefined ? [] : [[part.name, part.shortIn] as const])))(
  'the short version of %s is %s',
  (_name, suite) => {
    expect(existsSync(suite)).toBe(true);
  },
);

proveShort(parts.filter((part) => part.shortIn === undefined));

// The short version of the channel's part of `npm run prove`: it mostly waits, so it is not in a row with the others.
import { channel } from './parts/channel.ts';
import { proveShort } from './short.ts';

proveShort([channel]);

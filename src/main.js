// The entrance. Everything compiled at an earlier start is taken from the code cache, so the real start comes after it: start.ts.
// The one file in plain JavaScript: whatever is TypeScript here would bring the engine's translator into the process, 13 MiB that
// nobody needs once the cache is full.
import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';

// With gigabytes free the engine lets its heap grow to a multiple of what lives in it before it looks for the dead, and gives the pages
// back late: under a flood on a busy machine 335 MiB of heap and 605 MiB resident where 110 live; with two fifths of the living on top, 180 and 370.
setFlagsFromString('--heap-growing-percent=40');

// Beside the packages and not in the common temporary folder: whoever can write the cache can write the program.
// Where it cannot be written (a read-only installation) a start takes longer, nothing else.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/desk'));
await import('./start.ts');
flushCompileCache();

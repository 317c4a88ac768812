// The entrance. Everything compiled at an earlier start is taken from the code cache, so the real start comes after it: start.ts.
import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';

// Beside the packages and not in the common temporary folder: whoever can write the cache can write the program.
// Where it cannot be written (a read-only installation) a start takes longer, nothing else.
enableCompileCache(join(import.meta.dirname, '../node_modules/.cache/desk'));
await import('./start.ts');
flushCompileCache();

// Compiled code of the processes that tests start, kept for the whole run: what one has compiled, the next of any suite takes over.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FOLDER = 'TEST_COMPILED_FOLDER';

/** For the process that starts the suites; the returned function takes it away. */
export function shareCompiledCode(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'desk-compiled-'));
  process.env[FOLDER] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/** For the environment of a process that is started. */
export function compiledCode(): { NODE_COMPILE_CACHE: string } {
  // Whoever starts none of the suites has a folder of their own.
  if (!process.env[FOLDER]) process.on('exit', shareCompiledCode());
  return { NODE_COMPILE_CACHE: String(process.env[FOLDER]) };
}

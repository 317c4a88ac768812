// Once per run of vitest: places for what suites share, and their end.
import { shareCompiledCode } from './compiled-code.ts';
import { sharePostgres } from './postgres-server.ts';

export default function setup(): () => void {
  const ends = [sharePostgres(), shareCompiledCode()];
  return () => {
    for (const end of ends) end();
  };
}

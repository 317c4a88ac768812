// Once per run of vitest: a place for what suites share, and its end.
import { sharePostgres } from './postgres-server.ts';

export default function setup(): () => void {
  return sharePostgres();
}

// What the engine did in a turn, for tests, `--why` and the audit. Ids and names only, never a resident's words.
import type { Ending } from './types.ts';

export type TraceEntry =
  | { type: 'flow-started'; flow: string; ref: string }
  | { type: 'flow-reopened'; flow: string; ref: string }
  | { type: 'flow-ended'; flow: string; ref: string; ending: Ending }
  | { type: 'flow-mended'; flow: string; kept: boolean }
  | { type: 'step'; flow: string; step: string }
  | { type: 'branch'; flow: string; step: string; taken: 'then' | 'else' }
  | { type: 'filled'; flow: string; slot: string }
  | { type: 'corrected'; flow: string; path: string }
  | { type: 'refused'; flow: string; slot: string; by: string }
  | { type: 'kept'; entity: string }
  | { type: 'stale-menu' }
  | { type: 'unclear'; count: number }
  | { type: 'ended-by-guard'; flow: string };

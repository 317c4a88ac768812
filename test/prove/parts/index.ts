// Every part of the proof, in the order a full run takes them.
import type { Part } from '../proof.ts';
import { backlog } from './backlog.ts';
import { channel } from './channel.ts';
import { conversations } from './conversations.ts';
import { crash, places } from './crash.ts';
import { defects } from './defects.ts';
import { disk } from './disk.ts';
import { duplicates } from './duplicates.ts';
import { forged } from './forged.ts';
import { fsync } from './fsync.ts';
import { order } from './order.ts';
import { restarts } from './restarts.ts';
import { stores } from './stores.ts';
import { timers } from './timers.ts';

export const parts: readonly Part[] = [
  fsync,
  duplicates,
  forged,
  disk,
  backlog,
  timers,
  restarts,
  channel,
  order,
  stores,
  defects,
  places,
  conversations,
  crash,
];

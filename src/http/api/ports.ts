// What the API needs of the house.
import type { Clock } from '../../base/clock.ts';
import type { Ids } from '../../base/ids.ts';
import type { Logger } from '../../base/log.ts';
import type { ChannelId, SessionControl } from '../../channels/contract.ts';
import type { Cover } from '../../config/config.ts';
import type { RateLimits } from '../../signals/contract.ts';
import type { Store } from '../../storage/contract.ts';
import type { MediaStore } from '../../storage/media-contract.ts';
import type { House } from '../../tickets/house.ts';
import type { Metrics } from '../metrics.ts';

export type ApiPorts = {
  store: Store;
  house: House;
  log: Logger;
  clock: Clock;
  ids: Ids;
  metrics: Metrics;
  /** Null = closed to tokens. */
  apiToken: string | null;
  /** Counts wrong tokens over all processes; absent = each counts for itself. */
  rateLimits?: RateLimits;
  /** Where sealed files lie. */
  files: MediaStore;
  /** Sessions of a platform that keeps them; absent = nowhere. */
  sessions?(channel: ChannelId): SessionControl | null;
  /** How many must be on duty; a roster that is brought in is held to it. */
  cover?: readonly Cover[];
  /** Approved wordings that people may say as they stand; absent = nobody says any. */
  phrases?(): readonly { key: string; text: string }[];
  /** For tests: webhooks may go to this machine. */
  webhookLoopback?: boolean;
  /** Rings whoever works on rows; called after every deed that was done. */
  onWork(): void;
  /** Tells open pages that a deed has changed something about what the address named. */
  announce?(kind: string, of: Readonly<Record<string, unknown>>): void;
};

// What the pages of residents need of the house.
import type { Clock } from '../../base/clock.ts';
import type { Ids } from '../../base/ids.ts';
import type { Logger } from '../../base/log.ts';
import type { PageDoor } from '../../channels/contract.ts';
import type { ChannelAccount } from '../../config/config.ts';
import type { VisitorPorts } from '../../intake/visitors.ts';
import type { LiveEvents, RateLimits } from '../../signals/contract.ts';
import type { Store } from '../../storage/contract.ts';
import type { MediaStore } from '../../storage/media-contract.ts';
import type { House } from '../../tickets/house.ts';

export type ChatPorts = {
  store: Store;
  files: MediaStore;
  house: House;
  clock: Clock;
  ids: Ids;
  log: Logger;
  door: PageDoor;
  /** The accounts that are on; the first is meant where a page names none. */
  accounts: readonly ChannelAccount[];
  intake: Pick<VisitorPorts, 'intake' | 'communityOf' | 'hasHazard'>;
  live: LiveEvents;
  limits: RateLimits;
  /** How what was asked was answered, by name of the deed. */
  observe(deed: string, status: number): void;
  publicUrl: string | null;
  /** Built pages: index.html, widget.js and assets. */
  pagesDir: string;
  onWork(): void;
  announce(kind: string, about: { conversationId: string }): void;
};

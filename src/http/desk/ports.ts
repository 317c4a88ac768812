// What the console needs beside what the API needs.
import type { ChannelId, ChannelRules } from '../../channels/contract.ts';
import type { Config } from '../../config/config.ts';
import type { LiveEvents, RateLimits } from '../../signals/contract.ts';
import type { ApiPorts } from '../api/ports.ts';

/** An approved wording that staff may put into a reply. */
export type Phrase = { key: string; text: string };

export type DeskPorts = ApiPorts & {
  publicUrl: string | null;
  live: LiveEvents;
  limits: RateLimits;
  rulesOf(channel: ChannelId): ChannelRules | null;
  phrases(): readonly Phrase[];
  /** What the settings page shows of the configuration. */
  shown: Pick<Config, 'roster' | 'sla' | 'channels' | 'calendar' | 'retention'>;
  /** Where the built pages lie. */
  pagesDir: string;
};

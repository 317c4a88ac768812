// What the console needs beside what the API needs.
import type { ChannelId, ChannelRules, MemberLogin } from '../../channels/contract.ts';
import type { Config } from '../../config/config.ts';
import type { FileLimits } from '../../intake/file-check.ts';
import type { Knowledge } from '../../knowledge/answer.ts';
import type { KnowledgeResult } from '../../knowledge/search.ts';
import type { Replies } from '../../replies/reply.ts';
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
  /** Signing in as a member of the company; absent or null = only by name and password. */
  memberLogin?: MemberLogin | null;
  /** What the bot answers from: as the files have it, and as it is now with what was written over them. */
  knowledge: {
    files(): Knowledge;
    now(): Knowledge;
    replies(): Replies;
    /** What an answer may fill in. */
    fields: readonly string[];
    find(question: string, communityId: string, day: string): KnowledgeResult;
  };
  /** What a photo of the work may be. */
  photoLimits: FileLimits;
  /** What the settings page shows of the configuration. */
  shown: Pick<
    Config,
    'roster' | 'sla' | 'channels' | 'calendar' | 'retention' | 'communities' | 'departments'
  >;
  /** What each channel that is on says of itself. */
  channelStates?(): Record<string, string>;
  /** Where the built pages lie. */
  pagesDir: string;
};

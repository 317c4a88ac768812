// Joins estates, accounts and the pace of answering: names become ids, and what contradicts itself is said.
import type { z } from 'zod';
import type { ChannelsConfig, Community, IntakeConfig } from './config.ts';
import type { channelsFile, intakeFile } from './files/desk.ts';
import { communityOf, type estateFile } from './files/estate.ts';
import type { Lookup } from './names.ts';

export function joinCommunities(rows: z.infer<typeof estateFile>, look: Lookup): Community[] {
  look.unique(
    rows.communities.map((row, index) => ({ path: ['communities', index, 'id'], value: row.id })),
    'id',
  );
  return rows.communities.map((row, index) => {
    const community = communityOf(row);
    const seen = new Set<string>();
    for (const building of community.estate.buildings) {
      if (seen.has(building.id)) {
        look.problem(
          ['communities', index, 'blocks'],
          `building ${building.id} is described twice`,
          'Let the ranges of the blocks not overlap',
        );
      }
      seen.add(building.id);
    }
    for (const [at, { buildings, names }] of row.blocks.entries()) {
      if (names.length > 0 && buildings.length > 1)
        look.problem(
          ['communities', index, 'blocks', at, 'names'],
          'one name cannot stand for several buildings',
          'Give the building that has the name a row of its own',
        );
    }
    return community;
  });
}

export function joinChannels(
  rows: z.infer<typeof channelsFile>,
  communities: readonly Community[],
  look: Lookup,
): ChannelsConfig {
  look.unique(
    rows.accounts.map((row, index) => ({
      path: ['accounts', index, 'account'],
      value: `${row.channel} ${row.account}`,
    })),
    'account',
  );
  for (const [index, row] of rows.accounts.entries()) {
    if (row.handoff === 'native' && row.channel !== 'wecom-kf')
      look.problem(
        ['accounts', index, 'handoff'],
        `"native" is not possible on ${row.channel}`,
        'Only 微信客服 has a client of its own for people; use "console"',
      );
  }
  for (const [index, row] of rows.accounts.entries()) {
    if (row.channel === 'web' && !/^[a-z0-9][a-z0-9-]{0,39}$/.test(row.account))
      look.problem(
        ['accounts', index, 'account'],
        `"${row.account}" can not stand in the address of a chat`,
        'Use small letters, digits and hyphens, such as cuihu',
      );
    if (row.channel !== 'web' && row.embed.length > 0)
      look.problem(
        ['accounts', index, 'embed'],
        `"embed" means nothing on ${row.channel}`,
        'Only the web chat is shown within other sites; remove it',
      );
  }
  return {
    accounts: rows.accounts.map((row, index) => ({
      channel: row.channel,
      accountId: row.account,
      name: row.name,
      communityId: look.community(['accounts', index, 'community'], row.community, communities),
      handoff: row.handoff,
      demo: row.demo,
      embed: row.embed,
    })),
    unlisted: {
      communityId: look.community(['unlisted', 'community'], rows.unlisted.community, communities),
      handoff: rows.unlisted.handoff,
    },
    officialAccount: rows.officialAccount,
  };
}

export function joinIntake(rows: z.output<typeof intakeFile>, look: Lookup): IntakeConfig {
  if (rows.maxBurstMs < rows.burstMs)
    look.problem(['maxBurstMs'], 'is shorter than burstMs', 'Make it at least as long');
  const { imageMb, voiceMb, videoMb, fileMb, megapixels, perHour, fetchSeconds } = rows.media;
  return {
    ...rows,
    listenMs: 0,
    media: {
      bytes: { image: imageMb * MIB, voice: voiceMb * MIB, video: videoMb * MIB, file: fileMb * MIB },
      maxPixels: megapixels * 1_000_000,
      perHour,
      fetchTimeoutMs: fetchSeconds * 1000,
    },
  };
}

const MIB = 1024 * 1024;

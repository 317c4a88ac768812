import { describe, expect, it } from 'vitest';
import { sessionStates } from '../../src/channels/contract.ts';
import { type Conversation, codeMoments } from '../../src/conversations/conversation.ts';
import { believe, CODE_LIFETIME_MS, keepCode, takeCode } from '../../src/conversations/session.ts';

const NOON = 1_767_225_600_000;

function conversation(): Conversation {
  return {
    id: 'c1',
    communityId: 'cuihu',
    residentId: 'r1',
    channel: 'wecom-kf',
    channelAccountId: 'wk-1',
    channelUserId: 'wm-lin',
    owner: { kind: 'bot' },
    epoch: 0,
    activeFlow: null,
    flowState: null,
    lastMessageAt: null,
    lastResidentMessageAt: null,
    welcome: null,
    session: null,
    recalledUnseen: [],
    createdAt: NOON,
    version: 1,
  };
}

const seen = (state: (typeof sessionStates)[number], staffChannelUserId: string | null = null) => ({
  state,
  staffChannelUserId,
});

describe('what is believed of a session', () => {
  it('says since when, who has it and how we know', () => {
    const talk = conversation();
    believe(talk, seen('human', 'XuJing'), 'event', NOON);
    expect(talk.session).toEqual({
      state: 'human',
      staffChannelUserId: 'XuJing',
      sinceAt: NOON,
      source: 'event',
      codes: {},
    });
  });

  it('is not made younger by seeing the same again, and is by another person', () => {
    const talk = conversation();
    believe(talk, seen('human', 'XuJing'), 'event', NOON);
    believe(talk, seen('human', 'XuJing'), 'answer', NOON + 1);
    expect(talk.session).toMatchObject({ sinceAt: NOON, source: 'event' });
    believe(talk, seen('human', 'TangLi'), 'answer', NOON + 2);
    expect(talk.session).toMatchObject({ sinceAt: NOON + 2, source: 'answer', staffChannelUserId: 'TangLi' });
  });
});

describe('a code', () => {
  const stateOf = { queued: 'queue', human: 'human', ended: 'ended' } as const;

  it('lives as long as the documents say', () => {
    const HOUR_MS = 3_600_000;
    expect(CODE_LIFETIME_MS).toEqual({
      welcome: 20_000,
      queued: 48 * HOUR_MS,
      human: 48 * HOUR_MS,
      ended: 20_000,
    });
  });

  it.each(codeMoments)('of the moment “%s” is given out once, until its time is over', (moment) => {
    const talk = conversation();
    believe(talk, seen(stateOf[moment]), 'answer', NOON);
    keepCode(talk, moment, 'code-1', NOON);
    const expiresAt = NOON + CODE_LIFETIME_MS[moment];
    expect(takeCode(talk, moment, expiresAt - 1)).toEqual({ code: 'code-1', expiresAt });
    expect(takeCode(talk, moment, NOON)).toBeNull();
    keepCode(talk, moment, 'code-2', NOON);
    expect(takeCode(talk, moment, expiresAt)).toBeNull();
    expect(takeCode(talk, moment, NOON)).toBeNull();
  });

  it.each(codeMoments.flatMap((moment) => sessionStates.map((state) => [moment, state] as const)))(
    'of “%s” in state %s is kept and given only where it belongs',
    (moment, state) => {
      const talk = conversation();
      believe(talk, seen(state), 'answer', NOON);
      keepCode(talk, moment, 'code', NOON);
      expect(takeCode(talk, moment, NOON) !== null).toBe(stateOf[moment] === state);
    },
  );

  it('goes with the state that made it', () => {
    const talk = conversation();
    believe(talk, seen('human', 'XuJing'), 'answer', NOON);
    keepCode(talk, 'human', 'code', NOON);
    believe(talk, seen('ended'), 'event', NOON + 1);
    believe(talk, seen('human', 'XuJing'), 'event', NOON + 2);
    expect(takeCode(talk, 'human', NOON + 3)).toBeNull();
  });

  it('outlives a transfer: the session is still with a person', () => {
    const talk = conversation();
    believe(talk, seen('human', 'XuJing'), 'answer', NOON);
    keepCode(talk, 'human', 'code', NOON);
    believe(talk, seen('human', 'TangLi'), 'event', NOON + 1);
    expect(takeCode(talk, 'human', NOON + 2)).not.toBeNull();
  });
});

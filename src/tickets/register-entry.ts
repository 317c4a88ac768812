// A line of the register of receptions (客户接待登记表), as the form has it. Types and word lists only.

/** How somebody reached us. */
export const contactWays = [
  'wecom-kf',
  'wecom-app',
  'wechat-oa',
  'web',
  'bot-framework',
  'feishu',
  'dingtalk',
  'phone',
  'walk-in',
  'group',
  'patrol',
  'referred',
] as const;
export type ContactWay = (typeof contactWays)[number];
/** Those somebody must write down, because no machine was there. */
export const waysByHand = ['phone', 'walk-in', 'group', 'patrol', 'referred'] as const;

export const identities = ['owner', 'tenant', 'family', 'visitor', 'shop'] as const;
export const moods = ['calm', 'anxious', 'unhappy', 'agitated'] as const;

/** What people fill in. Sealed: it is about a person, mostly in their own words. */
export type RegisterFacts = {
  place: string | null;
  name: string | null;
  identity: (typeof identities)[number] | null;
  phone: string | null;
  verifiedBy: string | null;
  category: string | null;
  words: string | null;
  facts: string | null;
  mood: (typeof moods)[number] | null;
  paraphrased: boolean | null;
  expectation: string | null;
  advice: string | null;
  solvedAtOnce: boolean | null;
  answer: string | null;
  note: string | null;
  /** The voice of the call is kept somewhere (通话录音). */
  callRecorded: boolean | null;
  /** Who of ours told the resident that it is, and when they put their name to it. */
  recordingTold: { by: string; at: number } | null;
  lateReason: string | null;
  confidential: boolean;
};

export type RegisterEntry = {
  id: string;
  communityId: string;
  /** 登记编号; given when a person enters or confirms the line. */
  code: string | null;
  way: ContactWay;
  conversationId: string | null;
  /** Of a line made by hand; those of a conversation are found through it. */
  ticketId: string | null;
  at: number;
  receptionist: string | null;
  botFirst: boolean;
  enteredBy: string | null;
  enteredAt: number | null;
  /** Entered on a later day than it happened (补录). */
  late: boolean;
  facts: RegisterFacts;
  version: number;
};

export function noFacts(): RegisterFacts {
  return {
    place: null,
    name: null,
    identity: null,
    phone: null,
    verifiedBy: null,
    category: null,
    words: null,
    facts: null,
    mood: null,
    paraphrased: null,
    expectation: null,
    advice: null,
    solvedAtOnce: null,
    answer: null,
    note: null,
    callRecorded: null,
    recordingTold: null,
    lateReason: null,
    confidential: false,
  };
}

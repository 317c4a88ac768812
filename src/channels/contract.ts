// What a channel must do, in types only. Everything else in the house sees channels through this file.
// verify and parse: CallbackDoor · send: Channel.send, which answers with what became of it · how long, how often, how much, and
// with which means (buttons, cards, markdown): ChannelRules, from which the outbox makes a SendingWindow · menus: OutboundContent
// `menu` out, `menuId` in · media: MediaSource · who somebody is: ChannelIdentity. Channels whose messages are fetched have a
// MessageFeed, those that keep sessions a SessionControl. test/contracts/channels/ holds every channel to it.

export const channelIds = [
  'wecom-kf',
  'wecom-app',
  'wechat-oa',
  'web',
  'bot-framework',
  'feishu',
  'dingtalk',
] as const;
export type ChannelId = (typeof channelIds)[number];

/** One thing that came in: words of a person, or an event about the conversation. */
export type InboundItem = {
  channel: ChannelId;
  /** The account it came to (KF: open_kfid). */
  channelAccountId: string;
  /** The platform's id of the resident (KF: external_userid); null when the item is about the account, not a person. */
  channelUserId: string | null;
  /** The platform's own id of the item, unique per account; it alone decides what is a duplicate. */
  channelItemId: string;
  /** When the platform says it was sent. */
  sentAt: number;
  /** Who caused it: the resident, a person of ours in the platform's own client, or the platform. */
  origin: 'resident' | 'staff' | 'system';
  /** The platform's id of the person of ours, where origin is `staff`. */
  staffChannelUserId?: string;
  content: InboundContent;
  /** How this person is written to, where the platform says so with each item; kept sealed with the conversation, read by the channel only. */
  replyTo?: string;
};

export type MediaType = 'image' | 'voice' | 'video' | 'file';

/** Passed on rather than said: its words are somebody else's. The names are the ones people know from WeChat's documents. */
export type SharedContent =
  | { type: 'link'; title: string; url: string; description?: string }
  | { type: 'business_card'; userId: string }
  | { type: 'miniprogram'; title: string; appId: string; pagePath: string }
  /** A menu as it stands on a screen; `items` are the labels. */
  | { type: 'msgmenu'; head: string; items: string[]; tail: string }
  | { type: 'channels'; nickname: string; title: string }
  /** `priceFen`: hundredths of a yuan; null when it was not said. */
  | {
      type: 'channels_shop_product';
      productId: string;
      title: string;
      priceFen: number | null;
      shop: string;
    }
  | {
      type: 'channels_shop_order';
      orderId: string;
      products: string;
      price: string;
      state: string;
      shop: string;
    }
  | { type: 'merged_msg'; title: string; items: MergedItem[]; leftOut: number };

/** One line of a forwarded chat. */
export type MergedItem = {
  /** As the platform says it; null when it does not. */
  sentAt: number | null;
  sender: string;
  content: Exclude<InboundContent, { type: `event.${string}` }>;
};

export type InboundContent =
  /** `briefly`: said by pressing a menu of the account, which opens the channel for a moment only (ChannelRules.briefly). */
  | { type: 'text'; text: string; menuId?: string; briefly?: true }
  /** `recognition`: what the platform itself heard in a voice message, where it says so. */
  | { type: MediaType; mediaId: string; recognition?: string }
  | { type: 'location'; latitude: number; longitude: number; name: string; address: string }
  | SharedContent
  /** A kind of message we keep but cannot read (a note, a meeting, whatever comes tomorrow); `raw` is the platform's body. */
  | { type: 'other'; platformType: string; raw: unknown }
  | { type: 'event.entered'; welcomeCode?: string; scene?: string; sceneParam?: string }
  /** The language of the resident's page. `chosen`: they picked it themselves, so what they write changes it no more. */
  | { type: 'event.language'; lang: 'zh-CN' | 'zh-TW' | 'en'; chosen: boolean }
  /** A message taken earlier did not arrive. `action` is the channel's own rule for what to do about it. */
  | {
      type: 'event.send-failed';
      failedMessageId: string;
      failType: number;
      action: 'resend-once' | 'hold' | 'recipient-gone' | 'config' | 'drop';
    }
  | { type: 'event.recalled'; recalledItemId: string; by: 'resident' | 'staff' }
  | {
      type: 'event.session-changed';
      change: 'picked' | 'transferred' | 'ended' | 'reopened';
      oldStaffChannelUserId?: string;
      newStaffChannelUserId?: string;
      messageCode?: string;
    }
  | { type: 'event.other'; platformType: string; raw: unknown };

export type MenuItem = { id: string; label: string };

/** News that a platform may let through when words may not be sent any more, in a form it has approved (a template). */
export type NoticeKind = 'follow-up' | 'outage';

/** What residents are told. */
export type SpokenContent =
  /** `card`: the same facts once more to look at, where the channel shows such a thing; the words say it all without it. */
  | { type: 'text'; text: string; card?: StatusCard }
  | { type: 'menu'; head: string; items: MenuItem[]; tail?: string; card?: StatusCard };

/** How a matter stands. */
export type StatusCard = { title: string; lines: { label: string; value: string }[] };

export type OutboundContent = SpokenContent | StaffCard;

/** Where members of the company show who they are. */
export type MemberLogin = {
  /** Where the browser is sent; it comes back to `returnUrl` with `code` and `state`. `inClient`: the platform's own client asks. */
  pageFor(ask: { returnUrl: string; state: string; inClient: boolean }): string;
  /** Whose code it is. It works once. */
  whoIs(
    code: string,
    signal?: AbortSignal,
  ): Promise<
    { kind: 'member'; userId: string } | { kind: 'outsider' } | { kind: 'bad-code' } | { kind: 'not-now' }
  >;
};

/** A card with buttons on the phone of one of our people. Buttons come back as a CardPress. */
export type StaffCard = {
  type: 'card';
  /** Ours, unique for ever. */
  cardId: string;
  title: string;
  /** Why it comes now. */
  detail: string;
  lines: { label: string; value: string }[];
  /** What the resident said; may be empty. */
  words: string;
  buttons: { key: string; label: string }[];
  /** Where the whole matter can be read; absent = the button tells it in words. */
  link?: string;
  /** The same as plain words, where there are no cards or several notices go as one. */
  text: string;
};

/** What becomes of a card that lies on a phone. */
export type CardChange = { kind: 'line'; label: string } | { kind: 'card'; card: StaffCard };

/** One message on its way out, ready to be sent as it is. */
export type OutboundMessage = {
  channelAccountId: string;
  channelUserId: string;
  /** Our own id for the platform's duplicate check; the same on every try. */
  messageId: string;
  content: OutboundContent;
  /** A one-time code that opens the door for this one message (KF: welcome_code, msg_code). */
  eventCode?: string;
  /** True when an earlier try ended without an answer: "duplicate" then means "was sent". */
  mayHaveBeenSent: boolean;
  /** The window is closed: send it in the approved form for this kind of news. */
  asNotice?: NoticeKind;
  /** As it came with the last item that had one. */
  replyTo?: string;
};

/** What became of one try. `code` is the platform's own number or word, for people who search for it. */
export type SendResult =
  /** `updateCode`: opens one later change of the card that was sent. `wasKnown`: an earlier try had brought it there. */
  | { kind: 'sent'; channelMessageId: string | null; updateCode?: string; wasKnown?: true }
  /** May not write to this person now; wait until they write again. */
  | { kind: 'window-closed'; code: string; session?: SessionSeen }
  | { kind: 'quota-used'; code: string }
  /** A person of ours has the session in the platform's client: the bot is silent there. */
  | { kind: 'not-allowed'; code: string; session?: SessionSeen }
  /** This person takes no messages any more. */
  | { kind: 'recipient-gone'; code: string }
  /** The message itself is refused; the same again would be refused again. */
  | { kind: 'rejected'; code: string }
  /** Something an administrator must mend; keep the message and try slowly. */
  | { kind: 'misconfigured'; code: string; remedy: string }
  /** Try again. `outcomeUnknown`: it may have arrived although no answer came. */
  | { kind: 'retry'; code: string; retryAfterMs?: number; outcomeUnknown: boolean };

/** The rules of a channel for writing to a resident, and what it can show. */
export type ChannelRules = {
  /** How long after the resident's last message we may write; null = always. */
  windowMs: number | null;
  /** How many messages we may send per message of the resident; null = no limit. */
  perInboundQuota: number | null;
  /** What a deed that is no message (a menu, a code that was scanned) opens, where that is less; null = such deeds count as messages. */
  briefly: { windowMs: number; quota: number } | null;
  /** News it brings also when the window is closed or spent; absent = none. */
  notices?: readonly NoticeKind[];
  /** More messages a minute to one person are dropped without a word; null = no such limit. */
  perRecipientPerMinute: number | null;
  /** Longest text in UTF-8 bytes. */
  textBytes: number;
  /** Longest text in characters (code points), where the channel counts those, too. */
  textCharacters: number | null;
  /** Marks like **this** are shown as what they mean; false = residents would see the asterisks. */
  markdown: boolean;
  /** Most items a menu may have; 0 = no menus, they become numbered text. */
  menuItems: number;
  /** Longest menu head and item label in UTF-8 bytes. */
  menuHeadBytes: number;
  menuLabelBytes: number;
  /** Residents can be shown how a matter stands as a card beside the words; absent = the words alone. */
  statusCards?: true;
  /** How long a card may be changed after it was sent or pressed; null = no cards, they become text. */
  cardChangeableMs: number | null;
};

/** May somebody be written to now: how much is left, until when, and what stands in the way. The outbox works it out from the rules. */
export type SendingWindow = {
  canSendNow: boolean;
  /** Messages left; null = nobody counts. */
  remaining: number | null;
  /** Null = it never closes, or was never open. */
  windowEndsAt: number | null;
  why: 'channel-off' | 'window-closed' | 'quota-used' | null;
};

/** What the platform's id of a person is worth. */
export type ChannelIdentity = {
  /** `platform`: it has signed the person in, and the id is theirs wherever they write from. `nobody`: whoever holds a token of ours. */
  vouchedBy: 'platform' | 'nobody';
  /** False for what can be no person's id there; nothing is ever sent to such a one. */
  isPerson(channelUserId: string): boolean;
};

export type Channel = {
  id: ChannelId;
  rules: ChannelRules;
  identity: ChannelIdentity;
  send(message: OutboundMessage, signal: AbortSignal): Promise<SendResult>;
  /** Puts one line in the place of a card's buttons, or another card in its place. `updateCode` is spent by it, whatever comes of it. */
  changeCard?(
    change: { channelUserId: string; updateCode: string; to: CardChange },
    signal: AbortSignal,
  ): Promise<SendResult>;
};

/** Who has a session, on platforms that keep such a thing: nobody yet, the bot, the waiting pool, a person of ours; or it is over. */
export const sessionStates = ['new', 'bot', 'queue', 'human', 'ended'] as const;
export type SessionState = (typeof sessionStates)[number];

/** What the platform said of a session. `staffChannelUserId` is known while a person has it. */
export type SessionSeen = { state: SessionState; staffChannelUserId: string | null };

export type SessionKey = { channelAccountId: string; channelUserId: string };

/** Where a session is to go; to a person by name. */
export type SessionTarget =
  | { state: 'bot' | 'queue' | 'ended' }
  | { state: 'human'; staffChannelUserId: string };

/** Nothing was changed. */
export type SessionTrouble =
  | { kind: 'retry'; code: string; retryAfterMs?: number }
  | { kind: 'rejected'; code: string }
  | { kind: 'misconfigured'; code: string; remedy: string };

export type SessionMove =
  /** It is there now. `messageCode` lets one message through; null when an earlier move had brought it there. */
  | { kind: 'moved'; seen: SessionSeen; messageCode: string | null }
  /** There is no way from where it is. */
  | { kind: 'no-way'; seen: SessionSeen }
  /** This person cannot take it: not a servicer, or not receiving. */
  | { kind: 'person-away'; code: string }
  | SessionTrouble;

/** `departmentId`: a whole department serves; who of it receives is listed by person, if at all. */
export type Servicer = { staffChannelUserId: string; receiving: boolean } | { departmentId: number };

/** What became of one entry of a change; the call as a whole may succeed while single entries fail. */
export type ServicerChange = { servicer: string | number; code: string; done: boolean };

/** Sessions as a platform keeps them (微信客服, docs 94669). Every move looks first where the session is: our belief may be old. */
export type SessionControl = {
  channel: ChannelId;
  read(
    session: SessionKey,
    signal: AbortSignal,
  ): Promise<{ kind: 'seen'; seen: SessionSeen } | SessionTrouble>;
  move(session: SessionKey, target: SessionTarget, signal: AbortSignal): Promise<SessionMove>;
  servicers(
    channelAccountId: string,
    signal: AbortSignal,
  ): Promise<{ kind: 'servicers'; servicers: Servicer[] } | SessionTrouble>;
  changeServicers(
    channelAccountId: string,
    change: 'add' | 'remove',
    who: { staffChannelUserIds: readonly string[]; departmentIds: readonly number[] },
    signal: AbortSignal,
  ): Promise<{ kind: 'changed'; changes: ServicerChange[] } | SessionTrouble>;
};

/** A file the platform keeps for us for some days. */
export type MediaSource = {
  channel: ChannelId;
  /** Fetches a media file whole. Throws TemporaryError when it may work later; answers `gone` when it never will. */
  fetchMedia(mediaId: string, limitBytes: number, signal: AbortSignal): Promise<MediaResult>;
};

export type MediaResult =
  /** `fileName` as the platform says it, unchecked. */
  | { kind: 'media'; bytes: Uint8Array; contentType: string; fileName: string | null }
  | { kind: 'gone'; code: string }
  | { kind: 'too-large' };

/** A channel whose messages are fetched rather than brought (微信客服): the callback only wakes the reader. */
export type MessageFeed = {
  channel: ChannelId;
  /** One page after `cursor` (null = from the oldest kept). `wakeToken` comes from the callback and lifts the strict limit. */
  pull(request: FeedRequest, signal: AbortSignal): Promise<FeedResult>;
  /** The accounts the platform lets us read; null when it cannot say now. */
  listAccounts(signal: AbortSignal): Promise<string[] | null>;
};

export type FeedRequest = { channelAccountId: string; cursor: string | null; wakeToken: string | null };

export type FeedResult =
  /** `nextCursor` is stored also when `items` is empty; go on while `hasMore`, also when `items` is empty. */
  | { kind: 'page'; items: InboundItem[]; nextCursor: string; hasMore: boolean }
  /** The wake token is spent or wrong: ask again without it. */
  | { kind: 'token-refused' }
  /** The platform does not know the cursor (any more): read on from the oldest item it keeps. */
  | { kind: 'cursor-refused' }
  | { kind: 'retry'; code: string; retryAfterMs?: number }
  | { kind: 'misconfigured'; code: string; remedy: string };

/** A header of a request; null where it is not there exactly once. */
export type HeaderOf = (name: string) => string | null;

/** Where a platform brings its news. What is behind it knows the platform; http only knows this. */
export type CallbackDoor = {
  channel: ChannelId;
  /** Largest body worth reading, in bytes. */
  maxBytes: number;
  /** The platform checks the address: the bare text to answer with, or a refusal. */
  verifyUrl(query: URLSearchParams): { ok: true; plaintext: string } | CallbackRefused;
  /** `header`: for platforms that sign in headers. */
  open(
    query: URLSearchParams,
    body: Uint8Array,
    header?: HeaderOf,
  ): { ok: true; callback: OpenedCallback } | CallbackRefused;
  /** The platform reads the answers as JSON; absent = as text, and mostly not at all. */
  answersIn?: 'json';
};

/** The same where the one who brings it shows a token, which may have to be looked up. */
export type TokenDoor = Omit<CallbackDoor, 'open'> & {
  /** Throws where nobody can say now whether the token is good. */
  open(
    query: URLSearchParams,
    body: Uint8Array,
    header: HeaderOf,
  ): Promise<{ ok: true; callback: OpenedCallback } | CallbackRefused>;
};

/** Somebody at a page of our own, known by a token we gave them and by nothing else. */
export type Visitor = { channelAccountId: string; channelUserId: string };

/** A channel whose other end is our own page. What is behind it knows tokens and bodies; http only knows this. */
export type PageDoor = {
  channel: ChannelId;
  /** A person we have not seen before. */
  admit(channelAccountId: string, now: number): { visitor: Visitor; token: string };
  /** `renewed`: to be given out in its place; the old one ends at its own time. */
  recognise(
    token: string,
    channelAccountId: string,
    now: number,
  ): { ok: true; visitor: Visitor; renewed: string | null } | CallbackRefused;
  isClientId(value: unknown): value is string;
  /** What the page sent, checked and cleaned. */
  read(body: unknown): { ok: true; said: SaidAtPage } | { ok: false; code: string };
  /** The same id of the page's for the same deed, however often it is sent. */
  itemOf(visitor: Visitor, clientId: string, content: InboundContent, now: number): InboundItem;
};

export type SaidAtPage = { clientId: string } & (
  | { kind: 'words'; text: string }
  /** A button of a menu we had sent. */
  | { kind: 'press'; messageId: string; itemId: string }
);

/** A button (or the menu) of a card we had sent was pressed. */
export type CardPress = {
  channel: ChannelId;
  channelAccountId: string;
  channelUserId: string;
  /** The same for every delivery of the same press; two presses are two. */
  dedupeKey: string;
  pressedAt: number;
  /** Our own id of the card. */
  cardId: string;
  /** Our own key of the button; what comes here may be forged or old. */
  key: string;
  /** Opens one later change of the card, and no second one. */
  updateCode: string | null;
};

export type CallbackRefused = { ok: false; status: 400 | 401 | 403 | 413; code: string };

export type OpenedCallback =
  /** There is something to fetch for this account. */
  | { kind: 'wake-up'; channel: ChannelId; channelAccountId: string; wakeToken: string | null }
  /** A person wrote, or did something in the conversation. `inConversation`: false = noted, and nobody needs to think about it. */
  | { kind: 'item'; item: InboundItem; inConversation: boolean }
  /** Several things one person said at once, each kept as an item of its own. */
  | { kind: 'items'; items: { item: InboundItem; inConversation: boolean }[] }
  /** A member of the company wrote to the app, or did something there. Who they are to us (staff, resident) is not the channel's to say. */
  | { kind: 'member-item'; item: InboundItem; plaintext: string }
  | { kind: 'card-press'; press: CardPress; plaintext: string }
  /** Authentic, but not (yet) readable for us: keep it once, for a person. */
  | { kind: 'keep'; dedupeKey: string; plaintext: string; reason: string }
  /** The platform checks the address by a message of its own, and wants to read this. */
  | { kind: 'challenge'; answer: string }
  | { kind: 'nothing'; reason: string };

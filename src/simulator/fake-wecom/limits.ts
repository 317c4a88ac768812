// The platform's numbers, one row each, from its public documents. Written without looking at the product's own table.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const limits = {
  tokenLifeMs: 7_200_000, // doc 91039
  callbackAnswerMs: 5_000, // doc 96238: then the connection is cut
  callbackRetries: 3,
  urlCheckAnswerMs: 1_000,
  syncTokenLifeMs: 10 * MINUTE, // doc 94670
  itemsKeptMs: 3 * DAY,
  syncPageItems: 1_000,
  syncCursorBytes: 64,
  syncTokenBytes: 128,
  // Said by the platform's staff in the developer forum (2021), not in the document.
  strictSyncCalls: 10,
  strictSyncWindowMs: MINUTE,
  strictSyncBlockMs: MINUTE,
  writeWindowMs: 48 * HOUR, // doc 94677
  messagesPerInbound: 5,
  messageIdBytes: 32,
  textBytes: 2_048,
  menuHeadBytes: 1_024,
  menuTailBytes: 1_024,
  menuItems: 10,
  menuClickIdBytes: 128,
  menuClickContentBytes: 128,
  menuViewUrlBytes: 2_048,
  menuViewContentBytes: 1_024,
  menuMiniprogramContentBytes: 1_024,
  menuTextBytes: 256,
  linkTitleBytes: 128,
  linkDescBytes: 512,
  linkUrlBytes: 2_048,
  miniprogramTitleBytes: 64,
  welcomeCodeLifeMs: 20_000, // doc 95122
  stateCodeLifeMs: 48 * HOUR,
  endCodeLifeMs: 20_000,
  welcomeQuietMs: 48 * HOUR,
  recallMs: 2 * MINUTE, // as in the WeChat client
  mediaLifeMs: 3 * DAY, // doc 90253
  mediaAtLeastBytes: 5,
  uploadBytes: {
    image: 10 * 1024 ** 2,
    voice: 2 * 1024 ** 2,
    video: 10 * 1024 ** 2,
    file: 20 * 1024 ** 2,
  },
  // Larger ones from residents are replaced by a text notice (doc 94670).
  receivedBytes: {
    image: 2 * 1024 ** 2,
    voice: 2 * 1024 ** 2,
    video: 10 * 1024 ** 2,
    file: 20 * 1024 ** 2,
  },
  loginCodeLifeMs: 5 * MINUTE, // doc 91023
  batchgetCustomers: 100,
  accountListPage: 100,
  servicersPerCall: 100, // doc 94645
  servicersPerAccount: 500,
  staffPerMinute: 30, // doc 90454: the excess is dropped without a word
  staffPerHour: 1_000,
  staffRecipients: 1_000,
  duplicateCheckDefaultSeconds: 1_800,
  duplicateCheckLongestSeconds: 14_400,
  textcardTitleBytes: 128,
  textcardDescriptionBytes: 512,
  responseCodeLifeMs: 72 * HOUR,
} as const;

/** Numbers no official page shows. They lie outside the platform's own range on purpose, so nobody mistakes them for known ones. */
export const unconfirmedErrcodes = {
  /** send_msg with a msgid that was used before. */
  duplicateMessageId: 9_900_001,
  /** send_msg_on_event with a code that is unknown, used, too old or of another state. */
  eventCodeRefused: 9_900_002,
  /** update_template_card with a code that is unknown, used or older than 72 h. */
  responseCodeRefused: 9_900_003,
  /** servicer/add beyond what an account may have; stands inside result_list. */
  tooManyServicers: 9_900_004,
} as const;

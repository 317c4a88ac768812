// The Official Account's numbers, one row each, from its public documents. Written without looking at the product's own table.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const limits = {
  callbackAnswerMs: 5_000, // 接收普通消息: then the connection is cut
  callbackRetries: 3,
  urlCheckAnswerMs: 5_000,
  tokenLifeMs: 2 * HOUR, // 获取稳定版接口调用凭据
  tokenRenewedBeforeMs: 5 * MINUTE,
  forcedTokensPerDay: 20,
  forcedTokenEveryMs: 30_000,
  writeWindowMs: 48 * HOUR, // 客服消息
  messagesPerInbound: 5,
  momentMs: MINUTE,
  messagesPerMoment: 3,
  textBytes: 2_048,
} as const;

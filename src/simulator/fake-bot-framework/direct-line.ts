// The played Direct Line 3.0 (REST reference): a client's secret begins a conversation, the secret or its token speaks in it, and both sides'
// activities are read from a watermark on. No WebSocket: clients ask again.
import type { Ids } from '../../base/ids.ts';

export type DirectLineCall = {
  method: string;
  /** Without /v3/directline. */
  path: string;
  query: URLSearchParams;
  authorization: string;
  body: string;
};

export type DirectLine = {
  answer(call: DirectLineCall): Promise<{ status: number; json: unknown }>;
  /** The bot has said this. */
  told(conversation: string, activity: object): void;
};

type Conversation = { token: string; history: object[] };

const TOKEN_SECONDS = 1800;

export function createDirectLine({
  ids,
  secret,
  bring,
}: {
  ids: Ids;
  secret: string;
  /** Brings it to the bot; false = the bot did not take it. */
  bring(conversation: string, activity: Record<string, unknown>): Promise<boolean>;
}): DirectLine {
  const conversations = new Map<string, Conversation>();
  const refused = { status: 403, json: { error: { code: 'BadArgument' } } };

  async function begin(authorization: string) {
    if (authorization !== `Bearer ${secret}`) return refused;
    const conversationId = ids.secret(12);
    const token = ids.secret(24);
    conversations.set(conversationId, { token, history: [] });
    await bring(conversationId, { type: 'conversationUpdate', membersAdded: [{ id: 'bot' }] });
    return { status: 201, json: { conversationId, token, expires_in: TOKEN_SECONDS } };
  }

  async function say(conversationId: string, { history }: Conversation, body: string) {
    const id = `${conversationId}|${String(history.length).padStart(7, '0')}`;
    const activity = { ...JSON.parse(body), id };
    if (!(await bring(conversationId, activity)))
      return { status: 502, json: { error: { code: 'BotError' } } };
    history.push(activity);
    return { status: 200, json: { id } };
  }

  return {
    async answer({ method, path, query, authorization, body }) {
      if (method === 'POST' && path === '/conversations') return begin(authorization);
      const id = /^\/conversations\/([\w-]+)\/activities$/.exec(path)?.[1] ?? '';
      const conversation = conversations.get(id);
      const isLetIn = [secret, conversation?.token].some((each) => authorization === `Bearer ${each}`);
      if (!conversation || !isLetIn) return refused;
      if (method === 'POST') return say(id, conversation, body);
      const from = Number(query.get('watermark') ?? '') || 0;
      const { history } = conversation;
      return { status: 200, json: { activities: history.slice(from), watermark: String(history.length) } };
    },
    told(id, activity) {
      const history = conversations.get(id)?.history;
      history?.push({ ...activity, id: `${id}|${String(history.length).padStart(7, '0')}` });
    },
  };
}

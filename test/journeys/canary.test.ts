// Planted in whole conversations: a telephone, a home, a name, words and tokens. Afterwards they stand where they belong and nowhere else.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { API_TOKEN, openStory, type Story } from '../harness/in-process-desk.ts';
import { newBrowser } from '../http/desk/support.ts';
import { type FakeEndpoint, nothingProposed, startFakeEndpoint } from '../model/fake-endpoint.ts';
import { addPerson } from '../support/people.ts';
import { conversationOf, inConversation, threadOf, ticketsOf } from './support.ts';

const PHONE = '13800001234';
const ROOM = '3203';
const NAME = '欧阳鸣翠';
const WORDS = '紫色的旧沙发罩子';
const REPLY = '同事写的悄悄话蒲公英';
const PASSWORD = '翠湖-planted-parole-7731';
const MODEL_KEY = 'sk-planted-key';
const MODEL_MARK = '玩意咕咚咚';

const persons = [PHONE, `+86${PHONE}`, NAME, ROOM];
const secrets = [API_TOKEN, PASSWORD, MODEL_KEY];
const everything = [...persons, WORDS, REPLY, MODEL_MARK, ...secrets];

/** Also as it stands in an address or in escaped JSON. */
function foundIn(text: string, planted: readonly string[]): string[] {
  const escaped = (of: string) =>
    of.replace(/[^ -~]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return planted.filter((each) =>
    [each, encodeURIComponent(each), escaped(each)].some((form) => text.includes(form)),
  );
}

describe('what was planted in conversations', () => {
  let story: Story;
  let endpoint: FakeEndpoint;
  let elsewhere: Live;
  let engineer: Live;
  const refusals: string[] = [];

  beforeAll(async () => {
    endpoint = await startFakeEndpoint();
    endpoint.behave({ kind: 'proposes', value: nothingProposed });
    story = await openStory({
      env: {
        ...{ OPENAI_API_KEY: MODEL_KEY, OPENAI_BASE_URL: endpoint.baseUrl, OPENAI_MODEL: 'fake' },
        RECEPTION_ADMIN_PASSWORD: PASSWORD,
      },
    });
    elsewhere = await listenAs(story, 'elsewhere', 'manager', ['another-estate']);
    engineer = await listenAs(story, 'engineer', 'engineer', ['cuihu'], 'wang-zhiqiang');

    // Nothing the rules have words for, so the model is asked; the first question may be over before its library is loaded.
    for (let n = 0; n < 5 && endpoint.asked.length === 0; n++) {
      story.resident(`wmOdd${n}`).writes(`昨儿那个${MODEL_MARK}又来了，我是${NAME}，${PHONE}，住${ROOM}`);
      await story.settled();
    }
    const lin = story.resident('wmCanary');
    lin.writes(`3栋2单元${ROOM}厨房漏水，就在${WORDS}旁边`);
    await story.settled();
    lin.writes(`我叫${NAME}，电话${PHONE}`);
    await story.settled();
    lin.writes('转人工');
    await story.settled();
    await inConversation(story, 'wmCanary', 'takeover', { onBehalfOf: 'xu-jing' });
    await inConversation(story, 'wmCanary', 'reply', { text: REPLY, onBehalfOf: 'xu-jing' });
    await inConversation(story, 'wmCanary', 'handback', { onBehalfOf: 'xu-jing' });
    await story.settled();

    const [ticket] = await ticketsOf(story, 'wmCanary');
    const { id } = await conversationOf(story, 'wmCanary');
    const said = encodeURIComponent(`${NAME}${PHONE}${WORDS}`);
    const asked: [string, RequestInit][] = [
      [`/api/v1/tickets?${said}=1`, bearer()],
      [`/api/v1/tickets?status=${said}`, bearer()],
      [`/api/v1/tickets/${said}`, bearer()],
      [`/api/v1/conversations/${said}/messages`, bearer()],
      [`/api/v1/tickets/${ticket?.id}/resolve`, bearer({ result: WORDS, [NAME]: PHONE })],
      [`/api/v1/tickets/${ticket?.id}/accept`, bearer({ onBehalfOf: `${NAME}${PHONE}` })],
      [`/api/v1/conversations/${id}/reply`, bearer({ text: [WORDS, PHONE] })],
      ['/api/v1/tickets', { headers: { authorization: `Bearer ${API_TOKEN}x` } }],
      [`/webhooks/wecom?msg_signature=${API_TOKEN}&timestamp=1&nonce=${said}`, post(`<xml>${PHONE}</xml>`)],
      ['/desk/api/sign-in', post(JSON.stringify({ login: NAME, password: `${PASSWORD}x` }))],
      [`/nowhere/${said}?access_token=${API_TOKEN}`, {}],
    ];
    for (const [path, init] of asked) {
      const response = await fetch(`${story.baseUrl}${path}`, init);
      refusals.push(`${response.status} ${[...response.headers].join()} ${await response.text()}`);
    }
    await story.settled();
  });
  afterAll(async () => {
    elsewhere?.leave();
    engineer?.leave();
    await story?.close();
    await endpoint?.close();
  });

  it('stands where it belongs', async () => {
    const thread = JSON.stringify(await threadOf(story, 'wmCanary'));
    expect(foundIn(thread, [PHONE, NAME, ROOM, WORDS, REPLY])).toHaveLength(5);
    expect(foundIn(JSON.stringify(await ticketsOf(story, 'wmCanary')), [ROOM])).toEqual([ROOM]);
  });

  it('is in no line of the log', () => {
    expect(story.logLines.length).toBeGreaterThan(0);
    expect(story.logLines.flatMap((line) => foundIn(line, everything))).toEqual([]);
  });

  it('is in no metric and no state', async () => {
    const metrics = await (await fetch(`${story.baseUrl}/metrics`)).text();
    expect(metrics).toContain('turns');
    const ready = await (await fetch(`${story.baseUrl}/readyz`)).text();
    // Any four digits may stand in a count of bytes or milliseconds: what is told of people would be a label or a word.
    const told = metrics.replace(/ \S+$/gmu, '') + ready.replace(/:\s*-?[\d.]+/gu, ':');
    expect(told).toContain('turns');
    expect(foundIn(told, everything)).toEqual([]);
  });

  it('is in no refusal', () => {
    expect(refusals.map((each) => each.slice(0, 1))).toEqual(refusals.map(() => '4'));
    expect(refusals.flatMap((each) => foundIn(each, everything))).toEqual([]);
  });

  it('of persons and keys is in nothing a language model was asked', () => {
    const bodies = endpoint.asked.map(({ body }) => body);
    // It was asked about these very words, so it would have been told.
    expect(bodies.join()).toContain(MODEL_MARK);
    expect(bodies.flatMap((each) => foundIn(each, [...persons, ...secrets]))).toEqual([]);
  });

  it('is in nothing the pages of others hear, who hear no more than that something moved', async () => {
    await engineer.heard('changed');
    expect(foundIn(engineer.text() + elsewhere.text(), everything)).toEqual([]);
    const { id } = await conversationOf(story, 'wmCanary');
    const [ticket] = await ticketsOf(story, 'wmCanary');
    expect(foundIn(engineer.text() + elsewhere.text(), [id, String(ticket?.id)])).toEqual([]);
  });
});

const post = (body: string): RequestInit => ({
  ...{ method: 'POST', body, headers: { 'content-type': 'application/json' } },
});
function bearer(body?: object): RequestInit {
  const headers = { authorization: `Bearer ${API_TOKEN}`, 'content-type': 'application/json' };
  return body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
}

type Live = { text(): string; heard(what: string): Promise<void>; leave(): void };

/** Somebody with a page open all the time. */
async function listenAs(
  story: Story,
  login: string,
  role: 'manager' | 'engineer',
  communityIds: string[],
  staffId: string | null = null,
): Promise<Live> {
  const { store, house } = story.app;
  const ports = { store, clock: house.clock, ids: house.ids };
  await addPerson({ login, role, communityIds, staffId, name: login }, PASSWORD, ports);
  const browser = newBrowser({ url: story.baseUrl });
  const { status } = await browser.ask('POST /sign-in', { login, password: PASSWORD });
  if (status !== 200) throw new Error(`${login} was not let in: ${status}`);
  const leaving = new AbortController();
  const response = await fetch(`${story.baseUrl}/desk/api/stream`, {
    ...{ headers: { cookie: browser.cookie ?? '' }, signal: leaving.signal },
  });
  if (!response.ok || !response.body) throw new Error(`${login} hears nothing: ${response.status}`);
  let text = '';
  let waiting: { what: string; tell: () => void } | null = null;
  const decoder = new TextDecoder();
  const read = async (from: AsyncIterable<Uint8Array>) => {
    for await (const chunk of from) {
      text += decoder.decode(chunk, { stream: true });
      if (waiting && text.includes(waiting.what)) waiting.tell();
    }
  };
  read(response.body as unknown as AsyncIterable<Uint8Array>).catch(() => {});
  return {
    text: () => text,
    heard: (what) =>
      text.includes(what)
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting = { what, tell: resolve };
          }),
    leave: () => leaving.abort(),
  };
}

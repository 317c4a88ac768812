// Microsoft's own client library talks to the desk through the played Direct Line, as a page with the Web Chat would.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBotDesk, toWire } from '../contracts/channels/bot-framework.ts';
import { until } from '../support/until.ts';

type Activity = {
  from: { id: string };
  type: string;
  text?: string;
  suggestedActions?: { actions: { type: string; title: string; value: string }[] };
  attachments?: { contentType: string; content: { body: object[]; fallbackText: string } }[];
};
type Client = {
  activity$: { subscribe(hear: (activity: Activity) => void, failed: (error: unknown) => void): void };
  postActivity(activity: object): {
    subscribe(done: (id: string) => void, failed: (error: unknown) => void): void;
  };
  end(): void;
};
type Library = { DirectLine: new (options: object) => Client };

// Both are for tests only, and come without types that this compiler takes.
const names = { client: 'botframework-directlinejs', requests: 'xhr2' };

let on: Awaited<ReturnType<typeof openBotDesk>>;
let client: Client;
const heard: Activity[] = [];
const fromDesk = () => heard.filter(({ from }) => from.id !== 'dl_resident');

beforeAll(async () => {
  on = await openBotDesk();
  on.service.pointTo(`${on.story.baseUrl}${toWire({ body: '', authorization: '' }).path}`);
  const requests: { default: unknown } = await import(names.requests);
  Object.assign(globalThis, { XMLHttpRequest: requests.default });
  const library: Library & { default?: Library } = await import(names.client);
  const { DirectLine } = library.default ?? library;
  client = new DirectLine({
    secret: on.service.directLineSecret,
    domain: `${on.service.url()}/v3/directline`,
    webSocket: false,
    pollingInterval: 200,
  });
  client.activity$.subscribe(
    (activity) => heard.push(activity),
    // It ends with an error when we end it.
    () => {},
  );
});
afterAll(async () => {
  client?.end();
  Reflect.deleteProperty(globalThis, 'XMLHttpRequest');
  await on?.story.close();
});

function says(text: string): Promise<string> {
  return new Promise((resolve, reject) =>
    client.postActivity({ from: { id: 'dl_resident' }, type: 'message', text }).subscribe(resolve, reject),
  );
}

// One talk, from its beginning to its end.
describe('a talk', { shuffle: false }, () => {
  it('reports a fault, takes the button that was offered, and reads the number of the ticket', async () => {
    expect(await says('马桶堵了')).toMatch(/\|\d{7}$/);
    await until(() => fromDesk().length > 0);
    await says('5栋1203');
    await until(() => (fromDesk().at(-1)?.suggestedActions?.actions.length ?? 0) > 1);
    const button = fromDesk().at(-1)?.suggestedActions?.actions[0];
    expect(button).toMatchObject({ type: 'imBack' });
    await says(button?.value ?? '');
    const path = '/tickets?channel=bot-framework&channelUserId=dl_resident';
    const tickets = async () =>
      (await on.story.api<{ items: { code: string; place: { unit: string | null } }[] }>('GET', path)).body
        .items;
    // The ticket may be open before the button is read.
    await until(async () => (await tickets())[0]?.place.unit != null);
    const [ticket] = await tickets();
    expect(ticket).toMatchObject({ place: { building: '5', unit: '1', room: '1203' } });
    await until(() => fromDesk().some(({ text = '' }) => text.includes(ticket?.code ?? '-')));
  }, 60_000);

  it('asks how it stands, and is shown it on a card beside the words', async () => {
    await says('师傅什么时候到');
    const shown = () => fromDesk().find(({ attachments }) => attachments !== undefined);
    await until(() => shown() !== undefined);
    const [card, ...more] = shown()?.attachments ?? [];
    expect(more).toEqual([]);
    expect(card?.contentType).toBe('application/vnd.microsoft.card.adaptive');
    // Whoever sees no card reads the same.
    expect(card?.content.fallbackText).toBe(shown()?.text);
    const facts = card?.content.body.find((each) => 'facts' in each) as {
      facts: { title: string; value: string }[];
    };
    expect(facts.facts.map(({ title }) => title)).toEqual(['单号', '跟进', '时间']);
    for (const { value } of facts.facts) expect(shown()?.text).toContain(value);
  }, 60_000);

  it('hears what one of our people says later, without having asked', async () => {
    const path = '/conversations?channel=bot-framework&channelUserId=dl_resident';
    const { body } = await on.story.api<{ items: { id: string }[] }>('GET', path);
    const said = await on.story.api('POST', `/conversations/${body.items[0]?.id}/reply`, {
      onBehalfOf: 'xu-jing',
      text: '师傅二十分钟后到',
    });
    expect(said.status).toBe(200);
    await until(() => fromDesk().some(({ text = '' }) => text.includes('师傅二十分钟后到')));
  }, 60_000);
});

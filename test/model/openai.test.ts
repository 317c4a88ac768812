// The real library against an endpoint of ours: what it answers is read, and whatever goes wrong is a value.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createOpenAiModel } from '../../src/model/openai.ts';
import { proposalSchema } from '../../src/understanding/proposals.ts';
import { type FakeEndpoint, nothingProposed, startFakeEndpoint } from './fake-endpoint.ts';

const prompt = { version: 'understand.1', system: '规矩', user: '{"messages":["水"]}' };
let endpoint: FakeEndpoint;
beforeAll(async () => {
  endpoint = await startFakeEndpoint();
});
afterAll(() => endpoint.close());

const model = () =>
  createOpenAiModel({ apiKey: 'sk-test', baseUrl: endpoint.baseUrl, model: 'fake' }, proposalSchema);
const ask = (signal = new AbortController().signal) => model().propose(prompt, signal);

describe('the model', () => {
  it('answers in our shape', async () => {
    const value = { ...nothingProposed, intents: [{ intent: 'repair', quote: '水' }] };
    endpoint.behave({ kind: 'proposes', value });
    expect(await ask()).toEqual({ kind: 'answer', value });
    const sent = JSON.parse(endpoint.asked.at(-1)?.body ?? '{}');
    expect(sent.messages.map((one: { role: string }) => one.role)).toEqual(['system', 'user']);
    expect(sent).toMatchObject({ model: 'fake', temperature: 0 });
  });

  it.each([
    ['an error', { kind: 'says', status: 500, body: '{"error":{"message":"住户的话"}}' }],
    ['a refusal', { kind: 'says', status: 401, body: '{"error":{"message":"bad key"}}' }],
    ['too many requests', { kind: 'says', status: 429, body: '{}' }],
    ['a page', { kind: 'says', body: '<html>gateway</html>', contentType: 'text/html' }],
    ['no JSON', { kind: 'says', body: '{"choices":' }],
    ['another shape', { kind: 'says', body: '{"hello":1}' }],
    ['words instead of a proposal', { kind: 'proposes', value: '"我是经理"' }],
    ['arguments that are no JSON', { kind: 'proposes', value: '{"intents": [' }],
    ['a proposal of another shape', { kind: 'proposes', value: { intents: 'repair' } }],
    [
      'an intent that is none',
      { kind: 'proposes', value: { ...nothingProposed, intents: [{ intent: 'refund', quote: '水' }] } },
    ],
  ] as const)('with %s is unavailable, and says no word of it', async (_what, behaviour) => {
    endpoint.behave(behaviour as Parameters<FakeEndpoint['behave']>[0]);
    const result = await ask();
    expect(result.kind).toBe('unavailable');
    expect(JSON.stringify(result)).not.toMatch(/[一-鿿]|sk-test/);
  });

  it.each(['hangs', 'drips'] as const)('that %s is left when the signal says so', async (kind) => {
    endpoint.behave({ kind });
    const cut = new AbortController();
    const heard = endpoint.nextAsked();
    const asked = ask(cut.signal);
    await heard;
    cut.abort();
    expect(await asked).toEqual({ kind: 'unavailable', code: 'timeout' });
  });
});

// A resident speaks instead of writing. Where the company lets somebody listen, it is as good as written; otherwise it is kept and a line is asked for.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStory, type Story } from '../harness/in-process-desk.ts';
import { type FakeEndpoint, startFakeEndpoint } from '../model/fake-endpoint.ts';
import { silkVoice } from '../support/voices.ts';
import { threadOf, ticketsOf } from './support.ts';

describe('with somebody who listens', { shuffle: false }, () => {
  let endpoint: FakeEndpoint;
  let story: Story;
  let configDir = '';
  beforeAll(async () => {
    endpoint = await startFakeEndpoint();
    configDir = mkdtempSync(join(tmpdir(), 'desk-config-'));
    cpSync('config', configDir, { recursive: true });
    const file = join(configDir, 'model.yaml');
    const rules = readFileSync(file, 'utf8');
    writeFileSync(
      file,
      rules.replace('enabled: false', 'enabled: true').replace('understand: true', 'understand: false'),
    );
    story = await openStory({
      env: {
        CONFIG_DIR: configDir,
        OPENAI_API_KEY: 'sk-test',
        OPENAI_BASE_URL: endpoint.baseUrl,
        OPENAI_MODEL: 'fake',
      },
    });
  });
  afterAll(async () => {
    await story?.close();
    await endpoint?.close();
    rmSync(configDir, { recursive: true, force: true });
  });

  it('a spoken repair is a repair', async () => {
    endpoint.behave({ kind: 'says', body: JSON.stringify({ text: '我家3栋2单元501厨房水管漏水了' }) });
    const wu = story.resident('wmVoiceWu');
    wu.sendsFile('voice', await silkVoice(), 'audio/silk');
    await story.settled();
    const [ticket] = await ticketsOf(story, 'wmVoiceWu');
    expect(ticket).toMatchObject({ kind: 'repair', place: { building: '3', unit: '2', room: '501' } });
    const [spoken] = await threadOf(story, 'wmVoiceWu');
    expect(spoken).toMatchObject({ type: 'voice', transcript: '我家3栋2单元501厨房水管漏水了' });
  });

  it('a spoken 来水了告诉我 is followed, and 退订 ends it, as if written', async () => {
    await story.api('POST', '/incidents', {
      ...{ community: 'cuihu', topic: 'no-water', kind: 'repair', places: ['6'] },
      ...{ bulletin: { zh: '水泵坏了，正在换。' }, onBehalfOf: 'li-jianguo' },
    });
    const he = story.resident('wmVoiceHe');
    he.writes('6栋1单元501停水了');
    await story.settled();
    const speaks = async (text: string) => {
      endpoint.behave({ kind: 'says', body: JSON.stringify({ text }) });
      he.sendsFile('voice', await silkVoice(), 'audio/silk');
      await story.settled();
      return story.hears(he).at(-1);
    };
    expect(await speaks('来水了告诉我')).toMatch(/^6栋停水正在处理，有进展就发在这里/);
    expect(await speaks('退订')).toMatch(/6栋停水的消息不再发/);
    expect(await speaks('来水了告诉我')).toMatch(/记下了：6栋停水/);
  });

  it('what nobody could make out is kept, and a line of text is asked for', async () => {
    endpoint.behave({ kind: 'says', body: '{"text":""}' });
    const xu = story.resident('wmVoiceXu');
    xu.sendsFile('voice', await silkVoice(), 'audio/silk');
    await story.settled();
    expect(await ticketsOf(story, 'wmVoiceXu')).toEqual([]);
    expect(story.hears(xu).join()).toMatch(/语音/);
    const [spoken] = await threadOf(story, 'wmVoiceXu');
    expect(spoken?.attachments[0]).toMatchObject({ state: 'stored' });
  });

  it('a spoken danger is a danger', async () => {
    endpoint.behave({ kind: 'says', body: JSON.stringify({ text: '快来人啊8栋1单元电梯里困着人' }) });
    const gu = story.resident('wmVoiceGu');
    gu.sendsFile('voice', await silkVoice(), 'audio/silk');
    await story.settled();
    expect((await ticketsOf(story, 'wmVoiceGu'))[0]).toMatchObject({ grade: 1 });
  });
});

describe('without', () => {
  it('no voice leaves the machine, although a model is configured', async () => {
    const endpoint = await startFakeEndpoint();
    const story = await openStory({
      env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: endpoint.baseUrl, OPENAI_MODEL: 'fake' },
    });
    const wu = story.resident('wmQuietWu');
    wu.sendsFile('voice', await silkVoice(), 'audio/silk');
    await story.settled();
    expect(endpoint.asked.filter((one) => one.path.includes('audio'))).toEqual([]);
    expect(story.hears(wu).join()).toMatch(/语音/);
    await story.close();
    await endpoint.close();
  });
});

// Sessions as a browser meets them: cookie, rotation, forms of strangers, guessing, disabling, second factor, masks.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeAt } from '../../../src/people/one-time-code.ts';
import { IDLE_MS } from '../../../src/people/sessions.ts';
import { newConversation, newTicket, say } from '../support/desk.ts';
import {
  type DeskWithPeople,
  newBrowser,
  newPerson,
  openDeskWithPeople,
  PASSWORD,
  signedIn,
} from './support.ts';

let desk: DeskWithPeople;
beforeAll(async () => {
  desk = await openDeskWithPeople();
});
afterAll(() => desk.close());

const idOf = (login: string) => desk.people.get(login)?.id ?? '';

describe('a session', () => {
  it('is a cookie no script can read, new at every sign-in, and nothing after signing out', async () => {
    const browser = newBrowser(desk);
    browser.cookie = `desk=${'x'.repeat(43)}`;
    const answer = await browser.ask('POST /sign-in', { login: ' Agent ', password: PASSWORD });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toMatch(
      /^desk=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/,
    );
    const first = browser.cookie;
    await browser.ask('POST /sign-in', { login: 'agent', password: PASSWORD });
    expect(browser.cookie).not.toBe(first);
    const session = await browser.ask('GET /session');
    expect(session.body.me).toMatchObject({ login: 'agent', role: 'agent' });
    expect(session.headers.get('cache-control')).toBe('no-store');
    browser.formToken = String(session.body.formToken);
    const kept = browser.cookie;
    expect((await browser.ask('POST /sign-out', {})).status).toBe(200);
    browser.cookie = kept;
    expect((await browser.ask('GET /session')).status).toBe(401);
  });

  it('says the same of a wrong name and a wrong password', async () => {
    const wrongName = await newBrowser(desk).ask('POST /sign-in', { login: 'nobody', password: PASSWORD });
    const wrongWord = await newBrowser(desk).ask('POST /sign-in', { login: 'engineer', password: 'x' });
    expect([wrongName.status, wrongName.text]).toEqual([401, wrongWord.text]);
  });

  it('is not for guessing: after some tries one waits, even with the right word', async () => {
    const statuses = [];
    for (let n = 0; n < 7; n++) {
      const password = n === 6 ? PASSWORD : `guess-${n}`;
      statuses.push((await newBrowser(desk).ask('POST /sign-in', { login: 'other-agent', password })).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429]);
  });

  it('ends after half an hour in which only the page did something', async () => {
    const browser = await signedIn(desk, 'dispatcher');
    desk.clock.advance(IDLE_MS / 2);
    expect((await browser.ask('GET /session', undefined, { 'x-background': '1' })).status).toBe(200);
    desk.clock.advance(IDLE_MS / 2);
    expect((await browser.ask('GET /session')).status).toBe(401);
  });

  it('goes on while somebody works, and ends after twelve hours', async () => {
    const browser = await signedIn(desk, 'dispatcher');
    for (let n = 0; n < 47; n++) {
      desk.clock.advance(15 * 60_000);
      expect((await browser.ask('GET /session')).status).toBe(200);
    }
    desk.clock.advance(15 * 60_000);
    expect((await browser.ask('GET /session')).status).toBe(401);
  });
});

describe('a change', () => {
  it('needs the form token and comes from our own page', async () => {
    const browser = await signedIn(desk, 'manager');
    const { formToken } = browser;
    const path = 'POST /second-factor/begin';
    expect((await browser.ask(path, {})).status).toBe(200);
    browser.formToken = null;
    expect((await browser.ask(path, {})).body.code).toBe('desk/no-form-token');
    browser.formToken = `${formToken}x`;
    expect((await browser.ask(path, {})).body.code).toBe('desk/no-form-token');
    browser.formToken = formToken;
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ])
      expect((await browser.ask(path, {}, headers)).body.code).toBe('desk/foreign-page');
    expect((await browser.ask(path, {}, { origin: desk.url })).status).toBe(200);
    expect((await browser.ask(path, {}, { 'content-type': 'text/plain' })).status).toBe(415);
  });

  it('of a role or of who may be here at all ends what is open, within a second, also the stream', async () => {
    const admin = await signedIn(desk, 'admin');
    await newPerson(desk, 'leaving', 'agent', ['cuihu']);
    const leaving = await signedIn(desk, 'leaving');
    const stream = await fetch(`${desk.url}/desk/api/stream`, { headers: { cookie: leaving.cookie ?? '' } });
    const told = stream.text();
    const accounts = (await admin.ask('GET /accounts')).body.items as { id: string; login: string }[];
    const id = accounts.find((each) => each.login === 'leaving')?.id;
    expect((await admin.ask(`POST /accounts/${id}`, { disabled: true })).status).toBe(200);
    expect((await leaving.ask('GET /session')).status).toBe(401);
    desk.clock.advance(1_000);
    expect(await told).toContain('event: signed-out');
    expect(
      (await newBrowser(desk).ask('POST /sign-in', { login: 'leaving', password: PASSWORD })).status,
    ).toBe(401);
  });

  it('of one’s own rights is for somebody else', async () => {
    const admin = await signedIn(desk, 'admin');
    expect((await admin.ask(`POST /accounts/${idOf('admin')}`, { role: 'agent' })).body.code).toBe(
      'people/own-account',
    );
  });
});

describe('a new colleague', () => {
  it('chooses a password by a link that works once', async () => {
    const admin = await signedIn(desk, 'admin');
    const body = { login: 'xu.jing', staffId: 'xu-jing', role: 'agent', communityIds: ['cuihu'] };
    const made = await admin.ask('POST /accounts', body);
    expect(made.status).toBe(200);
    const invite = String(made.body.invite);
    const browser = newBrowser(desk);
    expect((await browser.ask('POST /invitation', { invite })).body).toEqual({
      login: 'xu.jing',
      name: '许静',
    });
    expect((await browser.ask('POST /password', { invite, password: 'short' })).body.code).toBe(
      'people/weak-password',
    );
    expect((await browser.ask('POST /password', { invite, password: '111111111111' })).status).toBe(422);
    expect((await browser.ask('POST /password', { invite, password: PASSWORD })).status).toBe(200);
    expect((await browser.ask('POST /password', { invite, password: PASSWORD })).body.code).toBe(
      'people/bad-invite',
    );
    expect((await signedIn(desk, 'xu.jing')).cookie).not.toBeNull();
  });

  it('may turn on a second factor; a code works once', async () => {
    await newPerson(desk, 'careful', 'manager', '*');
    const browser = await signedIn(desk, 'careful');
    const secret = String((await browser.ask('POST /second-factor/begin', {})).body.secret);
    const step = () => Math.floor(desk.clock.now() / 30_000);
    const turnOn = (code: string) => browser.ask('POST /second-factor', { secret, code });
    expect((await turnOn('000000')).status).toBe(401);
    expect((await turnOn(codeAt(secret, step()))).status).toBe(200);
    const signIn = (code?: string) =>
      newBrowser(desk).ask('POST /sign-in', {
        login: 'careful',
        password: PASSWORD,
        ...(code ? { code } : {}),
      });
    expect((await signIn()).body.code).toBe('people/code-needed');
    expect((await signIn(codeAt(secret, step()))).body.code).toBe('people/wrong-code');
    desk.clock.advance(90_000);
    const code = codeAt(secret, step());
    expect((await signIn(code)).status).toBe(200);
    expect((await signIn(code)).body.code).toBe('people/wrong-code');
  });
});

describe('a conversation at the console', () => {
  it('is taken, answered and handed back by the person who is signed in; a stale page is told', async () => {
    const conversation = await newConversation(desk, 'wm-console');
    await say(desk, conversation, { type: 'text', text: '厨房漏水，打我电话 13800138000' });
    const ticket = await newTicket(desk, conversation);
    const agent = await signedIn(desk, 'agent');
    const at = `/conversations/${conversation.id}`;
    const seen = await agent.ask(`GET ${at}`);
    expect(seen.body).toMatchObject({ owner: { kind: 'bot' }, openTickets: 1, grade: 3 });
    const version = `"${seen.body.version}"`;
    expect((await agent.ask(`POST ${at}/takeover`, {}, { 'if-match': version })).body.owner).toEqual({
      kind: 'staff',
      staffId: idOf('agent'),
    });
    const stale = await agent.ask(`POST ${at}/takeover`, {}, { 'if-match': version });
    expect([stale.status, (stale.body.current as { owner: { kind: string } }).owner.kind]).toEqual([
      409,
      'staff',
    ]);
    const replied = await agent.ask(`POST ${at}/reply`, { text: '师傅马上到' });
    expect(replied.body.message).toMatchObject({ author: 'staff', delivery: { state: 'queued' } });
    expect((await agent.ask(`POST ${at}/reply`, { text: '好', onBehalfOf: 'lin-zheng' })).status).toBe(422);
    const thread = await agent.ask(`GET ${at}/thread`);
    expect(thread.text).toContain('师傅马上到');
    expect((await agent.ask(`POST ${at}/handback`, {})).body.owner).toMatchObject({ kind: 'bot' });
    const accepted = await agent.ask(`POST /tickets/${ticket.id}/accept`, {});
    expect(accepted.body).toMatchObject({ status: 'accepted', firstOwner: idOf('agent') });
  });

  it('shows numbers masked, until somebody asks for them with a reason, which is kept', async () => {
    const conversation = await newConversation(desk, 'wm-masked');
    await say(desk, conversation, { type: 'text', text: '打我电话 13800138000' });
    await newTicket(desk, conversation);
    const agent = await signedIn(desk, 'agent');
    const at = `/conversations/${conversation.id}`;
    for (const path of [at, `${at}/thread`, '/queue?shelf=all', '/tickets', '/board'])
      expect((await agent.ask(`GET ${path}`)).text, path).not.toContain('13800138000');
    expect((await agent.ask(`POST ${at}/reveal`, { reason: 'curious' })).status).toBe(422);
    const shown = await agent.ask(`POST ${at}/reveal`, { reason: 'call-back' });
    expect(shown.body.phones).toEqual(['+8613800138000']);
    const manager = await signedIn(desk, 'manager');
    const audit = await manager.ask('GET /audit');
    expect((audit.body.items as object[])[1]).toMatchObject({
      ...{ action: 'reveal', object: conversation.id, detail: { reason: 'call-back' }, name: 'agent' },
    });
    expect(audit.body).toMatchObject({ firstBreak: null, checked: true });
    for (let n = 0; n < 29; n++) await agent.ask(`POST ${at}/reveal`, { reason: 'visit' });
    expect((await agent.ask(`POST ${at}/reveal`, { reason: 'visit' })).status).toBe(429);
  });
});

describe('the stream', () => {
  it('tells what to look at again, to those whose business it is, and goes on after the last id', async () => {
    const conversation = await newConversation(desk, 'wm-live');
    const agent = await signedIn(desk, 'agent');
    const other = await signedIn(desk, 'other-manager');
    // Ids of tests are short, and part of each other.
    const hint = `"subjectId":"${conversation.id}"`;
    const listen = async (cookie: string | null, lastId?: string) => {
      const ended = new AbortController();
      const headers = { cookie: cookie ?? '', ...(lastId === undefined ? {} : { 'last-event-id': lastId }) };
      const response = await fetch(`${desk.url}/desk/api/stream`, { headers, signal: ended.signal });
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      let heard = '';
      return {
        async until(word: string) {
          while (!heard.includes(word)) {
            const { done, value } = (await reader?.read()) ?? { done: true, value: '' };
            if (done) throw new Error(`the stream ended: ${heard}`);
            heard += value;
          }
          return heard;
        },
        end: () => ended.abort(),
      };
    };
    const page = await listen(agent.cookie);
    await page.until('event: time');
    const stranger = await listen(other.cookie);
    await stranger.until('event: time');
    await agent.ask(`POST /conversations/${conversation.id}/takeover`, {});
    const heard = await page.until(hint);
    const lastId = /id: (\S+)/.exec(heard)?.[1] ?? '';
    page.end();
    await agent.ask(`POST /conversations/${conversation.id}/handback`, {});
    const again = await listen(agent.cookie, lastId);
    expect(await again.until(hint)).toContain('deed.done');
    again.end();
    const lost = await listen(agent.cookie, 'an-id-of-before');
    await lost.until('event: resync');
    lost.end();
    desk.live.publish({ topic: 'desk', kind: 'messages.arrived', subjectId: '' });
    expect(await stranger.until('messages.arrived')).not.toContain(hint);
    stranger.end();
  });
});

// A desk with its console, people of every role in two communities, and browsers that keep their cookie.
import type { ChannelRules, MemberLogin } from '../../../src/channels/contract.ts';
import { createDesk } from '../../../src/http/desk/desk.ts';
import type { DeskPorts } from '../../../src/http/desk/ports.ts';
import type { FileLimits } from '../../../src/intake/file-check.ts';
import { type Account, type Role, roles } from '../../../src/people/account.ts';
import { createSignalsAlone } from '../../../src/signals/alone.ts';
import { shippedConfig } from '../../support/house.ts';
import { createManualClock, shanghai } from '../../support/manual-clock.ts';
import { addPerson } from '../../support/people.ts';
import { createSequentialIds } from '../../support/sequential-ids.ts';
import { type Desk, openDesk } from '../support/desk.ts';

export const PASSWORD = '翠湖的水很清的-2026';
export const RULES: ChannelRules = {
  windowMs: 48 * 3_600_000,
  perInboundQuota: 5,
  briefly: null,
  perRecipientPerMinute: null,
  textBytes: 2048,
  textCharacters: null,
  markdown: false,
  menuItems: 10,
  menuHeadBytes: 1024,
  menuLabelBytes: 128,
  cardChangeableMs: null,
};

/** Of 工程部, as the login `engineer` is. */
export const ENGINEER = 'wang-zhiqiang';

export type DeskWithPeople = Desk & {
  people: Map<string, Account>;
  live: ReturnType<typeof createSignalsAlone>['live'];
  photoLimits: FileLimits;
  /** The minute in which tries are counted is over. */
  nextMinute(): void;
};

/** Logins: the role, and `other-<role>` for the same role in another community. */
export async function openDeskWithPeople(
  pagesDir = '/nowhere',
  { memberLogin = null, publicUrl }: { memberLogin?: MemberLogin | null; publicUrl?: string } = {},
): Promise<DeskWithPeople> {
  const photoLimits = shippedConfig().intake.media;
  const pace = createManualClock(shanghai('2026-03-02 10:00'));
  const signals = createSignalsAlone({
    clock: pace,
    ids: createSequentialIds(),
  });
  const shown = shippedConfig();
  const desk = await openDesk({
    desk: {
      live: signals.live,
      limits: signals.limits,
      rulesOf: () => RULES,
      knowledge: {
        files: () => ({ answers: [], synonyms: [] }),
        now: () => ({ answers: [], synonyms: [] }),
        replies: () => ({}),
        fields: ['office.phone'],
        find: () => ({ kind: 'none' }),
      },
      phrases: () => [
        { key: 'phrase.hello', text: '您好' },
        { key: 'phrase.soon', text: '师傅已经在路上，到了会先给您打电话。' },
      ],
      shown,
      pagesDir,
      memberLogin,
      photoLimits,
    },
    ...(publicUrl === undefined ? {} : { publicUrl }),
    announce: (kind, { conversationId }) =>
      signals.live.publish({ topic: 'desk', kind, subjectId: String(conversationId ?? '') }),
  });
  const people = new Map<string, Account>();
  for (const community of ['cuihu', 'elsewhere']) {
    for (const role of roles) {
      const login = community === 'cuihu' ? role : `other-${role}`;
      // Whoever goes to residents is somebody of the roster, with a department.
      const staffId = login === 'engineer' ? ENGINEER : null;
      people.set(login, await newPerson(desk, login, role, [community], staffId));
    }
  }
  return { ...desk, people, live: signals.live, photoLimits, nextMinute: () => pace.advance(61_000) };
}

export function newPerson(
  desk: Desk,
  login: string,
  role: Role,
  communityIds: Account['communityIds'],
  staffId: string | null = null,
): Promise<Account> {
  const ports = { store: desk.store, clock: desk.clock, ids: desk.house.ids };
  return addPerson({ login, role, communityIds, staffId, name: login }, PASSWORD, ports);
}

/** What somebody's phone was sent, oldest first. */
export function toldTo({ store, clock }: Pick<Desk, 'store' | 'clock'>, staffId: string): Promise<string[]> {
  return store.read(async (tx) => {
    const { rows } = await tx.outbox.heads(clock.now(), 100);
    const head = rows.find(({ lane }) => lane === `staff:${staffId}`);
    if (!head) return [];
    const all = [head, ...(await tx.outbox.following(head.lane, head.id, 100))];
    return all.map(({ content }) => (content.type === 'text' ? content.text : ''));
  });
}

export type Answer = { status: number; headers: Headers; body: Record<string, unknown>; text: string };

export type Browser = {
  cookie: string | null;
  formToken: string | null;
  ask(line: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
};

export function newBrowser(desk: Pick<Desk, 'url'>): Browser {
  const browser: Browser = {
    cookie: null,
    formToken: null,
    async ask(line, body, headers = {}) {
      const [method = 'GET', path = '/'] = line.split(' ');
      const response = await fetch(`${desk.url}/desk/api${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...(browser.cookie === null ? {} : { cookie: browser.cookie }),
          ...(browser.formToken === null ? {} : { 'x-form-token': browser.formToken }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const set = response.headers.get('set-cookie');
      if (set !== null) browser.cookie = set.split(';', 1)[0] ?? null;
      const text = await response.text();
      const isJson = /json/.test(response.headers.get('content-type') ?? '');
      return {
        status: response.status,
        headers: response.headers,
        body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
        text,
      };
    },
  };
  return browser;
}

export async function signedIn(desk: Desk, login: string): Promise<Browser> {
  const browser = newBrowser(desk);
  const answer = await browser.ask('POST /sign-in', { login, password: PASSWORD });
  if (answer.status !== 200) throw new Error(`${login} could not sign in: ${answer.text}`);
  const session = await browser.ask('GET /session');
  browser.formToken = String(session.body.formToken);
  return browser;
}

type Layer = { route?: { path: string; methods: Record<string, boolean> } };

/** What the router really serves, not what a list says it serves. */
export function liveRoutes(desk: Desk): { method: string; path: string }[] {
  const { router } = createDesk({ ...(desk as unknown as DeskPorts), publicUrl: null, pagesDir: '/nowhere' });
  return (router.stack as unknown as Layer[]).flatMap(({ route }) =>
    route?.path.startsWith('/api/')
      ? Object.keys(route.methods)
          .filter((method) => method === 'get' || method === 'post')
          .map((method) => ({ method: method.toUpperCase(), path: route.path.slice('/api'.length) }))
      : [],
  );
}

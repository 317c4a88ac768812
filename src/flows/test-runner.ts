// Plays a flow test against the engine, with real understanding and a cardboard desk. Gives back a transcript and what did not hold.
import { composeReplies } from '../replies/compose.ts';
import { followLanguage, type LanguageState } from '../replies/language.ts';
import { countQuestions } from '../replies/lint.ts';
import { createReplyRenderer, type ReplyRenderer } from '../replies/render.ts';
import type { Address, IntentId, Understanding } from '../understanding/commands.ts';
import type { BurstMessage, PendingQuestion } from '../understanding/input.ts';
import { advance } from './advance.ts';
import type { DoubtfulDanger } from './doubt.ts';
import type { Advanced, FlowPorts, TurnFacts, TurnInput } from './ports.ts';
import { durationMs } from './schema.ts';
import { type FlowState, initialState, pendingQuestion } from './state.ts';
import { createTestDesk, dueIn, type TestDesk } from './test-desk.ts';
import type { Expect, FlowTestCase, Given, TestTurn } from './test-files.ts';
import type { FlowBook, Json } from './types.ts';

export type TestHouse = {
  book: FlowBook;
  ports: FlowPorts;
  understand(messages: readonly BurstMessage[], pending: PendingQuestion | null, now: number): Understanding;
};

export type TestResult = {
  name: string;
  file: string;
  line: number;
  failures: string[];
  transcript: string[];
  steps: Set<string>;
  /** What each turn brought, in the words of `expect`; null where nothing was to be answered. */
  observed: (Expect | null)[];
};

type Play = {
  house: TestHouse;
  render: ReplyRenderer;
  desk: TestDesk;
  state: FlowState;
  facts: TurnFacts;
  language: LanguageState;
  now: number;
  lastWordAt: number;
  armed: number[];
  fired: Set<number>;
  seen: Set<string>;
  /** Ids of every menu item shown so far, by label; the last one wins. */
  offered: Map<string, string>;
  count: number;
  transcript: string[];
  failures: string[];
  steps: Set<string>;
};

/** What one turn brought, for comparing. */
type Outcome = { advanced: Advanced | null; keys: string[]; messages: number; intent: IntentId | null };

export function playFlowTest(test: FlowTestCase, house: TestHouse): TestResult {
  const play = setUp(test, house);
  const observed: (Expect | null)[] = [];
  test.turns.forEach((turn, index) => {
    const outcome = playTurn(play, turn);
    observed.push(observe(play, outcome));
    if (turn.expect) compare(play, turn.expect, outcome, index + 1);
  });
  return {
    name: `${test.suite}: ${test.name}`,
    file: test.file,
    line: test.line,
    failures: play.failures,
    transcript: play.transcript,
    steps: play.steps,
    observed,
  };
}

function observe(play: Play, outcome: Outcome): Expect | null {
  if (outcome.advanced === null) return null;
  const opened = play.desk.tickets.filter((ticket) => ticket.code !== 'TEST-BEFORE');
  const last = opened.at(-1);
  return {
    reply: outcome.keys,
    asks: asksOf(outcome),
    ticket: {
      opened: opened.length,
      ...(last ? { kind: last.kind, grade: last.facts.grade, place: writePlace(last.facts.place) } : {}),
    },
  };
}

function setUp(test: FlowTestCase, house: TestHouse): Play {
  const { given } = test;
  const now = Date.parse(given.clock ?? '2026-11-23T10:00:00+08:00');
  const channel = given.channel ?? 'kf';
  const play: Play = {
    house,
    render: createReplyRenderer(house.book.replies),
    desk: createTestDesk(),
    state: initialState(),
    facts: {
      lang: given.lang ?? 'zh-CN',
      channel: channel === 'kf' ? 'wecom-kf' : channel,
      firstContact: given.firstContact ?? false,
      afterHours: given.afterHours ?? false,
      muted: false,
      ...(given.incident === undefined ? {} : { incidents: [knownIncident(given.incident)] }),
      prefill: {
        ...(given.resident?.home ? { 'resident.home': readPlace(given.resident.home) } : {}),
        ...(given.resident?.phone ? { 'resident.phone': given.resident.phone } : {}),
      },
    },
    language: { lang: given.lang ?? 'zh-CN' },
    now,
    lastWordAt: now,
    armed: [],
    fired: new Set(),
    seen: new Set(),
    offered: new Map(),
    count: 0,
    transcript: [],
    failures: [],
    steps: new Set(),
  };
  if (given.openTicket) openBefore(play, given.openTicket);
  return play;
}

function knownIncident({ kind, topics, places }: NonNullable<Given['incident']>) {
  const words = { title: '停水', bulletin: '水泵坏了，师傅正在换。', next: '最晚今天 11:00 再告诉您进展。' };
  return { id: 'incident-1', kind, topics, explains: ['faucet'], places: places ?? null, ...words };
}

/** 3-2-501 → building, unit, room; the short form of the test files. */
function readPlace(text: string): Address {
  const [building, unit, room] = text.split('-');
  return { ...(building ? { building } : {}), ...(unit ? { unit } : {}), ...(room ? { room } : {}) };
}

function writePlace(place: Address): string {
  return (
    [place.building, place.unit, place.room].filter((part) => part !== undefined).join('-') ||
    (place.publicPlace ?? '')
  );
}

/** A matter that was talked through an hour ago, its ticket open. */
function openBefore(play: Play, before: NonNullable<Given['openTicket']>): void {
  const flow = play.house.book.flows[before.kind];
  if (!flow) return;
  const slot = (value: Json) => ({
    value,
    raw: '',
    span: null,
    messageId: 'before',
    producer: 'rule' as const,
    confirmed: true,
    at: play.now - HOUR,
  });
  const ref = `${before.kind}-1`;
  const place = before.place === undefined ? {} : readPlace(before.place);
  const faults = before.fault === undefined ? [] : [before.fault];
  const grade = (before.grade ?? 3) as 1 | 2 | 3 | 4;
  const facts = { faults, hazards: [], place, description: '', photoMessageIds: [], grade, gradeReason: '' };
  play.desk.tickets.push({
    ref,
    code: 'TEST-BEFORE',
    kind: before.kind,
    partial: false,
    facts,
    amended: 0,
    withdrawn: false,
    links: new Set(),
  });
  play.state = {
    ...initialState(),
    matters: 1,
    welcomed: true,
    recent: [
      {
        ref,
        flow: flow.id,
        hash: flow.hash,
        step: null,
        slots: { place: slot(place), fault: slot(faults), grade: slot(grade) },
        skipped: [],
        asked: {},
        answers: {},
        done: ['open'],
        turns: 1,
        questions: 1,
        startedAt: play.now - HOUR,
        ticket: { partial: false, told: '' },
        with: {},
        ending: 'accepted',
        endedAt: play.now - HOUR,
      },
    ],
  };
  // What the ticket knows already is no news to it.
  const quiet = advance(
    play.house.book,
    play.state,
    {
      messages: [],
      commands: [],
      hazards: [],
      emotion: 0,
      facts: { ...play.facts, muted: true },
      now: play.now,
    },
    play.house.ports,
  );
  play.state = { ...quiet.state, turn: 0 };
}

const HOUR = 3_600_000;
/** People take a while to type. */
const TYPING_MS = 20_000;

function playTurn(play: Play, turn: TestTurn): Outcome {
  if (turn.wait !== undefined) return wait(play, durationMs(turn.wait));
  if (turn.changed !== undefined) {
    play.transcript.push(`(the flow files change: ${turn.changed})`);
    play.state = underOtherFlows(play.state, turn.changed);
    return nothing();
  }
  if (turn.staff !== undefined) {
    play.transcript.push(`staff  > ${turn.staff}`);
    play.facts = { ...play.facts, muted: true };
    return nothing();
  }
  play.count += 1;
  const id = turn.msgid ?? `t${play.count}`;
  // What intake does with a callback that comes again.
  if (play.seen.has(id)) {
    play.transcript.push(`(${id} again)`);
    return nothing();
  }
  play.seen.add(id);
  play.now += TYPING_MS;
  play.lastWordAt = play.now;
  play.fired = new Set();
  if (turn.media !== undefined) {
    play.transcript.push(`user   > [${turn.media}]`);
    return take(
      play,
      {
        ...silentMessage(id),
        unsupported: turn.media,
        asides: [{ messageId: id, kind: turn.media, words: '' }],
      },
      null,
    );
  }
  if (turn.forwarded !== undefined) {
    play.transcript.push(`user   > [forwarded: ${turn.forwarded.join(', ')}]`);
    const words = '〔聊天记录〕业主群';
    return take(
      play,
      {
        ...silentMessage(id),
        unsupported: 'forwarded',
        asides: [{ messageId: id, kind: 'forwarded', words }],
        forwarded: { messageId: id, hazards: turn.forwarded, fills: [] },
      },
      null,
    );
  }
  const clicked =
    turn.click === undefined
      ? undefined
      : (play.state.pending?.options.find((option) => option.label === turn.click)?.id ??
        play.offered.get(turn.click));
  if (turn.click !== undefined && clicked === undefined)
    play.failures.push(`there is no menu item "${turn.click}"`);
  const message: BurstMessage = {
    messageId: id,
    text: turn.user ?? turn.click ?? '',
    ...(clicked === undefined ? {} : { menuId: clicked }),
    ...(turn.photo === undefined ? {} : { photo: true }),
  };
  play.transcript.push(`user   > ${turn.photo === undefined ? message.text : `[photo ${turn.photo}]`}`);
  const { asked, ...language } = followLanguage(play.language, [message.text], play.state.turn === 0);
  play.language = language;
  play.facts = { ...play.facts, lang: language.lang, languageAsked: asked !== null };
  const understood = play.house.understand([message], pendingQuestion(play.state), play.now);
  const intent = best(understood);
  const hazards = turn.perhaps === undefined ? understood.hazards : [];
  const doubt = hazards.length > 0 ? null : doubtOf(turn, id, understood);
  return take(
    play,
    {
      messages: [message],
      commands: understood.commands,
      hazards,
      places: understood.places,
      scenes: understood.scenes,
      emotion: understood.emotion,
      ...(doubt === null ? {} : { doubt }),
    },
    intent,
  );
}

/** As the store has it after the flows were written anew: another fingerprint, perhaps without the step. */
function underOtherFlows(state: FlowState, what: 'step-kept' | 'step-gone'): FlowState {
  const stack = state.stack.map((frame) => ({
    ...frame,
    hash: 'before-the-change',
    step: what === 'step-gone' && frame.step !== null ? 'a-step-of-before' : frame.step,
  }));
  return { ...state, stack };
}

/** What the second hearing makes of words changes with every training, so a case may say it. */
function doubtOf(
  { perhaps }: TestTurn,
  messageId: string,
  { suspected }: Understanding,
): DoubtfulDanger | null {
  if (perhaps === undefined) return suspected;
  return perhaps === 'none' ? null : { messageId, hazard: perhaps };
}

function best({ commands }: Understanding): IntentId | null {
  const starts = commands.flatMap((command) => (command.type === 'start-flow' ? [command] : []));
  return starts.sort((a, b) => b.score - a.score)[0]?.intent ?? null;
}

function wait(play: Play, ms: number): Outcome {
  play.now += ms;
  play.transcript.push(`(${ms / 60_000} minutes pass)`);
  let outcome = nothing();
  for (const [index, afterMs] of [...play.armed.entries()]) {
    if (play.fired.has(index) || play.lastWordAt + afterMs > play.now) continue;
    play.fired.add(index);
    const next = take(play, { messages: [], commands: [], hazards: [], emotion: 0, silence: index }, null);
    outcome = { ...next, keys: [...outcome.keys, ...next.keys], messages: outcome.messages + next.messages };
  }
  return outcome;
}

/** A message without words of the resident's own. */
function silentMessage(messageId: string) {
  return { messages: [{ messageId, text: '' }], commands: [], hazards: [], emotion: 0 as const };
}

function take(play: Play, input: Omit<TurnInput, 'facts' | 'now'>, intent: IntentId | null): Outcome {
  const facts = { ...play.facts, openRefs: play.desk.openRefs() };
  // The stored form is what the next turn really gets.
  const before = JSON.parse(JSON.stringify(play.state)) as FlowState;
  const advanced = advance(play.house.book, before, { ...input, facts, now: play.now }, play.house.ports);
  play.state = advanced.state;
  play.failures.push(...play.desk.carryOut(advanced.effects));
  const outcome: Outcome = { advanced, keys: [], messages: 0, intent };
  const rendered = [];
  for (const effect of advanced.effects) {
    if (effect.type === 'silence.arm') {
      play.armed = effect.afterMs;
      if (input.silence === undefined) play.fired = new Set();
    }
    if (effect.type === 'handoff') {
      play.transcript.push(`        handoff ${effect.team} (${effect.mode})`);
      if (effect.mode === 'take') play.facts = { ...play.facts, muted: true };
    }
    if (effect.type === 'ticket.open')
      play.transcript.push(
        `        ticket ${effect.kind} grade ${effect.facts.grade}${effect.partial ? ' partial' : ''}`,
      );
    if (effect.type !== 'reply') continue;
    outcome.keys.push(effect.key);
    rendered.push(
      play.render({
        ...effect,
        fields: {
          ...play.desk.fieldsFor(effect.ref ?? null),
          'team.phone': '020-0000-0100',
          ...effect.fields,
        },
        lang: facts.lang,
        channel: facts.channel,
        seed: 'flow-test',
      }),
    );
  }
  for (const option of play.state.pending?.options ?? []) play.offered.set(option.label, option.id);
  const composed = composeReplies(rendered, { menuItems: 10, menuHeadBytes: 1024, menuLabelBytes: 128 });
  outcome.messages = composed.length;
  for (const message of composed) {
    const text =
      message.content.type === 'text'
        ? message.content.text
        : `${message.content.head} [${message.content.items.map((item) => item.label).join(' | ')}]`;
    play.transcript.push(`bot    > ${text.replaceAll('\n', ' ')}  (${message.keys.join(', ')})`);
  }
  if (composed.filter((message) => message.asks !== null).length > 1)
    play.failures.push('two questions in one turn');
  if (composed.length > 2) play.failures.push(`${composed.length} messages in one turn`);
  for (const message of composed) {
    const text = message.content.type === 'text' ? message.content.text : message.content.head;
    if (countQuestions(text) > 1) play.failures.push('a message with more than one question');
  }
  for (const entry of advanced.trace) {
    if (entry.type === 'step') play.steps.add(`${entry.flow}/${entry.step}`);
    if (entry.type === 'branch') play.steps.add(`${entry.flow}/${entry.step}=${entry.taken}`);
  }
  return outcome;
}

function nothing(): Outcome {
  return { advanced: null, keys: [], messages: 0, intent: null };
}

function compare(play: Play, expected: Expect, outcome: Outcome, turn: number): void {
  const fail = (what: string, wanted: unknown, got: unknown) =>
    play.failures.push(
      `turn ${turn}: ${what} should be ${JSON.stringify(wanted)} and is ${JSON.stringify(got)}`,
    );
  const same = (what: string, wanted: unknown, got: unknown) => {
    if (JSON.stringify(wanted) !== JSON.stringify(got)) fail(what, wanted, got);
  };
  const { trace = [], effects = [] } = outcome.advanced ?? {};
  if (expected.intent !== undefined) same('intent', expected.intent, outcome.intent);
  if (expected.notIntent !== undefined && outcome.intent === expected.notIntent)
    fail('intent', `not ${expected.notIntent}`, outcome.intent);
  for (const [path, wanted] of Object.entries(expected.slots ?? {}))
    same(`slot ${path}`, wanted, slotAt(play.state, path));
  if (expected.corrected)
    same(
      'corrected',
      expected.corrected,
      trace.flatMap((entry) => (entry.type === 'corrected' ? [entry.path] : [])),
    );
  if (expected.asks !== undefined) same('asks', expected.asks, asksOf(outcome));
  for (const key of expected.reply ?? []) if (!outcome.keys.includes(key)) fail('replies', key, outcome.keys);
  for (const key of expected.notReply ?? [])
    if (outcome.keys.includes(key)) fail('replies', `not ${key}`, outcome.keys);
  if (expected.replies !== undefined) same('number of messages', expected.replies, outcome.messages);
  if (expected.replyLang !== undefined) same('language', expected.replyLang, play.facts.lang);
  if (expected.stack) same('stack', expected.stack, stackOf(play, outcome));
  if (expected.ticket) compareTicket(play, expected.ticket, same);
  if (expected.incident !== undefined) {
    const left = effects.some((effect) => effect.type === 'incident.leave');
    const joined = effects.some((effect) => effect.type === 'incident.join');
    same('incident', expected.incident, left ? 'left' : joined ? 'joined' : 'none');
  }
  if (expected.gap !== undefined)
    same(
      'knowledge gap',
      expected.gap,
      effects.some((effect) => effect.type === 'knowledge.gap'),
    );
  if (expected.handoff !== undefined) {
    const handoff = effects.find((effect) => effect.type === 'handoff');
    same(
      'handoff',
      expected.handoff,
      handoff?.type === 'handoff' ? { team: handoff.team, mode: handoff.mode } : null,
    );
  }
  for (const slot of expected.log?.masked ?? []) {
    const value = String(slotAt(play.state, slot) ?? '');
    if (value === '' || JSON.stringify(trace).includes(value))
      fail(`log of ${slot}`, 'masked', value === '' ? 'nothing' : 'open');
  }
  if (expected.ended !== undefined) {
    const ended = trace.findLast(
      (entry) => entry.type === 'flow-ended' && play.house.book.flows[entry.flow]?.kind !== 'pattern',
    );
    same('ended', expected.ended, ended?.type === 'flow-ended' ? ended.ending : null);
  }
}

function compareTicket(
  play: Play,
  expected: NonNullable<Expect['ticket']>,
  same: (what: string, wanted: unknown, got: unknown) => void,
): void {
  const opened = play.desk.tickets.filter((ticket) => ticket.code !== 'TEST-BEFORE');
  const last = play.desk.tickets.at(-1);
  if (expected.opened !== undefined) same('tickets opened', expected.opened, opened.length);
  if (expected.amended !== undefined)
    same(
      'amendments',
      expected.amended,
      play.desk.tickets.reduce((sum, ticket) => sum + ticket.amended, 0),
    );
  if (expected.withdrawn !== undefined)
    same(
      'tickets withdrawn',
      expected.withdrawn,
      play.desk.tickets.filter((ticket) => ticket.withdrawn).length,
    );
  if (expected.kind !== undefined) same('ticket kind', expected.kind, last?.kind);
  if (expected.grade !== undefined) same('ticket grade', expected.grade, last?.facts.grade);
  if (expected.dueIn !== undefined) same('due in', expected.dueIn, dueIn(last?.facts.grade ?? 0));
  if (expected.place !== undefined)
    same('ticket place', expected.place, last ? writePlace(last.facts.place) : null);
  if (expected.class !== undefined) same('complaint class', expected.class, last?.facts.complaintClass);
  if (expected.links !== undefined) same('links', expected.links, last?.links.size);
  if (expected.partial !== undefined) same('partial', expected.partial, last?.partial);
}

function asksOf(outcome: Outcome): string | null {
  const asking = outcome.advanced?.effects.find(
    (effect) => effect.type === 'reply' && effect.asks !== undefined,
  );
  return asking?.type === 'reply' ? (asking.asks ?? null) : null;
}

/** Flows that waited before or after the turn, or ran in it. */
function stackOf(play: Play, outcome: Outcome): string[] {
  const isMatter = (flow: string) => play.house.book.flows[flow]?.kind !== 'pattern';
  const ran = (outcome.advanced?.trace ?? []).flatMap((entry) =>
    entry.type === 'flow-started' && isMatter(entry.flow) ? [entry.flow] : [],
  );
  const waiting = play.state.stack.map((frame) => frame.flow).filter(isMatter);
  return [...new Set([...waiting, ...ran])];
}

function slotAt(state: FlowState, path: string): Json {
  const [name = '', part] = path.split('.');
  const frame =
    [...state.stack].reverse().find((one) => one.slots[name] !== undefined) ??
    state.recent.find((one) => one.slots[name] !== undefined);
  const value =
    frame?.slots[name]?.value ??
    state.kept.find((one) => (name === 'place' ? one.entity === 'address' : one.entity === name))?.value ??
    null;
  if (name === 'photos' && Array.isArray(value)) return value.length;
  if (name === 'contact' && typeof value === 'string') return value.replace(/^\+86/, '');
  if (part === undefined) return value as Json;
  return ((value as Record<string, Json> | null)?.[part] ?? null) as Json;
}

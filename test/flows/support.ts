// A small lexicon, a small estate and hand-written commands: the engine is tested without understanding.

import { wallDate } from '../../src/clocks/service-calendar.ts';
import { advance } from '../../src/flows/advance.ts';
import type { Effect } from '../../src/flows/effects.ts';
import { loadFlowBook } from '../../src/flows/load.ts';
import type { Advanced, FlowPorts, TurnFacts, TurnInput } from '../../src/flows/ports.ts';
import { createFlowPorts, knownNames } from '../../src/flows/standard-ports.ts';
import { type FlowState, initialState } from '../../src/flows/state.ts';
import type { FlowBook } from '../../src/flows/types.ts';
import { type Answers, createAnswers } from '../../src/knowledge/answers.ts';
import { composeReplies } from '../../src/replies/compose.ts';
import { createReplyRenderer } from '../../src/replies/render.ts';
import { gradeMatter } from '../../src/tickets/grading.ts';
import type {
  ActId,
  Address,
  Command,
  EntityKind,
  EntityValues,
  Found,
  HazardId,
  IntentId,
} from '../../src/understanding/commands.ts';
import type { Estate, FaultEntry, HazardEntry, Lexicon } from '../../src/understanding/input.ts';
import { loadLexicon } from '../../src/understanding/lexicon-load.ts';
import { shippedConfig } from '../support/house.ts';

/** A time that was told, in the words given. */
export function timeSaid(startAt: number, endAt: number, words: string): EntityValues['time'] {
  return {
    startAt,
    endAt,
    words,
    precision: 'part',
    approximate: false,
    open: null,
    repeats: null,
    lies: 'future',
  };
}

const fault = (id: string, label: string, grade: 2 | 3 | 4 = 3): FaultEntry => ({
  id,
  label,
  words: [],
  things: [],
  states: [],
  grade,
  department: 'engineering',
});
const hazard = (id: HazardId, label: string, safety: string): HazardEntry => ({
  id,
  label,
  words: [],
  things: [],
  states: [],
  safety,
  growsFrom: shipped.ok ? (shipped.value.hazards.find((one) => one.id === id)?.growsFrom ?? []) : [],
});

const shipped = loadLexicon('config/lexicon');

export const lexicon: Lexicon = {
  lookAlikes: [],
  hints: [],
  classes: [],
  moods: [],
  crowd: [],
  topics: [],
  // The flows of the house name its scenes; the words of each are tested with the understanding.
  scenes: shipped.ok ? shipped.value.scenes : [],
  faults: [
    fault('light', '灯不亮'),
    fault('leak', '漏水'),
    fault('toilet', '马桶堵了'),
    fault('pipe', '水管坏了'),
    fault('power', '停电', 2),
  ],
  areas: [
    { id: 'kitchen', label: '厨房', words: [] },
    { id: 'bathroom', label: '卫生间', words: [] },
    { id: 'unit-door', label: '单元门口', words: [] },
    { id: 'lobby', label: '大堂', words: [] },
    { id: 'lift', label: '电梯', words: [] },
    { id: 'roof', label: '楼顶', words: [] },
    { id: 'garage', label: '地下车库', words: [] },
    { id: 'gate', label: '小区大门', words: [] },
  ],
  hazards: [
    hazard('burst', '爆管', '请先关上水表旁的总阀，把怕水的东西挪开。'),
    hazard('gas', '燃气泄漏', '请开窗，别碰开关，马上到楼外去。'),
    hazard('trapped', '电梯困人', '请别扒门，按轿厢里的报警按钮，原地等候。'),
    hazard('fire', '起火', '请先打119，人马上离开。'),
    hazard('electric', '漏电', '请别碰，离远一些。'),
    hazard('falling', '坠物', '请绕开那里。'),
    hazard('person', '有人遇险', '请先打120。'),
    hazard('security', '治安', '请先打110，保护好自己。'),
  ],
};

export const estate: Estate = {
  id: 'cuihu',
  name: '翠湖花园',
  buildings: Array.from({ length: 12 }, (_, index) => ({
    id: String(index + 1),
    units: ['1', '2', '3'],
    floors: { from: 1, to: 33 },
    roomsPerFloor: 4,
  })),
  publicPlaces: [{ name: '北门', aliases: [] }],
};

/** One approved answer, and one question that two of them might answer. */
export const answers: Answers = createAnswers(
  () => ({
    answers: ['fee_property', 'fee_parking_month', 'fee_parking_hour'].map((name) => ({
      id: name.replaceAll('_', '-'),
      title:
        { fee_property: '物业费多少钱', fee_parking_month: '车位月租', fee_parking_hour: '临时停车' }[name] ??
        '',
      replyKey: `answer.${name}`,
      questions: name === 'fee_property' ? ['物业费怎么算'] : ['停车怎么收费'],
      source: '公示',
      approver: '客服主管',
      effective: '2026-01-01',
      expires: '2099-12-31',
      audience: 'everyone',
      communities: [],
    })),
    synonyms: [],
  }),
  'cuihu',
  () => '',
);
export const ports: FlowPorts = createFlowPorts({
  lexicon,
  estate,
  grade: gradeMatter,
  answers,
  dayOf: wallDate,
  applications: shippedConfig().applications.kinds,
  calendar: shippedConfig().calendar,
});
export const loaded = loadFlowBook('flows', knownNames(ports, lexicon, answers));
export const book: FlowBook = loaded.book;

export const NOW = Date.UTC(2026, 10, 23, 2, 0);

export const calmFacts: TurnFacts = {
  lang: 'zh-CN',
  channel: 'wecom-kf',
  firstContact: false,
  afterHours: false,
  muted: false,
  prefill: {},
};

export function found<K extends EntityKind>(entity: K, value: EntityValues[K], raw = ''): Found {
  return { entity, value, raw, span: null, messageId: 'm', producer: 'rule' } as Found;
}
export const fill = <K extends EntityKind>(entity: K, value: EntityValues[K]): Command => ({
  type: 'fill',
  found: found(entity, value),
});
export const correct = <K extends EntityKind>(entity: K, value: EntityValues[K]): Command => ({
  type: 'correct',
  found: found(entity, value),
});
export const act = (id: ActId): Command => ({ type: 'act', act: id, producer: 'rule' });
export const start = (intent: IntentId, score = 0.9): Command => ({
  type: 'start-flow',
  intent,
  score,
  producer: 'rule',
});
export const at = (building?: string, unit?: string, room?: string): Command =>
  fill('address', {
    ...(building ? { building } : {}),
    ...(unit ? { unit } : {}),
    ...(room ? { room } : {}),
  } satisfies Address);

export type Talk = {
  says(text: string, commands?: Command[], more?: Partial<TurnInput>): Advanced;
  silent(index: number, minutes: number): Advanced;
  facts: TurnFacts;
  state(): FlowState;
  /** Reply keys of the last turn, in order. */
  keys(): string[];
  all: Effect[];
};

export function talk(facts: Partial<TurnFacts> = {}, useBook: FlowBook = book): Talk {
  let state = initialState();
  let last: Advanced | null = null;
  let now = NOW;
  let count = 0;
  const go = (input: Partial<TurnInput>): Advanced => {
    // What is stored between turns must survive being written down.
    state = JSON.parse(JSON.stringify(state)) as FlowState;
    last = advance(
      useBook,
      state,
      { messages: [], commands: [], hazards: [], emotion: 0, facts: self.facts, now, ...input },
      ports,
    );
    state = last.state;
    self.all.push(...last.effects);
    return last;
  };
  const self: Talk = {
    facts: { ...calmFacts, ...facts },
    all: [],
    state: () => state,
    keys: () => (last?.effects ?? []).flatMap((effect) => (effect.type === 'reply' ? [effect.key] : [])),
    says(text, commands = [], more = {}) {
      now += 60_000;
      count += 1;
      return go({ messages: [{ messageId: `m${count}`, text }], commands, ...more });
    },
    silent(index, minutes) {
      now += minutes * 60_000;
      return go({ silence: index });
    },
  };
  return self;
}

export const render = createReplyRenderer(book.replies);

const DEEDS: Record<string, string> = {
  'ticket.code': 'BX1123-001',
  'owner.name': '李敏',
  'owner.phone': '020-0000-0100',
  promise: '2小时内和您联系，约好上门时间',
  'promise.at': '今天 16:20 前',
  'promise.now': '说好今天 16:20 前给您回话',
  'hazard.safety': '',
  'place.short': '',
  'team.phone': '020-0000-0100',
};

/** What would go out, in words. */
export function outgoing(effects: readonly Effect[], facts: TurnFacts = calmFacts) {
  const rendered = effects.flatMap((effect) =>
    effect.type === 'reply'
      ? [
          render({
            ...effect,
            fields: { ...DEEDS, ...effect.fields },
            lang: facts.lang,
            channel: facts.channel,
            seed: 'c1',
          }),
        ]
      : [],
  );
  return composeReplies(rendered, { menuItems: 10, menuHeadBytes: 1024, menuLabelBytes: 128 });
}

export function ofType<T extends Effect['type']>(
  effects: readonly Effect[],
  type: T,
): Extract<Effect, { type: T }>[] {
  return effects.filter((effect): effect is Extract<Effect, { type: T }> => effect.type === type);
}

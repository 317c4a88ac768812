// A desk of cardboard for flow tests: carries effects out in memory and answers with a code, an owner and a promise.
import type { Effect, MatterFacts } from './effects.ts';

export type TestTicket = {
  ref: string;
  code: string;
  kind: string;
  partial: boolean;
  facts: MatterFacts;
  amended: number;
  withdrawn: boolean;
  /** Refs of the tickets this one points at. */
  links: Set<string>;
};

export type TestDesk = {
  tickets: TestTicket[];
  /** Carries out everything but words; answers what was wrong with the order, if anything. */
  carryOut(effects: readonly Effect[]): string[];
  /** The words a deed brings into a reply about `ref`; null while that ticket does not exist. */
  fieldsFor(ref: string | null): Record<string, string> | null;
  openRefs(): string[];
};

/** By grade: the promise in words, and how long that is. */
const PROMISES: Record<number, { words: string; within: string }> = {
  1: { words: '值班师傅正在赶来，15分钟内到现场', within: '15m' },
  2: { words: '师傅1小时内到现场', within: '1h' },
  3: { words: '2小时内和您联系，约好上门时间', within: '2h' },
  4: { words: '同事会在今天18:00前回复您', within: '4h' },
};

export function dueIn(grade: number): string {
  return PROMISES[grade]?.within ?? '';
}

export function createTestDesk(): TestDesk {
  const tickets: TestTicket[] = [];
  const byRef = (ref: string | null) => tickets.find((ticket) => ticket.ref === ref);
  return {
    tickets,
    carryOut(effects) {
      const wrong: string[] = [];
      for (const effect of effects) {
        if (effect.type === 'ticket.open') {
          if (byRef(effect.ref)) wrong.push(`${effect.ref} was opened twice`);
          const code = `TEST-${String(tickets.length + 1).padStart(3, '0')}`;
          tickets.push({
            ref: effect.ref,
            code,
            kind: effect.kind,
            partial: effect.partial,
            facts: effect.facts,
            amended: 0,
            withdrawn: false,
            links: new Set(),
          });
          for (const other of effect.linkedTo ?? []) {
            if (!byRef(other)) continue;
            byRef(effect.ref)?.links.add(other);
            byRef(other)?.links.add(effect.ref);
          }
        }
        if (effect.type === 'ticket.amend') {
          const ticket = byRef(effect.ref);
          if (!ticket || ticket.withdrawn) wrong.push(`${effect.ref} was amended but is not open`);
          else {
            ticket.facts = effect.facts;
            ticket.amended += 1;
          }
        }
        if (effect.type === 'ticket.withdraw') {
          const ticket = byRef(effect.ref);
          if (!ticket || ticket.withdrawn) wrong.push(`${effect.ref} was withdrawn but is not open`);
          else ticket.withdrawn = true;
        }
      }
      return wrong;
    },
    fieldsFor(ref) {
      const ticket = byRef(ref);
      if (!ticket || ticket.withdrawn) return null;
      const promise = PROMISES[ticket.facts.grade];
      return {
        'ticket.code': ticket.code,
        'owner.name': '值班主管',
        'owner.phone': '020-0000-0100',
        promise: promise?.words ?? '',
        'promise.at': '',
        'promise.now': promise?.words ?? '',
      };
    },
    openRefs: () => tickets.filter((ticket) => !ticket.withdrawn).map((ticket) => ticket.ref),
  };
}

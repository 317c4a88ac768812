// The shipped lexicon and a small estate, for all tests of understanding.
import { join } from 'node:path';
import type {
  ActId,
  EntityKind,
  EntityValues,
  Found,
  IntentId,
  Understanding,
} from '../../src/understanding/commands.ts';
import type { BurstMessage, Estate, Lexicon, PendingQuestion } from '../../src/understanding/input.ts';
import { loadLexicon } from '../../src/understanding/lexicon-load.ts';
import { createUnderstanding } from '../../src/understanding/understand.ts';

export const lexicon: Lexicon = loaded();

function loaded(): Lexicon {
  const result = loadLexicon(join(import.meta.dirname, '../../config/lexicon'));
  if (!result.ok)
    throw new Error(result.problems.map((one) => `${one.file}:${one.line} ${one.message}`).join('\n'));
  return result.value;
}

export const estate: Estate = {
  id: 'linyuan',
  name: '林苑',
  buildings: [
    ...Array.from({ length: 12 }, (_, index) => ({
      id: String(index + 1),
      units: ['1', '2', '3'],
      floors: { from: 1, to: 33 },
      roomsPerFloor: 4,
    })),
    { id: 'A', units: ['1'], floors: { from: 1, to: 18 }, roomsPerFloor: 8 },
  ],
  publicPlaces: [
    { name: '北门', aliases: ['北大门', '北门岗亭'] },
    { name: '1号梯', aliases: ['1号电梯'] },
    { name: '2号梯', aliases: ['2号电梯'] },
    { name: '地下车库', aliases: ['车库', '地库', '停车场'] },
    { name: '地下车库B1层', aliases: ['B1', '车库B1'] },
    { name: '地下车库C区', aliases: ['车库C区', '地库C区'] },
    { name: '中心花园', aliases: ['花园', '小区花园'] },
    { name: '物业服务中心', aliases: ['管理处', '客服中心'] },
  ],
};

export const understand = createUnderstanding({ lexicon, estate });

export function say(text: string, pending: PendingQuestion | null = null): Understanding {
  return burst([text], pending);
}

export function burst(texts: readonly string[], pending: PendingQuestion | null = null): Understanding {
  const messages: BurstMessage[] = texts.map((text, index) => ({ messageId: `m${index + 1}`, text }));
  return understand({ messages, pending, now: 0 });
}

export function question(
  entity: EntityKind | null,
  kind: PendingQuestion['kind'] = 'slot',
  labels: readonly string[] = [],
): PendingQuestion {
  return {
    kind,
    slot: entity ?? 'any',
    entity,
    options: labels.map((label, index) => ({ id: `option-${index + 1}`, label })),
  };
}

export function acts(understood: Understanding): ActId[] {
  return understood.commands.flatMap((command) => (command.type === 'act' ? [command.act] : []));
}

export function intents(understood: Understanding): IntentId[] {
  return understood.commands.flatMap((command) => (command.type === 'start-flow' ? [command.intent] : []));
}

export function fills<K extends EntityKind>(understood: Understanding, entity: K): EntityValues[K][] {
  return valuesOf(understood, 'fill', entity);
}

export function corrections<K extends EntityKind>(understood: Understanding, entity: K): EntityValues[K][] {
  return valuesOf(understood, 'correct', entity);
}

function valuesOf<K extends EntityKind>(
  understood: Understanding,
  type: 'fill' | 'correct',
  entity: K,
): EntityValues[K][] {
  return understood.commands.flatMap((command) =>
    command.type === type && command.found.entity === entity ? [command.found.value as EntityValues[K]] : [],
  );
}

export function allFound(understood: Understanding): Found[] {
  return understood.commands.flatMap((command) =>
    command.type === 'fill' || command.type === 'correct' ? [command.found] : [],
  );
}

// A click on a menu of ours → the command it stands for. A click on an older menu is known as old and never applied.
import type { Command } from '../understanding/commands.ts';
import { readMenuId } from './menu-id.ts';
import { chosenPlace } from './place-choices.ts';
import { setSlot } from './slots.ts';
import { activeMatter, flowOf, type Turn, top } from './turn.ts';

export type Choices = { commands: Command[]; stale: boolean; chosen: boolean };

export function readChoices(turn: Turn): Choices {
  const commands: Command[] = [];
  let stale = false;
  let chosen = false;
  const clicks = turn.input.messages.flatMap(({ menuId }): Command[] =>
    menuId === undefined ? [] : [{ type: 'choose', menuId }],
  );
  const told = turn.input.commands.filter(
    (one) => one.type !== 'choose' || !clicks.some((click) => isSame(click, one)),
  );
  for (const command of [...clicks, ...told]) {
    if (command.type !== 'choose') {
      commands.push(command);
      continue;
    }
    const choice = readMenuId(command.menuId);
    const asked = turn.asked;
    const fits =
      choice !== null &&
      asked !== null &&
      choice.flow === asked.flow &&
      choice.turn === asked.turn &&
      asked.options.some((one) => one.id === command.menuId);
    if (!fits) {
      stale = true;
      continue;
    }
    chosen = true;
    commands.push(...commandsOf(turn, choice.option));
  }
  return { commands, stale: stale && !chosen, chosen };
}

function isSame(a: Command, b: Command): boolean {
  return a.type === 'choose' && b.type === 'choose' && a.menuId === b.menuId;
}

const AGREES = new Set(['yes', 'sure', 'helped', 'same', 'will']);
const DENIES = new Set(['no', 'change', 'keep', 'unhelped', 'apart', 'wont']);

function commandsOf(turn: Turn, option: string): Command[] {
  const producer = 'menu' as const;
  if (AGREES.has(option)) return [{ type: 'act', act: 'yes', producer }];
  if (DENIES.has(option)) return [{ type: 'act', act: 'no', producer }];
  if (option === 'skip') return [{ type: 'act', act: 'skip', producer }];
  if (option === 'person') return [{ type: 'act', act: 'handoff', producer }];
  // What was asked for comes first: an approved answer may be called like a flow (visitor).
  const frame = top(turn);
  const slot = frame && turn.asked?.slot ? flowOf(turn, frame)?.slots[turn.asked.slot] : undefined;
  if (frame && slot?.type === 'address' && frame === activeMatter(turn)) {
    const place = chosenPlace(frame, option);
    if (place === null) return [];
    const found = {
      entity: 'address',
      value: place,
      raw: '',
      span: null,
      messageId: null,
      producer,
    } as const;
    return [{ type: 'fill', found }];
  }
  if (frame && slot && frame === activeMatter(turn)) {
    setSlot(turn, frame, slot, option, { raw: '', messageId: null, producer });
    return [];
  }
  const start = turn.book.flows[option]?.start;
  const application = start?.applications[0];
  if (application !== undefined)
    return [{ type: 'start-flow', intent: 'other', score: 1, producer, application }];
  const intent = start?.intents[0];
  return intent === undefined ? [] : [{ type: 'start-flow', intent, score: 1, producer }];
}

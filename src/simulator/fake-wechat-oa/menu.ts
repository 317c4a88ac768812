// POST /cgi-bin/menu/create: the account's own menu, within the sizes of the documents (自定义菜单).
import {
  type ApiAnswer,
  type ApiCall,
  listOf,
  ok,
  recordOf,
  refuse,
  textOf,
} from '../fake-wecom/endpoints/answer.ts';
import type { OaWorld } from './world.ts';

const MOST = { buttons: 3, behind: 5, nameBytes: 16, nameBehindBytes: 60, keyBytes: 128, urlBytes: 1_024 };

export function createMenu({ body }: ApiCall, world: OaWorld): ApiAnswer {
  const buttons = (listOf(body.button) ?? []).map(recordOf);
  if (buttons.length === 0 || buttons.length > MOST.buttons) return refuse(40016, 'invalid button size');
  for (const button of buttons) {
    const behind = listOf(button.sub_button)?.map(recordOf);
    if (behind && (behind.length === 0 || behind.length > MOST.behind))
      return refuse(40023, 'invalid sub button size');
    const offence =
      (behind ?? []).map((each) => offenceOf(each, MOST.nameBehindBytes)).find((each) => each !== null) ??
      (behind ? nameOffence(button, MOST.nameBytes) : offenceOf(button, MOST.nameBytes));
    if (offence !== null) return refuse(offence, 'invalid button');
  }
  world.menu = structuredClone(buttons);
  return ok();
}

function offenceOf(button: Record<string, unknown>, nameBytes: number): number | null {
  const within = (value: unknown, most: number) => {
    const text = textOf(value);
    return text !== null && text !== '' && Buffer.byteLength(text) <= most;
  };
  if (button.type === 'click' && !within(button.key, MOST.keyBytes)) return 40019;
  if (button.type === 'view' && !within(button.url, MOST.urlBytes)) return 40020;
  if (button.type !== 'click' && button.type !== 'view') return 40017;
  return nameOffence(button, nameBytes);
}

function nameOffence({ name }: Record<string, unknown>, most: number): number | null {
  const text = textOf(name);
  return text !== null && text !== '' && Buffer.byteLength(text) <= most ? null : 40018;
}

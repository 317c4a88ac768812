// Devices that have a number or a place: 2号梯, 东侧货梯, 3号道闸, 单元门, DT-03. What is wrong with them is the lexicon's matter.

import type { DeviceKind } from '../commands.ts';
import { findAll } from '../find-all.ts';
import type { Normalised } from '../normalise.ts';
import { readNumeral } from '../numerals.ts';
import type { Place } from './mask.ts';

export type FoundDevice = Place & { kind: DeviceKind; name: string };

const NOUNS: readonly [kind: DeviceKind, words: string, name: string | null][] = [
  ['lift', '货梯', null],
  ['lift', '客梯', null],
  ['lift', '消防梯|消防电梯', '消防梯'],
  ['lift', '扶梯|手扶梯', '扶梯'],
  ['lift', '电梯|升降梯|梯(?!子|间|级|队|形)', '梯'],
  ['barrier', '道闸|抬杆|起落杆|栏杆机', '道闸'],
  ['gate', '闸机|人行闸|翼闸', '闸机'],
  ['door', '门禁机?|门口机', '门禁'],
  ['pump', '水泵|泵', '水泵'],
  ['hydrant', '消火栓|消防栓', '消防栓'],
  ['charger', '充电桩|充电枪|充电口', '充电桩'],
  ['camera', '摄像头|监控探头|探头', '摄像头'],
];
const NOUN = NOUNS.map(([, words]) => `(?:${words})`).join('|');
const NUMBERED = new RegExp(
  `(?<number>[0-9]{1,3}|[一二两三四五六七八九十]{1,3})(?:号|#)的?(?<noun>${NOUN})|(?<noun2>${NOUN})(?<number2>[0-9]{1,3})(?:号|#)?(?![0-9楼层单栋元块次个:点])`,
  'gu',
);
const PLACED = new RegExp(
  `(?<side>[东西南北左右中前后][边侧面头]?|靠[东西南北里外]边?)(?:的|那[部台个]|这[部台个])?(?<noun>${NOUN})`,
  'gu',
);
/** Doors of the house are known by what they close. */
const DOORS = /单元(?:防盗|大|铁|玻璃)?门(?!口|禁|牌|诊)|大堂门(?!口)|消防门|防火门|楼道门/gu;
/** The makers' plates: DT-03. */
const PLATED = /(?<![A-Z0-9])(?:DT|KT|HT)-?[0-9]{1,3}(?![0-9])/g;

export function findDevices({ text }: Pick<Normalised, 'text'>): FoundDevice[] {
  const found: FoundDevice[] = [];
  const add = (device: FoundDevice) => {
    if (!found.some((other) => other.start < device.end && other.end > device.start)) found.push(device);
  };
  for (const match of findAll(text, NUMBERED)) {
    const { number, noun, number2, noun2 } = match.groups ?? {};
    const { kind, name } = nounOf(noun ?? noun2 ?? '');
    const said = readNumeral(number ?? number2 ?? '');
    if (said !== null)
      add({ kind, name: `${said}号${name}`, start: match.index, end: match.index + match[0].length });
  }
  for (const match of findAll(text, PLACED)) {
    const { side = '', noun = '' } = match.groups ?? {};
    const { kind, name } = nounOf(noun);
    const from = side.replace(/^靠/u, '').slice(0, 1);
    add({
      kind,
      name: `${from}侧${name === '梯' ? '电梯' : name}`,
      start: match.index,
      end: match.index + match[0].length,
    });
  }
  for (const match of findAll(text, DOORS))
    add({
      kind: 'door',
      name: match[0].startsWith('单元') ? '单元门' : match[0],
      start: match.index,
      end: match.index + match[0].length,
    });
  for (const match of findAll(text, PLATED))
    add({ kind: 'lift', name: match[0], start: match.index, end: match.index + match[0].length });
  return found.sort((a, b) => a.start - b.start);
}

const KINDS = NOUNS.map(([kind, words, name]) => ({
  kind,
  name,
  pattern: new RegExp(`^(?:${words})$`, 'u'),
}));

function nounOf(said: string): { kind: DeviceKind; name: string } {
  const known = KINDS.find(({ pattern }) => pattern.test(said));
  return { kind: known?.kind ?? 'lift', name: known?.name ?? said };
}

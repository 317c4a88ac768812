// Which of several places is meant: the choices of the open question, and the one an answer picks.
import type { Address } from '../understanding/commands.ts';
import type { PlaceChoice } from './ports.ts';
import type { Frame } from './state.ts';

/** The list replies name to show the choices of the matter that asks. */
export const PLACE_MENU = 'place.choices';

const OPTION = /^place-(?<index>[0-9])$/;

export function placeMenu({ choices = [] }: Frame): { option: string; label: string }[] {
  return choices.map(({ label }, index) => ({ option: `place-${index}`, label }));
}

export function chosenPlace({ choices = [] }: Frame, option: string): Address | null {
  const index = OPTION.exec(option)?.groups?.index;
  return index === undefined ? null : (choices[Number(index)]?.place ?? null);
}

/** 302, or 5栋那个: the only choice that holds all that was told. */
export function placePicked(choices: readonly PlaceChoice[] | undefined, told: Address): Address | null {
  const parts = Object.entries(told) as [keyof Address, string][];
  const fits = (choices ?? []).filter(({ place }) => parts.every(([part, value]) => place[part] === value));
  return fits.length === 1 ? (fits[0]?.place ?? null) : null;
}

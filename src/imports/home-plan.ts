// What a house register would change: who comes, whose number or date is another, who is no longer there. Pure.
import { homeKey, type Occupant, type OccupantFacts, personKey } from '../homes/occupant.ts';
import type { HomeStep, ImportCounts } from './batch.ts';
import { type HomeRow, homesIn } from './home-rows.ts';

/**
 * For a home that is in the table, the table says it all: whoever is not in it lives there no longer. Homes that are not in it stay
 * as they are, so that one building can be sent alone. What the table leaves empty is not taken away.
 */
export function planHomes(
  rows: readonly HomeRow[],
  known: readonly Occupant[],
): { steps: HomeStep[]; counts: ImportCounts } {
  const homes = homesIn(rows);
  const left = new Map(
    known.filter((each) => homes.has(homeKey(each.place))).map((each) => [personKey(each), each]),
  );
  const steps: HomeStep[] = [];
  let same = 0;
  for (const { facts, movedOut } of rows) {
    const key = personKey(facts);
    const occupant = left.get(key);
    // Whoever has moved out is ended with the others that are left over.
    if (movedOut) {
      if (!occupant) same++;
      continue;
    }
    left.delete(key);
    if (!occupant) {
      steps.push({ kind: 'add', facts });
      continue;
    }
    const { id, version } = occupant;
    const whole = {
      ...facts,
      phone: facts.phone ?? occupant.phone,
      movedInOn: facts.movedInOn ?? occupant.movedInOn,
    };
    if (isSame(whole, occupant)) same++;
    else steps.push({ kind: 'change', id, version, facts: whole });
  }
  for (const { id, version, place, name, relation, phone, movedInOn } of left.values())
    steps.push({ kind: 'end', id, version, facts: { place, name, relation, phone, movedInOn } });
  const count = (kind: HomeStep['kind']) => steps.filter((step) => step.kind === kind).length;
  return {
    steps,
    counts: { rows: rows.length, added: count('add'), changed: count('change'), ended: count('end'), same },
  };
}

function isSame(one: OccupantFacts, other: OccupantFacts): boolean {
  return one.phone === other.phone && one.movedInOn === other.movedInOn && one.name === other.name;
}

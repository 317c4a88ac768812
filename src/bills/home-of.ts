// A home as lists of a house write it: 3-2-501, 3栋2单元501. Only one there is. Pure.
import type { Address } from '../understanding/commands.ts';
import { checkAddress } from '../understanding/entities/check-address.ts';
import { withHouseNumbers } from '../understanding/entities/house-names.ts';
import type { Estate } from '../understanding/input.ts';

const WRITTEN =
  /^(?<building>[0-9A-Za-z]{1,3})(?:[-—]|栋|幢|座|号楼)(?:(?<unit>[0-9A-Za-z]{1,2})(?:[-—]|单元))?(?<room>\d{3,5})室?$/;

export function createHomeReader(estate: Estate): (text: string) => Address | null {
  return (text) => {
    const { building, unit, room } =
      WRITTEN.exec(withHouseNumbers(text.replaceAll(/\s/g, ''), estate))?.groups ?? {};
    if (building === undefined || room === undefined) return null;
    const units = estate.buildings.find((each) => each.id === building)?.units ?? [];
    // 3-501 in a house of several units is nobody's bill.
    if (unit === undefined && units.length > 1) return null;
    const told: Address = { building, room, ...(unit === undefined ? {} : { unit }) };
    return checkAddress(told, estate).ok ? told : null;
  };
}

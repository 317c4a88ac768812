// What a message tells besides place, trouble, telephone and time: devices, money, plates, parking spaces, codes, heads, staff.
import type { EntityKind, EntityValues } from './commands.ts';
import { findDevices } from './entities/device.ts';
import { findHeadcounts } from './entities/headcount.ts';
import type { Place } from './entities/mask.ts';
import { findMoney } from './entities/money.ts';
import { findParking } from './entities/parking.ts';
import { findPlates } from './entities/plate.ts';
import { findStaff } from './entities/staff.ts';
import { findTicketCodes } from './entities/ticket-code.ts';
import type { Normalised } from './normalise.ts';

type OtherKind = 'device' | 'money' | 'plate' | 'parking' | 'ticketCode' | 'headcount' | 'staff';
export type Other = Place &
  { [K in OtherKind]: { entity: K; value: EntityValues[K] } }[OtherKind & EntityKind];

export type Others = {
  found: Other[];
  /** Numbers that are no part of an address: those of money, plates, parking spaces and tickets. */
  taken: Place[];
};

export function readOthers(text: Normalised): Others {
  const codes = findTicketCodes(text);
  const plates = findPlates(text);
  const sums = findMoney(text);
  const spaces = findParking(text);
  const found: Other[] = [
    ...codes.map(({ code, start, end }): Other => ({ entity: 'ticketCode', value: code, start, end })),
    ...plates.map(({ plate, start, end }): Other => ({ entity: 'plate', value: plate, start, end })),
    ...sums.map(
      ({ fen, approximate, start, end }): Other => ({
        entity: 'money',
        value: { fen, approximate },
        start,
        end,
      }),
    ),
    ...spaces.map(({ parking, start, end }): Other => ({ entity: 'parking', value: parking, start, end })),
    ...findDevices(text).map(
      ({ kind, name, start, end }): Other => ({ entity: 'device', value: { kind, name }, start, end }),
    ),
    ...findHeadcounts(text).map(
      ({ count, of, atLeast, start, end }): Other => ({
        entity: 'headcount',
        value: { count, of, atLeast },
        start,
        end,
      }),
    ),
    ...findStaff(text).map(
      ({ role, name, start, end }): Other => ({ entity: 'staff', value: { role, name }, start, end }),
    ),
  ];
  return { found, taken: [...codes, ...plates, ...sums, ...spaces.map((space) => space.number)] };
}

// Which of the devices many use a repair is about, in the same words each time, so that what is mended again and again is seen. Pure.
import type { Community, IncidentsConfig } from '../config/config.ts';
import type { Address, DeviceKind } from '../understanding/commands.ts';
import { findDevices } from '../understanding/entities/device.ts';
import { formatAddress } from '../understanding/entities/format-address.ts';

/**
 * 3栋2单元2号梯, 3栋2单元门禁, 北门道闸; null where it is no such device, or nobody said which. It is kept in the open: only a number, or
 * a place the estate is known to have, gets into it, never what somebody wrote.
 */
export function deviceOf(
  category: string | null,
  { building, unit, publicPlace }: Address,
  { devices }: Pick<IncidentsConfig, 'devices'>,
  community: Pick<Community, 'estate'> | undefined,
): string | null {
  const [numbered] = findDevices({ text: publicPlace ?? '' });
  const known = community?.estate.publicPlaces.find(({ name }) => name === publicPlace)?.name;
  const inside = numbered?.name ?? known;
  // Every house has a 2号梯.
  const isOfAHouse = numbered !== undefined && OF_A_HOUSE.has(numbered.kind);
  if (building === undefined && (inside === undefined || isOfAHouse)) return null;
  const where = formatAddress({
    ...(building === undefined ? {} : { building }),
    ...(unit === undefined ? {} : { unit }),
    ...(inside === undefined ? {} : { publicPlace: inside }),
  });
  // A number says by itself what it is.
  if (numbered !== undefined) return where;
  const kind = devices.find(({ faults }) => category !== null && faults.includes(category));
  return kind === undefined ? null : `${where}${kind.name}`;
}

const OF_A_HOUSE = new Set<DeviceKind>(['lift', 'door']);

// What the pages about the estate, its people and channels read, and the line that says whose words stand there.
import { houseNow, sayInstant } from '../base/time.ts';
import { useWatch } from '../watch/parts.tsx';
import type { newestOf } from './written.ts';

export type Department = { id: string; name: string; phone: string; leadStaffId: string };
export type Grid = { name: string; communityId: string; buildings: string[]; staffIds: string[] };
export type Shift = {
  name: string;
  communityId: string;
  departmentId: string;
  days: number[];
  fromMinute: number;
  toMinute: number;
  staffIds: string[];
};
export type HousePage = {
  /** Grows whenever people or shifts change, also by a table that is brought in. */
  peopleVersion: number;
  shifts: Shift[];
  staff: { id: string; name: string; title: string; departmentId: string; skills: string[] }[];
  departments: Department[];
  grids: Grid[];
  buildings: {
    id: string;
    name: string;
    buildings: { id: string; units: number; roomsPerFloor: number; floors: [number, number] }[];
  }[];
  skills: string[];
  channels: { id: string; state: 'on' | 'waiting' | 'off'; words: string; accounts: number }[];
};

export function useHousePage() {
  return useWatch<HousePage>('/settings/house');
}

export function Since({
  newest,
  none = '现在按随软件带的文件。',
}: {
  newest: ReturnType<typeof newestOf>;
  none?: string;
}) {
  return (
    <p className="soft">
      {newest
        ? `现在是第 ${newest.version} 版，${newest.by ?? '管理员'} ${sayInstant(newest.at, houseNow())} 写的，从 ${newest.effective} 起。`
        : none}
    </p>
  );
}

export const personOptions = (staff: HousePage['staff']) =>
  staff.map(({ id, name, title }) => ({ value: id, label: `${name} ${title}` }));

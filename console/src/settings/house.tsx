// What the pages about the estate, its people and channels read, and what is said of whose words stand there.
import { Alert } from 'antd';
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
/** A building as it is written: 1-3, 1-33, 1-4. */
export type Block = {
  buildings: string;
  units: string;
  floors: string;
  rooms: string;
  onlyRooms?: string;
  names: string[];
};
/** What all who live there share. */
export type Shared = {
  gates: string[];
  liftsPerUnit: number;
  garage: { levels: string[]; areas: string[] } | null;
  publicPlaces: { name: string; aliases: string[] }[];
};
export type HousePage = {
  /** Grows whenever people or shifts change, also by a table that is brought in. */
  peopleVersion: number;
  shifts: Shift[];
  staff: { id: string; name: string; title: string; departmentId: string; skills: string[] }[];
  departments: Department[];
  grids: Grid[];
  communities: { id: string; name: string; blocks: Block[]; shared: Shared; homes: number }[];
  skills: string[];
  channels: { id: string; state: 'on' | 'waiting' | 'off'; words: string; accounts: number }[];
};

export function useHousePage() {
  return useWatch<HousePage>('/settings/house');
}

type Newest = ReturnType<typeof newestOf>;

/** Whose words stand there; `none`: said while nobody has written any. */
export function saySince(newest: Newest, none = '现在按随软件带的文件。'): string {
  return newest
    ? `现在是第 ${newest.version} 版，${newest.by ?? '管理员'} ${sayInstant(newest.at, houseNow())} 写的，从 ${newest.effective} 起。`
    : none;
}

/** What is shown holds from another day on. */
export function Planned({ newest, today }: { newest: Newest; today: string }) {
  return newest !== null && newest.effective > today ? (
    <Alert type="info" className="gap-below" title={`下面是从 ${newest.effective} 起的，今天还按原来的。`} />
  ) : null;
}

export const personOptions = (staff: HousePage['staff']) =>
  staff.map(({ id, name, title }) => ({ value: id, label: `${name} ${title}` }));

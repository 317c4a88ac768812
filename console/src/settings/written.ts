// What is written over the files, as the settings pages read and write it.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { deed, Refused } from '../base/api.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { useWatch } from '../watch/parts.tsx';

export type Written = {
  today: string;
  items: {
    kind: 'rule' | 'swap';
    key: string;
    version: number;
    value: unknown;
    effective: string;
    by: string | null;
    at: number;
  }[];
};

type Newer = { by?: string | null; at?: number } | undefined;
/** So long a sentence of two lines stays. */
const SEEN_S = 10;

export function useWritten() {
  return useWatch<Written>('/settings/written');
}

/** The next version after the one that was shown. */
export function useWrite(path: string, done: string, onDone: () => void = () => {}) {
  const client = useQueryClient();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: ({ body, seen }: { body: object; seen: number }) => deed(`/settings/${path}`, body, seen),
    onSuccess: () => {
      message.success(done);
      onDone();
    },
    // The page reads what stands there now and is drawn anew, so it is said above it whose that is.
    onError: (error) => {
      const newer = error instanceof Refused && error.status === 409 ? (error.current as Newer) : null;
      if (newer?.at !== undefined)
        message.warning(
          `${newer.by ?? '管理员'} ${sayInstant(newer.at, houseNow())} 刚改过，页面上已经是新的；您写的没有保存，请看过再改`,
          SEEN_S,
        );
    },
    onSettled: () => {
      void client.invalidateQueries({
        predicate: ({ queryKey: [kind] }) => kind === 'watch' || kind === 'settings',
      });
    },
  });
}

export function newestOf(written: Written | undefined, key: string) {
  return written?.items.findLast((each) => each.key === key) ?? null;
}

/** 510 → 08:30 */
export function sayMinute(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

type Span = { fromMinute: number; toMinute: number };

export function saySpans(spans: readonly Span[]): string {
  return spans.map((each) => `${sayMinute(each.fromMinute)}-${sayMinute(each.toMinute)}`).join('，');
}

/** 08:30-12:00，14:00-18:00; null when it cannot be read. */
export function readSpans(text: string): Span[] | null {
  const parts = text.split(/[，,、\s]+/).filter((part) => part !== '');
  const spans = parts.map((part) => {
    const [, fromHour, fromMinute, toHour, toMinute] =
      /^(\d{1,2})[:：](\d{2})[-–—~](\d{1,2})[:：](\d{2})$/.exec(part) ?? [];
    return fromHour === undefined
      ? null
      : {
          fromMinute: Number(fromHour) * 60 + Number(fromMinute),
          toMinute: Number(toHour) * 60 + Number(toMinute),
        };
  });
  return spans.every((each) => each !== null) ? spans : null;
}

export type DayOff = { date: string; name: string; hours: Span[] };

export function sayDays(days: readonly DayOff[]): string {
  return days.map(({ date, name, hours }) => `${date} ${name} ${saySpans(hours)}`.trim()).join('\n');
}

/** One day to the line: 2027-01-01 元旦, or with hours where it is worked. The line that cannot be read comes back instead. */
export function readDays(text: string): { days: DayOff[] } | { wrong: string } {
  const days: DayOff[] = [];
  for (const line of text.split('\n').map((each) => each.trim())) {
    if (line === '') continue;
    const [, date, name, rest = ''] = /^(\d{4}-\d{2}-\d{2})\s+(\S+)(?:\s+(.*))?$/.exec(line) ?? [];
    const hours = readSpans(rest);
    if (date === undefined || name === undefined || hours === null) return { wrong: line };
    days.push({ date, name, hours });
  }
  return { days };
}

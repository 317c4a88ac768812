// Ids of the house as names.
import { useQuery } from '@tanstack/react-query';
import { read } from '../base/api.ts';
import { useSession } from '../base/session.ts';
import type { TicketEventView } from '../base/shapes.ts';
import type { Sla } from '../settings/grades.tsx';
import type { Calendar } from '../settings/hours.tsx';

/** What is charged for, as published; the same twice is a fixed price. */
export type Price = {
  id: string;
  name: string;
  unit: string;
  fromFen: number;
  toFen: number;
  communities: string[];
};

export type Settings = {
  communities: { id: string; name: string; office: { name: string; phone: string; address: string } }[];
  departments: { id: string; name: string; phone: string; lead: string | null }[];
  staff: { id: string; name: string; title: string; role: string; departmentId: string; skills: string[] }[];
  alternatives: { id: string; label: string }[];
  prices: Price[];
  roster: {
    shifts: {
      name: string;
      departmentId: string;
      days: number[];
      fromMinute: number;
      toMinute: number;
      staffIds: string[];
    }[];
  };
  sla: Sla;
  calendar: Calendar;
  channels: { accounts: { channel: string; accountId: string; communityId: string; handoff: string }[] };
  retention: Record<
    | 'rawCallbackDays'
    | 'doneJobDays'
    | 'answerDays'
    | 'webhookDays'
    | 'messageDaysAfterClosing'
    | 'auditDays'
    | 'ticketDays',
    number
  >;
  /** What the last night took off, by kind; null = there was none yet. */
  retentionRun: {
    day: string;
    startedAt: number;
    endedAt: number | null;
    counts: Record<string, number>;
  } | null;
};

const ACTORS: Record<string, string> = {
  bot: '小助手',
  service: '对接系统',
  timer: '系统',
  resident: '住户',
  staff: '同事',
};

export function useSettings() {
  return useQuery({
    queryKey: ['settings'],
    queryFn: () => read<Settings>('/settings'),
    staleTime: 600_000,
    refetchInterval: false,
  });
}

export function useHouse() {
  const { me } = useSession();
  const { data } = useSettings();
  const person = (id: string | null): string | null => {
    if (id === null) return null;
    if (id === me.actorId) return `${me.name}（我）`;
    return data?.staff.find((each) => each.id === id)?.name ?? '同事';
  };
  return {
    person,
    department: (id: string | null) =>
      id === null ? null : (data?.departments.find((each) => each.id === id)?.name ?? id),
    actor: ({ kind, id }: TicketEventView['actor']) =>
      kind === 'staff' ? (person(id) ?? '同事') : (ACTORS[kind] ?? kind),
  };
}

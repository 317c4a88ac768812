// Incidents in the words of the people who lead them.
import type { Bulletin, Incident } from '../base/shapes.ts';

export type Course = NonNullable<Incident['course']>;

export const CANDIDATES: Record<Incident['state'], string> = {
  candidate: '等您判断',
  confirmed: '已确认是一件事',
  dismissed: '已判断不是一件事',
};

export const COURSES: Record<Course['status'], string> = {
  suspected: '待确认',
  confirmed: '处置中',
  contained: '已控制',
  resolved: '已处理完，待复盘',
  reviewed: '已复盘',
  dismissed: '不是一件事',
};

export const DELIVERIES: Record<Bulletin['deliveries'][number]['state'], string> = {
  sent: '已发出',
  waiting: '等住户再来信时一起发',
  phone: '发不到，请打电话',
  called: '已打电话',
  stopped: '住户不想再收',
};

export const REACHES = {
  now: '现在能收到',
  waits: '等住户再来信',
  phone: '只能打电话',
  stopped: '不想再收',
} as const;

/** What is opened by hand most; the ids are those of the word list. */
export const TOPICS = [
  { value: 'no-water', label: '停水' },
  { value: 'no-power', label: '停电' },
  { value: 'lift-out', label: '电梯全停' },
  { value: 'water-quality', label: '水质异常' },
  { value: 'heating', label: '暖气' },
  { value: 'gas-supply', label: '燃气停气' },
  { value: 'network', label: '网络' },
  { value: 'noise', label: '噪音' },
  { value: 'kitchen-smoke', label: '油烟' },
  { value: 'parking', label: '停车' },
  { value: 'property-fee', label: '物业费' },
];

export function isRunning(incident: Incident): boolean {
  return incident.course?.status === 'confirmed' || incident.course?.status === 'contained';
}

export function titleOf({ course, place, label, topic }: Incident): string {
  return course?.title ?? `${place === null ? '多栋楼' : sayPlace(place)} ${label ?? topic}`;
}

export function sayPlace(place: string): string {
  return /^\w{1,4}$/.test(place) ? `${place}栋` : place;
}

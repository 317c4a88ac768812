// Times as people say them, counted by the clock of the house and not by the one of this computer.
import { useSyncExternalStore } from 'react';

let offsetMs = 0;
const listeners = new Set<() => void>();
let ticking: number | null = null;
let second = 0;

export function setHouseTime(now: number): void {
  offsetMs = now - Date.now();
}

/** For spans within the page; somebody who sets this computer's clock changes nothing in it. */
export function sinceOpenedMs(): number {
  return performance.now();
}

export function houseNow(): number {
  return Date.now() + offsetMs;
}

/** Draws anew every second; one timer for all that count. */
export function useHouseNow(): number {
  useSyncExternalStore(subscribe, () => second);
  return houseNow();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  ticking ??= window.setInterval(() => {
    second++;
    for (const each of listeners) each();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0 || ticking === null) return;
    window.clearInterval(ticking);
    ticking = null;
  };
}

const clock = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
});
const dayAndMonth = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  month: 'long',
  day: 'numeric',
});
const dayOnly = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' });

const DAY_MS = 86_400_000;

/** 14:20 · 明日 14:20 · 昨日 09:00 · 11月3日 14:20 */
export function sayInstant(at: number, now: number): string {
  const day = (instant: number) => dayOnly.format(instant);
  if (day(at) === day(now)) return clock.format(at);
  if (day(at) === day(now + DAY_MS)) return `明日 ${clock.format(at)}`;
  if (day(at) === day(now - DAY_MS)) return `昨日 ${clock.format(at)}`;
  return sayClock(at);
}

/** 11月3日 14:20 */
export function sayClock(at: number): string {
  return `${dayAndMonth.format(at)} ${clock.format(at)}`;
}

/** 40 秒 · 6 分钟 · 2 小时 5 分 · 3 天 */
export function saySpan(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} 秒`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} 分钟`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} 小时` : `${hours} 小时 ${minutes % 60} 分`;
  return `${Math.floor(hours / 24)} 天`;
}

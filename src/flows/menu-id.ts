// The id a menu item carries out and brings back: flow, turn and option, so that a click on an old menu is known as old.

/** Longest id the platforms take (微信客服 click.id ≤ 128 bytes). */
const LONGEST = 128;

export function menuId(flow: string, turn: number, option: string): string {
  const safe = option.replace(/[^A-Za-z0-9_.-]/g, '_');
  return `m:${flow}:${turn}:${safe}`.slice(0, LONGEST);
}

export function readMenuId(id: string): { flow: string; turn: number; option: string } | null {
  const match = /^m:([A-Za-z0-9-]+):(\d{1,9}):([A-Za-z0-9_.-]+)$/.exec(id);
  return match ? { flow: match[1] ?? '', turn: Number(match[2]), option: match[3] ?? '' } : null;
}

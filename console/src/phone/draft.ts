// What somebody has begun to say of a ticket: kept while they put the phone into the pocket.
export type Draft = { beforeDone: boolean; afterDone: boolean; cause: string; result: string };

const NOTHING: Draft = { beforeDone: false, afterDone: false, cause: '', result: '' };
const PREFIX = 'phone.draft.';
const nameOf = (ticketId: string) => `${PREFIX}${ticketId}`;

export function readDraft(ticketId: string): Draft {
  try {
    const kept = JSON.parse(localStorage.getItem(nameOf(ticketId)) ?? '{}') as Partial<Draft>;
    return { ...NOTHING, ...kept };
  } catch {
    return NOTHING;
  }
}

export function keepDraft(ticketId: string, draft: Draft): void {
  localStorage.setItem(nameOf(ticketId), JSON.stringify(draft));
}

export function dropDraft(ticketId: string): void {
  localStorage.removeItem(nameOf(ticketId));
}

export function dropDrafts(): void {
  for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
}

export const CAUSES = [
  ['worn-out', '老化磨损'],
  ['blocked', '堵了'],
  ['loose', '松了掉了'],
  ['wet', '进水受潮'],
  ['wiring', '线路问题'],
  ['misused', '使用不当'],
  ['damaged', '人为损坏'],
  ['other', '别的原因'],
] as const;

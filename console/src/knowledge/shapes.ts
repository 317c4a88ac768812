// What the page about approved answers reads.
export type Words = { 'zh-CN': string | null; 'zh-TW': string | null; en: string | null };
export type Answer = {
  title: string;
  questions: string[];
  source: string;
  approver: string;
  effective: string;
  expires: string;
  communities: string[];
  words: Words;
};
export type Entry = {
  id: string;
  version: number;
  from: 'files' | 'console';
  state: 'in-force' | 'planned' | 'expired' | 'withdrawn';
  answer: Answer | null;
  planned: { effective: string; value: Answer | null } | null;
  versions: { version: number; effective: string; at: number; by: string | null; isWithdrawn: boolean }[];
};
export type Gap = { id: string; question: string; answerKey: string | null; createdAt: string };
export type KnowledgePage = { today: string; items: Entry[]; gaps: Gap[]; fields: string[] };
export type Tried = {
  kind: 'answer' | 'choice' | 'none';
  titles: string[];
  answer: (Answer & { id: string }) | null;
};

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
  /** Grows with every version and every draft: what was seen. */
  revision: number;
  draft: { value: Answer; effective: string; at: number; by: string | null; isMine: boolean } | null;
  from: 'files' | 'console';
  state: 'in-force' | 'planned' | 'expired' | 'withdrawn' | 'draft';
  answer: Answer | null;
  planned: { effective: string; value: Answer | null } | null;
  versions: {
    version: number;
    effective: string;
    at: number;
    by: string | null;
    author: string | null;
    isWithdrawn: boolean;
  }[];
};
/** What a colleague wrote in the meantime; without an answer: withdrawn. */
export type Newer = {
  by: string | null;
  at: number;
  effective: string;
  revision: number;
  answer: Answer | null;
};
export type Gap = { id: string; question: string; answerKey: string | null; createdAt: string };
export type KnowledgePage = {
  today: string;
  items: Entry[];
  gaps: Gap[];
  fields: string[];
  /** How many people stand for an answer. */
  approvers: 1 | 2;
  /** How many phrases wait for a second person. */
  phrasesWaiting: number;
};
export type Tried = {
  kind: 'answer' | 'choice' | 'none';
  titles: string[];
  answer: (Answer & { id: string }) | null;
};

// Lets the language model put approved wordings more kindly, where the company wants it. It sees wordings with their fields empty and the resident's words masked; what it says counts only if nothing is new in it.
import { z } from 'zod';
import type { Logger } from '../base/log.ts';
import type { Lang, Reply } from '../replies/reply.ts';
import { refuseTemplate } from '../replies/rewording.ts';
import type { Redactor } from '../understanding/redact.ts';
import type { AskModel } from './ask-model.ts';

/** An approved wording as it stands in the files, fields and all. */
export type ApprovedWording = {
  reply: Pick<Reply, 'key' | 'lint' | 'parts' | 'placeholders' | 'menu'>;
  template: string;
  lang: Lang;
};

export type WordingWish = { residentId: string; messages: readonly string[]; wordings: ApprovedWording[] };

/** Approved wording → what is said instead; who is not in it is said as written. */
export type Rewordings = { prompt: string; said: ReadonlyMap<string, string> };

/** Of the first run of a turn: which wordings may be put differently. Of the second: as what they are said. */
export type RewordingPlan = 'to-choose' | Rewordings;

export type ChosenWordings = {
  reword(template: string, reply: ApprovedWording['reply'], lang: Lang): string;
  chosen: ApprovedWording[];
  isToAsk(): boolean;
  prompt: string;
};

export function chooseWordings(plan: RewordingPlan | null): ChosenWordings | null {
  if (plan === null) return null;
  const chosen: ApprovedWording[] = [];
  return {
    reword(template, reply, lang) {
      if (plan !== 'to-choose') return plan.said.get(template) ?? template;
      chosen.push({ reply, template, lang });
      return template;
    },
    chosen,
    isToAsk: () => chosen.length > 0,
    prompt: plan === 'to-choose' ? '' : plan.prompt,
  };
}

export type Reworder = {
  /** Never throws, never takes longer than the model's time. */
  reword(wish: WordingWish): Promise<Rewordings>;
};

/** Ends the first run of a turn, which leaves nothing behind: these wordings may be put differently before it is run for good. */
export class WordingsChosen extends Error {
  readonly wish: WordingWish;
  constructor(wish: WordingWish) {
    super('wordings chosen');
    this.wish = wish;
  }
}

export const rewordingShape = z.object({
  wordings: z
    .array(z.object({ id: z.string(), text: z.string() }))
    .describe('each wording you were given, said anew; the same {{fields}} in it'),
});

/** A turn says two messages; nothing honest has more parts. */
const MOST_WORDINGS = 4;
const MOST_MESSAGES = 6;

export function createReworder({
  ask,
  prompt,
  redactor,
  log,
  observe,
}: {
  ask: AskModel;
  prompt: { version: string; system: string };
  redactor: Redactor;
  log: Logger;
  observe(outcome: string): void;
}): Reworder {
  return {
    async reword(wish) {
      const said = new Map<string, string>();
      const wordings = wish.wordings.slice(0, MOST_WORDINGS);
      try {
        const user = JSON.stringify({
          messages: redactor.redactAll(wish.messages.slice(-MOST_MESSAGES)).map(({ text }) => text),
          lang: wordings[0]?.lang,
          wordings: wordings.map(({ template }, index) => ({ id: `${index + 1}`, text: template })),
        });
        const answer = rewordingShape.safeParse(await ask({ ...prompt, user }, wish.residentId));
        for (const { id, text } of answer.success ? answer.data.wordings : []) {
          const approved = wordings[Number(id) - 1];
          if (approved === undefined || text === approved.template) continue;
          const [refused] = refuseTemplate(approved.reply, approved.template, text, approved.lang);
          observe(refused === undefined ? 'reworded' : 'rewording-refused');
          if (refused === undefined) said.set(approved.template, text);
          else log.info({ event: 'rewording.refused', key: approved.reply.key, rule: refused.rule });
        }
      } catch (error) {
        log.warn({ event: 'rewording.failed', error }, 'the wordings go out as written');
        observe('failed');
      }
      return { prompt: prompt.version, said };
    },
  };
}

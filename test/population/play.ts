// Plays the residents against a whole desk in this process, one after the other, on a clock that is set for each.

import { openStory } from '../harness/in-process-desk.ts';
import { conversationOf, ticketsOf } from '../journeys/support.ts';
import { createLeapingClock } from '../support/leaping-clock.ts';
import { shanghai } from '../support/manual-clock.ts';
import { judge, type Verdict } from './judge.ts';
import type { Asked } from './questions.ts';
import type { Imagined } from './residents.ts';
import { talk } from './talk.ts';

export async function playPopulation(
  residents: readonly Imagined[],
  readQuestion: (said: readonly string[]) => Asked | null,
): Promise<Verdict[]> {
  const clock = createLeapingClock(shanghai('2026-11-24 10:00'));
  const story = await openStory({ clock, env: { LOG_LEVEL: 'fatal' } });
  try {
    const verdicts: Verdict[] = [];
    for (const resident of residents) {
      const person = story.resident(`wm-${resident.id}`);
      const screen = {
        async write(words: string) {
          clock.leap(20_000);
          person.writes(words);
          await story.settled();
        },
        heard: () => story.hears(person),
      };
      const said = await talk(resident, screen, readQuestion);
      const { owner } = await conversationOf(story, `wm-${resident.id}`);
      verdicts.push(
        judge(said, await ticketsOf(story, `wm-${resident.id}`), JSON.stringify(owner).includes('nobody')),
      );
    }
    return verdicts;
  } finally {
    await story.close();
  }
}

// What is measured on each labelled set, as lines of a report. Counts and shares only; no text leaves here.
import type { ReportWords } from '../../groups/matter.ts';
import {
  type ComplaintClass,
  complaintClasses,
  intentIds,
  type Understanding,
} from '../../understanding/commands.ts';
import type { AddressSaid, Report } from '../../understanding/report.ts';
import type { DangerLine } from './own-sets.ts';
import {
  f1Of,
  type Judged,
  type LabelScores,
  scoreBcubed,
  scoreLabels,
  scorePairs,
  share,
  withoutBiggest,
} from './scores.ts';
import type { RowOf } from './sets.ts';

export type ReportOn = (text: string) => Report;
export type Section = { title: string; lines: string[] };

export function measureIntents(rows: readonly RowOf<'intent'>[], report: ReportOn): Section[] {
  if (rows.length === 0) return [];
  const judged = rows.map((row) => ({ row, said: report(row.text) }));
  const labels = judged.map(({ row, said }) => ({
    gold: row.intent,
    alternative: row.intent_alt ?? undefined,
    said: said.intent,
    form: row.form,
  }));
  const strict = scoreLabels(labels, intentIds);
  const lenient = scoreLabels(labels, intentIds, 'lenient');
  const forms = [...new Set(rows.map((row) => row.form))].sort();
  const classes = judged.flatMap(({ row, said }) =>
    row.intent === 'complaint' && row.complaint_class
      ? [{ gold: row.complaint_class, said: said.complaintClass ?? ('none' as const) }]
      : [],
  ) as Judged<ComplaintClass | 'none'>[];
  const urgent = judged.filter(({ row }) => typeof row.urgent === 'boolean');
  const hits = urgent.filter(({ row, said }) => row.urgent === true && said.urgent).length;
  const claimed = urgent.filter(({ said }) => said.urgent).length;
  const positives = urgent.filter(({ row }) => row.urgent === true).length;
  return [
    {
      title: `Intent (${rows.length} messages)`,
      lines: [
        '| | accuracy | macro-F1 |',
        '|---|---|---|',
        `| strict | ${figure(strict.accuracy)} | ${figure(strict.macroF1)} |`,
        `| lenient (a second right answer counts) | ${figure(lenient.accuracy)} | ${figure(lenient.macroF1)} |`,
        '',
        ...classTable(strict),
        '',
        ...confusionTable(strict),
        '',
        '| form | messages | accuracy | lenient |',
        '|---|---|---|---|',
        ...forms.map((form) => {
          const of = labels.filter((label) => label.form === form);
          return `| ${form} | ${of.length} | ${figure(scoreLabels(of, intentIds).accuracy)} | ${figure(scoreLabels(of, intentIds, 'lenient').accuracy)} |`;
        }),
      ],
    },
    ...(classes.length === 0 ? [] : [labelSection('Class of a complaint', classes, complaintClasses)]),
    ...(urgent.length === 0
      ? []
      : [
          {
            title: `Urgent (${urgent.length} messages)`,
            lines: [
              `${hits} of ${positives} urgent messages found; ${claimed - hits} of ${urgent.length - positives} others called urgent.`,
            ],
          },
        ]),
  ];
}

function labelSection(
  title: string,
  rows: readonly Judged<ComplaintClass | 'none'>[],
  labels: readonly (ComplaintClass | 'none')[],
): Section {
  const scores = scoreLabels(rows, [...labels, 'none']);
  return {
    title: `${title} (${rows.length})`,
    lines: [
      `Accuracy ${figure(scores.accuracy)}, macro-F1 ${figure(scores.macroF1)}; *none* = not taken for a complaint.`,
      '',
      ...classTable(scores),
      '',
      ...confusionTable(scores),
    ],
  };
}

function classTable<L extends string>({ byLabel }: LabelScores<L>): string[] {
  return [
    '| | precision | recall | F1 | messages |',
    '|---|---|---|---|---|',
    ...[...byLabel]
      .filter(([, score]) => score.count > 0)
      .map(
        ([label, { precision, recall, f1, count }]) =>
          `| ${label} | ${figure(precision)} | ${figure(recall)} | ${figure(f1)} | ${count} |`,
      ),
  ];
}

function confusionTable<L extends string>({ confusion }: LabelScores<L>): string[] {
  const labels = [...confusion.keys()];
  return [
    `| is ↓ said → | ${labels.join(' | ')} |`,
    `|---|${labels.map(() => '---|').join('')}`,
    ...[...confusion]
      .filter(([, row]) => [...row.values()].some((count) => count > 0))
      .map(([gold, row]) => `| ${gold} | ${labels.map((said) => row.get(said) ?? 0).join(' | ')} |`),
  ];
}

export function measureAddresses(rows: readonly RowOf<'address'>[], report: ReportOn): Section[] {
  if (rows.length === 0) return [];
  const judged = rows.map((row) => ({ row, said: report(row.text).addresses }));
  const forms = [...new Set(rows.map((row) => row.form))].sort().reverse();
  const parts = ['building', 'unit', 'floor', 'room'] as const;
  return [
    {
      title: `Addresses (${rows.length} texts)`,
      lines: [
        `| form | texts | all four exact | ${parts.map((part) => `${part} P / R`).join(' | ')} |`,
        `|---|---|---|${parts.map(() => '---|').join('')}`,
        ...forms.map((form) => {
          const of = judged.filter(({ row }) => row.form === form);
          const exact = of.filter(({ row, said }) => sameAddresses(row.addresses, said)).length;
          const fields = parts.map((part) => {
            const { precision, recall } = fieldScore(of, part);
            return `${figure(precision)} / ${figure(recall)}`;
          });
          return `| ${form} | ${of.length} | ${figure(share(exact, of.length))} | ${fields.join(' | ')} |`;
        }),
      ],
    },
  ];
}

function sameAddresses(gold: readonly AddressSaid[], said: readonly AddressSaid[]): boolean {
  const key = ({ building, unit, floor, room }: AddressSaid) => JSON.stringify([building, unit, floor, room]);
  const keys = (list: readonly AddressSaid[]) => [...new Set(list.map(key))].sort().join();
  return keys(gold) === keys(said);
}

function fieldScore(
  rows: readonly { row: RowOf<'address'>; said: readonly AddressSaid[] }[],
  part: keyof AddressSaid,
) {
  let hits = 0;
  let claimed = 0;
  let count = 0;
  for (const { row, said } of rows) {
    const gold = new Set(row.addresses.map((address) => address[part]).filter((value) => value !== null));
    const told = new Set(said.map((address) => address[part]).filter((value) => value !== null));
    count += gold.size;
    claimed += told.size;
    hits += [...told].filter((value) => gold.has(value)).length;
  }
  return f1Of(hits, claimed, count);
}

export type GroupAll = (reports: readonly ReportWords[]) => (string | null)[];

/** How much hangs on the value from which reports are joined: the same measures a little above and below it. */
function measureJoining(rows: readonly RowOf<'groups'>[], groupAt: GroupAt): string[] {
  const steps = [-0.09, -0.06, -0.03, 0, 0.03, 0.06];
  return [
    '| joining value | precision | recall | F1 | without the two biggest | other problem joined |',
    '|---|---|---|---|---|---|',
    ...steps.map((step) => {
      const join = groupAt.usual + step;
      const said = groupAt.at(join)(rows);
      const grouped = rows.map((row, at) => ({ gold: row.group, said: said[at] ?? null, kind: row.kind }));
      const { precision, recall, f1 } = scorePairs(grouped);
      const joined = grouped.filter((row) => row.kind.includes('other') && row.said !== null).length;
      const small = scorePairs(withoutBiggest(grouped, 2)).f1;
      return `| ${join.toFixed(2)}${step === 0 ? ' (ours)' : ''} | ${figure(precision)} | ${figure(recall)} | ${figure(f1)} | ${figure(small)} | ${joined} |`;
    }),
  ];
}

/** The grouping at another joining value, and the one that is used. */
export type GroupAt = { usual: number; at(join: number): GroupAll };

export function measureGroups(rows: readonly RowOf<'groups'>[], groupAt: GroupAt): Section[] {
  if (rows.length === 0) return [];
  const said = groupAt.at(groupAt.usual)(rows);
  const grouped = rows.map((row, index) => ({ gold: row.group, said: said[index] ?? null, kind: row.kind }));
  const all = scorePairs(grouped);
  const small = scorePairs(withoutBiggest(grouped, 2));
  const bcubed = scoreBcubed(grouped);
  const hard = grouped.filter((row) => row.kind.includes('other'));
  const joined = hard.filter((row) => row.said !== null).length;
  const singles = grouped.filter((row) => row.kind === 'singleton');
  const joinedSingles = singles.filter((row) => row.said !== null).length;
  const line = (name: string, { precision, recall, f1 }: ReturnType<typeof f1Of>) =>
    `| ${name} | ${figure(precision)} | ${figure(recall)} | ${figure(f1)} |`;
  return [
    {
      title: `Same problem at the same place (${rows.length} reports, ${all.pairs} pairs)`,
      lines: [
        '| | precision | recall | F1 |',
        '|---|---|---|---|',
        line('pairs', all),
        line('pairs without the two biggest groups', small),
        line('B-cubed', bcubed),
        '',
        `Same place and another problem: ${joined} of ${hard.length} wrongly joined. Told by one alone: ${joinedSingles} of ${singles.length} wrongly joined.`,
        '',
        ...measureJoining(rows, groupAt),
      ],
    },
  ];
}

/** What a message on its own is heard as: alarms, and what would only be asked about. */
export type DangerIn = (text: string) => Pick<Understanding, 'hazards' | 'suspected'>;

/** `remark` says what the figures may be taken for. */
export function measureHazards(rows: readonly DangerLine[], dangerIn: DangerIn, remark: string): Section[] {
  if (rows.length === 0) return [];
  const live = rows.filter((row) => row.hazard !== null);
  const quiet = rows.filter((row) => row.hazard === null);
  const said = (row: DangerLine) => dangerIn(row.text).hazards;
  const found = live.filter((row) => said(row).some((hazard) => hazard === row.hazard)).length;
  const other = live.filter((row) => said(row).length > 0).length - found;
  const woken = quiet.filter((row) => said(row).length > 0).length;
  const asked = (of: DangerLine[]) => of.filter((row) => dangerIn(row.text).suspected !== null).length;
  return [
    {
      title: `Danger (${live.length} lines of danger, ${quiet.length} that only sound like it)`,
      lines: [
        `Recall ${figure(share(found, live.length))} (${found} of ${live.length}); false alarms ${figure(share(woken, quiet.length))} (${woken} of ${quiet.length}).`,
        '',
        `Beside these: ${other} heard as another danger; asked about ${asked(live)} of danger and ${asked(quiet)} of the others, so that ${figure(share(found + other + asked(live), live.length))} of the dangers are not passed over.`,
        '',
        remark,
      ],
    },
  ];
}

/** How often residents whose messages are about other things would be asked whether they mean danger. */
export function measureAsked(texts: readonly string[], dangerIn: DangerIn): Section {
  const asked = texts.filter((text) => dangerIn(text).suspected !== null).length;
  return {
    title: `Asked whether it is danger (${texts.length} texts of every kind)`,
    lines: [`${asked} of them.`],
  };
}

export function measureEmotion(
  rows: readonly RowOf<'emotion'>[],
  published: readonly RowOf<'emotion_published'>[],
  report: ReportOn,
): Section[] {
  const sections: Section[] = [];
  if (rows.length > 0) {
    const levels = ['0', '1', '2'] as const;
    const judged = rows.map((row) => ({
      gold: levels[row.anger] ?? '2',
      said: levels[Math.min(2, report(row.text).emotion)] ?? '0',
    }));
    const scores = scoreLabels(judged, levels);
    sections.push({
      title: `Anger (${rows.length} messages; our 2 and 3 are one here)`,
      lines: [
        `Accuracy ${figure(scores.accuracy)}, macro-F1 ${figure(scores.macroF1)}.`,
        '',
        ...confusionTable(scores),
      ],
    });
  }
  if (published.length > 0) {
    const judged = published.map((row) => ({
      gold: row.angry === 1 ? ('angry' as const) : ('not' as const),
      said: report(row.text).emotion >= 1 ? ('angry' as const) : ('not' as const),
    }));
    const scores = scoreLabels(judged, ['angry', 'not']);
    sections.push({
      title: `Anger in posts of no house (${published.length}, noisy labels)`,
      lines: [`Accuracy ${figure(scores.accuracy)}, macro-F1 ${figure(scores.macroF1)}.`],
    });
  }
  return sections;
}

export function figure(value: number): string {
  return value.toFixed(3);
}

// The pages made from reports/prove.json: docs/reliability.md, and the table in both READMEs. Figures get into docs in no other way.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PromiseId, promiseIds, promises } from './promises.ts';
import { type PromiseRow, type Report, readReport, rowOf } from './report.ts';

type Language = 'zh' | 'en';

/** README is one page; the other promises stand in docs/reliability.md. */
const inReadme: readonly PromiseId[] = [
  'killed',
  'fsync',
  'doubled',
  'backlog',
  'order',
  'stores-killed',
  'channel-down',
  'disk-full',
  'timers',
];
const BEGIN = '<!-- reliability: npm run docs:reliability -->';
const END = '<!-- /reliability -->';

const words = {
  zh: {
    head: '| 承诺 | 怎么试出来的 |\n|---|---|',
    'not-run': '还没跑过',
    broken: (count: number) => `**没守住**：${count} 处，见报告`,
    'too-few': (shown: string) => `${shown}（次数还不够，不算数）`,
  },
  en: {
    head: '| Promise | How it was tried |\n|---|---|',
    'not-run': 'not run yet',
    broken: (count: number) => `**broken**: ${count} times, see the report`,
    'too-few': (shown: string) => `${shown} (too few to count)`,
  },
};

export function readmeTable(report: Report | null, language: Language): string {
  const rows = inReadme.map(
    (id) => `| ${promises[id][language]} | ${resultOf(id, report && rowOf(report, id), language)} |`,
  );
  return [BEGIN, words[language].head, ...rows, END].join('\n');
}

/** A README with its table as the report has it. */
export function withTable(readme: string, report: Report | null, language: Language): string {
  const from = readme.indexOf(BEGIN);
  const to = readme.indexOf(END);
  if (from < 0 || to < from) throw new Error(`README has no place for the table: ${BEGIN} … ${END}`);
  return readme.slice(0, from) + readmeTable(report, language) + readme.slice(to + END.length);
}

export function reliabilityPage(report: Report | null): string {
  const lines = [
    '# 可靠性 · Reliability',
    '',
    '<!-- Written by `npm run docs:reliability` from reports/prove.json; a test compares. Do not edit by hand. -->',
    '',
    '`npm run prove` 让前台在高峰里被杀、被停、断库、满盘、收乱码，然后只看平台一侧的账本和最后的数据，判断有没有丢、重、乱、超。下表由最近一次完整运行的报告生成；`npm test` 每次跑它的短版。',
    '',
    'Each promise stands here with the trouble that was made for it. The judge reads only the ledger of the played platform and what the desk finally has. Zero failures in N trials mean at most 3/N at 95 % confidence.',
    '',
    ...(report ? runLines(report) : ['还没有完整运行过。 No whole run yet.', '']),
    '| 承诺 Promise | 结果 Result | 计数 Counts |',
    '|---|---|---|',
    ...promiseIds.map((id) => {
      const row = report && rowOf(report, id);
      return `| ${promises[id].zh}<br>${promises[id].en} | ${resultOf(id, row, 'zh')}<br>${resultOf(id, row, 'en')} | ${countsOf(row)} |`;
    }),
    '',
    ...(report ? partLines(report) : []),
    '## 说在前面的界限 · Limits',
    '',
    '- 微信客服以外没有“恰好一次”：应用消息在崩溃瞬间可能多发一遍，会计数。 Outside 微信客服 there is no "exactly once": a crash between sending and recording may show an app message twice.',
    '- 平台四次都送不到的应用消息平台自己不再送；微信客服的消息留在平台三天，补得回来。 An app callback that fails four times is not sent again by the platform; 微信客服 keeps messages for three days.',
    '- 单机数据随磁盘：磁盘毁了只剩备份。 On one machine the data live and die with the disk, except for backups.',
    '- “落盘”以操作系统的 fsync 为准；谎报的磁盘不在承诺里。 Durable means fsync returned; disks that lie are not covered.',
    '',
    '## 自己再跑 · Run it yourself',
    '',
    '```sh',
    `npm run prove                      # 全部${report ? `，上次 ${report.minutes} 分钟` : ''} the whole programme`,
    'npm run prove -- crash --seed 7    # 只跑一部分，同一个种子 one part, same seed',
    'npm run prove -- disk --merge      # 重跑一部分，并进报告 run a part again, into the report',
    'npm run docs:reliability           # 由报告重写本页和 README 的表 write the pages from the report',
    '```',
    '',
  ];
  return lines.join('\n');
}

function runLines(report: Report): string[] {
  const { machine, versions } = report;
  return [
    `${report.at} UTC · ${report.commit} · seed ${report.seed} · ${report.minutes} min · ${machine.cores} × ${machine.processor}, ${machine.memoryGiB} GiB, ${machine.os} · ${Object.entries(
      versions,
    )
      .map(([name, version]) => `${name} ${version}`)
      .join(' · ')}`,
    '',
  ];
}

function partLines(report: Report): string[] {
  const notRun = report.parts.flatMap((part) =>
    part.promises.flatMap((row) => row.notRun.map((line) => `- ${part.part}: ${line}`)),
  );
  const leftOut = report.leftOut.map((one) => `- ${one.part}: ${one.reason}`);
  return [
    '## 各部分 · Parts',
    '',
    '| 部分 Part | 做什么 Trouble | seed | 时间 Time | 秒 Seconds | commit |',
    '|---|---|---|---|---|---|',
    ...report.parts.map(
      (part) =>
        `| ${part.part} | ${part.about} | ${part.seed} | ${part.at} | ${part.seconds} | ${part.commit} |`,
    ),
    '',
    '## 没跑的 · Not run',
    '',
    ...(notRun.length + leftOut.length > 0 ? [...notRun, ...leftOut] : ['无 Nothing.']),
    '',
  ];
}

function resultOf(id: PromiseId, row: PromiseRow | null, language: Language): string {
  const say = words[language];
  if (row === null || row.verdict === 'not-run') return say['not-run'];
  if (row.verdict === 'broken') return say.broken(row.violations.length);
  const shown = promises[id].shown[language].replace(/\{(\w+)\}/g, (_all, name: string) =>
    String(row.counts[name] ?? 0),
  );
  return row.verdict === 'kept' ? shown : say['too-few'](shown);
}

function countsOf(row: PromiseRow | null): string {
  return row === null
    ? '–'
    : Object.entries(row.counts)
        .map(([name, count]) => `${name} ${count}`)
        .join(', ');
}

export const pageFiles = {
  'README.md': (report: Report | null, before: string) => withTable(before, report, 'zh'),
  'README.en.md': (report: Report | null, before: string) => withTable(before, report, 'en'),
  'docs/reliability.md': (report: Report | null) => reliabilityPage(report),
};

export function writePages(root: string): void {
  const report = readReport(root);
  for (const [file, make] of Object.entries(pageFiles)) {
    const path = join(root, file);
    writeFileSync(path, make(report, file.startsWith('README') ? readFileSync(path, 'utf8') : ''));
  }
}

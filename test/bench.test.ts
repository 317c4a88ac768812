// The page of figures says what the report says, and nothing reaches a page that a run did not find.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dialog } from '../bench/dialog.ts';
import { benchmarksPage } from '../bench/page.ts';
import { sharesOf } from '../bench/profile.ts';
import { mergeReports, type Report } from '../bench/report.ts';
import { median, quantile, slope, spread } from '../bench/stats.ts';
import { createWire } from '../bench/wire.ts';
import { createWecomDoor } from '../src/channels/wecom/door.ts';
import { openFlowHouse } from '../src/cli/flow-house.ts';
import { readTestFile } from '../src/flows/test-files.ts';
import { playFlowTest } from '../src/flows/test-runner.ts';

const file = (name: string) => new URL(`../${name}`, import.meta.url);
const read = (name: string) => readFileSync(file(name), 'utf8');

const report: Report = {
  version: 1,
  startedAt: '2026-11-27T11:00:00.000Z',
  finishedAt: '2026-11-27T11:21:30.000Z',
  seed: 7,
  machine: { cpu: 'Some CPU', cores: 2, memoryGib: 24, system: 'Linux 6', pinned: true },
  versions: { node: '24.21.0' },
  load: { before: 0.1, after: 1.2 },
  parts: [{ name: 'turns', seconds: 300 }],
  rows: [
    {
      topic: 'Completed durable turns',
      what: 'desk',
      unit: 'turns/s',
      value: { median: 4100, min: 3900, max: 4200 },
      rounds: [3900, 4100, 4200],
      note: 'as described.',
    },
    {
      topic: 'Completed durable turns',
      what: 'desk ÷ echo',
      unit: '',
      value: { median: 0.58, min: 0.55, max: 0.61 },
      rounds: [0.55, 0.58, 0.61],
      target: { words: '≥ 0.6', met: false },
    },
  ],
  problems: ['kf could not be measured: no platform'],
};

describe('sharesOf', () => {
  const frame = (functionName: string, url = '') => ({ functionName, url });
  const profile = {
    nodes: [
      { id: 1, callFrame: frame('(root)'), children: [2, 3, 4, 7] },
      { id: 2, callFrame: frame('(idle)') },
      { id: 3, callFrame: frame('(garbage collector)') },
      { id: 4, callFrame: frame('takeTurn', 'file:///x/src/conversations/turn.ts'), children: [5] },
      { id: 5, callFrame: frame('all', 'file:///x/src/storage/sqlite/connection.ts'), children: [6] },
      { id: 6, callFrame: frame('run') },
      { id: 7, callFrame: frame('nobody knows') },
    ],
    samples: [2, 3, 4, 6, 6, 7],
    timeDeltas: [5_000, 100, 200, 300, 300, 100],
  };

  it('counts what has no file where it was called from, leaves idle time out, and makes a whole', () => {
    expect(sharesOf(profile)).toEqual([
      { place: 'SQLite: its statements and commits', share: 0.6 },
      { place: 'the turn itself', share: 0.2 },
      { place: 'garbage collection', share: 0.1 },
      { place: 'the engine and everything else', share: 0.1 },
    ]);
  });
});

describe('benchmarksPage', () => {
  it('shows every figure with its spread, its target and whether it was reached', () => {
    const page = benchmarksPage(report);
    expect(page).toContain('| desk | 4,100 (3,900–4,200) turns/s |  |  |');
    expect(page).toContain('| desk ÷ echo | 0.58 (0.55–0.61) | ≥ 0.6 | missed |');
    expect(page).toContain('- desk: as described.');
  });

  it('says first what was not reached, and last what went wrong', () => {
    const page = benchmarksPage(report);
    expect(page).toContain('**Not reached**: desk ÷ echo (0.58 (0.55–0.61), target ≥ 0.6).');
    expect(page.trimEnd().endsWith('- kf could not be measured: no platform')).toBe(true);
  });

  it('names the machine, the versions and the load beside it', () => {
    expect(benchmarksPage(report)).toMatch(
      /Some CPU, 2 cores, 24 GiB.*load average 0\.1 before.*node 24\.21\.0/s,
    );
  });
});

it('a part that is run again takes its own rows and problems along, and the page says so', () => {
  const [first, ...others] = report.rows;
  const earlier = {
    ...report,
    parts: [
      { name: 'turns', seconds: 300 },
      { name: 'kf', seconds: 9 },
      { name: 'start', seconds: 20 },
    ],
    rows: [
      ...(first ? [{ ...first, part: 'turns' }] : []),
      ...others.map((row) => ({ ...row, part: 'start' })),
    ],
  };
  const later = {
    ...earlier,
    ...{
      startedAt: '2026-11-28T08:00:00.000Z',
      versions: { desk: 'abc1234' },
      load: { before: 0.2, after: 0.3 },
    },
    ...{
      parts: [
        { name: 'kf', seconds: 8 },
        { name: 'turns', seconds: 290 },
      ],
      problems: [],
    },
    rows: earlier.rows.filter((row) => row.part === 'turns').map((row) => ({ ...row, unit: 'turns/min' })),
  };
  const merged = mergeReports(earlier, later);
  expect(merged.rows.map((row) => [row.part, row.unit])).toEqual([
    ['turns', 'turns/min'],
    ['start', ''],
  ]);
  expect(merged.problems).toEqual([]);
  expect(merged.parts.map(({ name, again }) => [name, again?.desk ?? null])).toEqual([
    ['turns', 'abc1234'],
    ['kf', 'abc1234'],
    ['start', null],
  ]);
  expect(benchmarksPage(merged)).toContain(
    'Part turns was run again on 2026-11-28 08:00 UTC with desk abc1234',
  );
});

it('docs/benchmarks.md is what the committed report makes, and no run means no page', () => {
  expect(existsSync(file('docs/benchmarks.md'))).toBe(existsSync(file('reports/bench.json')));
  if (existsSync(file('reports/bench.json')))
    expect(read('docs/benchmarks.md')).toBe(benchmarksPage(JSON.parse(read('reports/bench.json'))));
});

describe('the arithmetic', () => {
  it('takes medians of odd and even rounds, and quantiles that were really met', () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]);
    expect(quantile([5, 1, 4, 2, 3], 0.5)).toBe(3);
    expect(quantile([1, 2, 3], 1)).toBe(3);
    expect(spread([1.26, 1.24, 2], 1)).toEqual({ median: 1.3, min: 1.2, max: 2 });
  });

  it('finds growth where there is growth and none where it only swings', () => {
    expect(slope([0, 1, 2, 3].map((x) => ({ x, y: 100 + 2 * x })))).toBeCloseTo(2);
    expect(slope([0, 1, 2, 3, 4].map((x) => ({ x, y: 100 + (x % 2) })))).toBeCloseTo(0);
  });
});

it('the load speaks the wire as the door understands it, and not as it refuses it', () => {
  const secrets = {
    token: 'benchtoken',
    aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
    corpId: 'ww0000000000bench00',
    agentId: '1000002',
  };
  const open = (token: string) => {
    const request = createWire(secrets).textMessage('u1', '我要报修', 'm1').toString();
    const [head = '', body = ''] = request.split('\r\n\r\n');
    const door = createWecomDoor({
      token,
      encodingAesKey: secrets.aesKey,
      receiveId: secrets.corpId,
    });
    const query = new URLSearchParams(/\?(\S+) /.exec(head)?.[1]);
    expect(Number(/Content-Length: (\d+)/.exec(head)?.[1])).toBe(Buffer.byteLength(body));
    return door.open(query, Buffer.from(body));
  };
  expect(open(secrets.token)).toMatchObject({
    ok: true,
    callback: { item: { channelUserId: 'u1', content: { type: 'text', text: '我要报修' } } },
  });
  expect(open('another')).toMatchObject({ ok: false, status: 401 });
});

it('measures an everyday repair: one reply a message, one ticket with time, nobody paged, no doubt of danger', () => {
  const { house } = openFlowHouse('flows', 'config');
  const turns = dialog.map((user) => ({ user, expect: { replies: 1, handoff: null } }));
  const { cases, problems } = readTestFile(
    'dialog.yaml',
    JSON.stringify({
      ...{ version: 1, flow: 'repair', suite: 'dialog', cases: [{ name: 'six messages', turns }] },
      given: {
        clock: '2026-11-23T10:00:00+08:00',
        channel: 'kf',
        lang: 'zh-CN',
        estate: 'demo',
        resident: { id: 'r1', home: null, phone: null },
      },
    }),
  );
  expect(problems).toEqual([]);
  const [played] = cases.map((one) => playFlowTest(one, house));
  expect(played?.failures).toEqual([]);
  const asked = ['fault', 'place', 'confirm', 'contact', 'visit', 'photos'];
  expect(played?.observed.map((one) => one?.asks)).toEqual(asked);
  expect(played?.observed.at(-1)?.ticket).toMatchObject({ kind: 'repair', grade: 3 });
});

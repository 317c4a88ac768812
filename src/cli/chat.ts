// npm run chat — the simulator in a terminal: what you type goes through the fake platform, the real webhook and the real desk.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { createApp } from '../app.ts';
import { sleep, systemClock } from '../base/clock.ts';
import { noCrashPoints } from '../base/crash-points.ts';
import { createIds } from '../base/ids.ts';
import { silentLogger } from '../base/log.ts';
import { loadConfig } from '../config/load.ts';
import { printProblems } from '../config/problem.ts';
import { loadMind } from '../mind.ts';
import { startSimulator } from '../simulation.ts';
import { demoPhoto } from '../simulator/demo-photo.ts';
import type { LedgerEntry } from '../simulator/fake-wecom/ledger.ts';
import { noticeWords } from '../simulator/views.ts';
import { sayStatus } from '../tickets/states.ts';

const HELP = `直接打字就是住户在说话。
  /照片        发一张照片        /1 /2 …     点菜单第几项
  /换人 名字   换一位住户        /工单       看现在的工单
  /接单 单号   值班师傅接单      /退出       结束
加上 --why 可以看到每句话是怎么听懂的。`;

const why = process.argv.includes('--why');
const dataDir = mkdtempSync(join(tmpdir(), 'desk-chat-'));
const loaded = loadConfig({
  env: {
    ...process.env,
    DATA_DIR: dataDir,
    PORT: '0',
    SIMULATOR: '1',
    BURST_MS: process.env.BURST_MS ?? '300',
  },
});
if (!loaded.ok) fail(printProblems(loaded.problems));
const thought = loadMind(loaded.config);
if (!thought.ok) fail(thought.problems.join('\n'));

const clock = systemClock;
const ids = createIds(clock);
const simulator = await startSimulator(loaded.config, { clock, ids });
const app = await createApp(loaded.config, simulator.platforms, {
  mind: thought.mind,
  clock,
  ids,
  log: silentLogger,
  crashPoint: noCrashPoints,
  mounts: () => [],
  explain: why ? (_, lines) => console.log(lines.map((line) => `    · ${line}`).join('\n')) : null,
});
const { port } = await app.start();
simulator.connect(`http://127.0.0.1:${port}`);

let resident = simulator.fake.resident('wmChat0001', { nickname: '住户' });
let menu: { id: string; label: string }[] = [];
simulator.fake.ledger.onEntry(show);
console.log(HELP);

const input = createInterface({
  input: process.stdin,
  output: process.stdin.isTTY ? process.stdout : undefined,
});
input.setPrompt('住户> ');
if (process.stdin.isTTY) input.prompt();
for await (const line of input) {
  const text = line.trim();
  if (text === '/退出') break;
  if (text !== '') await obey(text);
  if (process.stdin.isTTY) input.prompt();
}
await quiet();
await Promise.all([app.stop(), simulator.stop()]);
rmSync(dataDir, { recursive: true, force: true });

async function obey(text: string): Promise<void> {
  const [, command = '', argument = ''] = /^\/(\S+)\s*(.*)$/.exec(text) ?? [];
  const clicked = menu[Number(command) - 1];
  if (command === '') resident.writes(text);
  else if (clicked) resident.clicksMenu(clicked.id);
  else if (command === '照片') resident.sendsPhoto(demoPhoto, 'image/png');
  else if (command === '换人')
    resident = simulator.fake.resident(`wmChat${argument}`, { nickname: argument });
  else if (command === '工单') return showTickets();
  else if (command === '接单') return accept(argument);
  else return console.log(HELP);
  await quiet();
}

/** Until nothing new was said for a moment; the burst window is part of that. */
async function quiet(): Promise<void> {
  for (let before = -1; before !== simulator.fake.ledger.entries.length; ) {
    before = simulator.fake.ledger.entries.length;
    await sleep(clock, Number(process.env.BURST_MS ?? 300) + 400);
  }
}

function show(entry: LedgerEntry): void {
  if (entry.type === 'message.accepted' && entry.externalUserId === resident.externalUserId) {
    const body = entry.content as {
      content?: string;
      head_content?: string;
      list?: { click?: { id: string; content: string } }[];
    };
    console.log(`物业> ${(body.content ?? body.head_content ?? '').replaceAll('\n', '\n      ')}`);
    menu = (body.list ?? []).flatMap((item) =>
      item.click ? [{ id: item.click.id, label: item.click.content }] : [],
    );
    for (const [index, item] of menu.entries()) console.log(`      /${index + 1} ${item.label}`);
  }
  if (entry.type === 'staff.notice') {
    console.log(`  [${entry.userId} 的手机] ${noticeWords(entry).replaceAll('\n', ' · ')}`);
  }
}

async function showTickets(): Promise<void> {
  const { items } = await app.store.read((tx) => tx.tickets.list({}, { after: null, limit: 50 }));
  if (items.length === 0) console.log('  还没有工单');
  for (const ticket of items) {
    console.log(
      `  ${ticket.code} ${ticket.grade}级 ${sayStatus(ticket.status)} ${ticket.place.text} ${ticket.promise.text}`,
    );
  }
}

async function accept(code: string): Promise<void> {
  const { items } = await app.store.read((tx) => tx.tickets.list({}, { after: null, limit: 50 }));
  const ticket = items.find((each) => each.code === code) ?? items.at(-1);
  const notice = simulator.fake.ledger.of('staff.notice').at(-1);
  if (!ticket || !notice) return console.log('  没有可接的单');
  const outcome = await simulator.acceptFor(ticket.id, notice.userId, app);
  console.log(outcome.ok ? `  ${notice.userId} 已接单 ${ticket.code}` : `  ${outcome.say}`);
  await quiet();
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

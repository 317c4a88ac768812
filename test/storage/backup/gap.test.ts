// What residents wrote between the backup and the loss comes again from the platform: it is kept and worked on, and not answered again.
import { globSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../../src/base/clock.ts';
import { runCommand } from '../../cli/support/run-command.ts';
import { OPEN_KF_ID } from '../../harness/platform.ts';
import { jpeg, png } from '../../support/sample-files.ts';
import { keyOf, keyTo, openPlaces, type Place, type Places, until } from '../support/desk-places.ts';

let places: Places;
beforeEach(async () => {
  places = await openPlaces();
});
afterEach(() => places.close());

const ledger = () => places.platform.fake.ledger;
const shownTo = (person: string) =>
  ledger()
    .messagesTo(OPEN_KF_ID, person)
    .map((each) => JSON.stringify(each.content));

/** People leave time between what they say; the test does not wait for it. */
let sentAt = systemClock.now() - 300_000;
const write = (person: string, text: string) => {
  sentAt += 10_000;
  places.platform.fake.resident(person).writes(text, { sentAt });
};

async function say(at: Place, person: string, text: string): Promise<void> {
  const before = shownTo(person).length;
  write(person, text);
  await until(async () => shownTo(person).length > before);
  await places.drained(at);
}

const people = ['wmKnown', 'wmNew', 'wmPhoto', 'wmThanks', 'wmLate'];
const screens = () => Object.fromEntries(people.map((person) => [person, shownTo(person)]));

it('says nothing again that the lost desk has said, and answers what nobody has answered', {
  timeout: 180_000,
}, async () => {
  const { fake } = places.platform;
  const first = await places.place('first');
  const desk = await places.start(first);
  await say(first, 'wmKnown', '3栋2单元501厨房水龙头滴水');
  await say(first, 'wmKnown', '13800001234');
  fake.resident('wmKnown').sendsPhoto(png(3, 3), 'image/png');
  await places.drained(first);
  const backup = await places.backUp(first, keyTo(places, first));

  // The hour that will be lost.
  await say(first, 'wmNew', '2栋1单元302客厅灯不亮了');
  await say(first, 'wmNew', '13800005678');
  await say(first, 'wmPhoto', '5栋1单元101卫生间漏水');
  fake.resident('wmPhoto').sendsPhoto(jpeg(4, 4), 'image/jpeg');
  await places.drained(first);
  await say(first, 'wmPhoto', '13800007777');
  await say(first, 'wmThanks', '请问物业几点上班');
  await say(first, 'wmKnown', '谢谢');
  const codes = (await first.database.rows('select code from ticket')).map((row) => row.code);
  await desk.kill();
  const before = screens();

  // Nobody is there any more.
  fake.callbacks.pointTo(null);
  write('wmLate', '1栋2单元203马桶堵了');
  write('wmThanks', '小区有充电桩吗');
  rmSync(first.dataDir, { recursive: true, force: true });

  const other = await places.otherPlace(first);
  const restored = await runCommand('restore', [backup, ...keyOf(places, first)], other.env);
  expect({ status: restored.status, stderr: restored.stderr }).toEqual({ status: 0, stderr: '' });
  await places.start(other);
  write('wmLate', '在吗');
  await places.drained(other);
  await until(async () => shownTo('wmLate').length > 0 && shownTo('wmThanks').length > 1);

  const after = screens();
  for (const person of ['wmKnown', 'wmNew', 'wmPhoto']) expect(after[person], person).toEqual(before[person]);
  for (const person of ['wmThanks', 'wmLate']) {
    const words = after[person] ?? [];
    expect(words.slice(0, before[person]?.length)).toEqual(before[person]);
    expect(new Set(words).size, person).toBe(words.length);
  }
  expect(ledger().duplicatesShown()).toEqual([]);

  // The matters are there again, under numbers nobody else was told, and somebody tells their residents.
  const tickets = await other.database.rows('select id, code from ticket order by code');
  const anew = tickets.filter((ticket) => !codes.includes(ticket.code));
  expect(tickets.length).toBeGreaterThanOrEqual(codes.length);
  expect(anew.length).toBeGreaterThanOrEqual(2);
  const told = await other.database.rows(
    `select ticket_id from staff_task where reason = 'restored:other-number'`,
  );
  expect(told).toHaveLength(2);

  // The photo of the backup came with it, the other was fetched again; both lie sealed where the restored desk looks.
  const photos = await other.database.rows('select state, object_name from attachment order by created_at');
  expect(photos.map((photo) => photo.state)).toEqual(['stored', 'stored']);
  const files = globSync('media/*/*.bin', { cwd: other.dataDir });
  for (const photo of photos)
    expect(files.filter((file) => file.includes(String(photo.object_name)))).toHaveLength(1);
});

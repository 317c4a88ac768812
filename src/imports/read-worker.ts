// Opens a file somebody sent, in a thread of its own with little memory: what it does to itself there it does to nobody else, and
// whoever waits for an answer of the desk does not wait for twenty thousand lines.
import { parentPort, workerData } from 'node:worker_threads';
import { createHomeReader } from '../bills/home-of.ts';
import { MOST_BILLS, readBills } from '../bills/read-bills.ts';
import { readSheet } from '../sheets/read-sheet.ts';
import { MOST_ROWS } from '../sheets/sheet.ts';
import { readHomes } from './home-rows.ts';
import { readRoster, readStaff } from './people-rows.ts';
import type { ReadOrder } from './read-file.ts';

const order = workerData as ReadOrder;
const sheet = await readSheet(order.bytes, order.kind === 'bills' ? MOST_BILLS : MOST_ROWS);
parentPort?.postMessage(sheet.ok ? { ok: true, value: read(sheet.value, order) } : sheet);

function read(table: Parameters<typeof readHomes>[0], wanted: ReadOrder) {
  if (wanted.kind === 'homes') return readHomes(table, wanted.community, wanted.today);
  if (wanted.kind === 'bills') return readBills(table, createHomeReader(wanted.community.estate));
  return wanted.kind === 'staff' ? readStaff(table, wanted.house) : readRoster(table, wanted.house);
}

// Opens a file somebody sent, in a thread of its own with little memory: what it does to itself there it does to nobody else, and
// whoever waits for an answer of the desk does not wait for twenty thousand lines.
import { parentPort, workerData } from 'node:worker_threads';
import { readHomes } from './home-rows.ts';
import type { ReadOrder } from './read-file.ts';
import { readSheet } from './read-sheet.ts';

const order = workerData as ReadOrder;
const sheet = await readSheet(order.bytes);
const answer = sheet.ok ? { ok: true, value: readHomes(sheet.value, order.community, order.today) } : sheet;
parentPort?.postMessage(answer);

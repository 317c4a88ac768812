// Has a file read in a thread with bounds of memory and time.
import { Worker } from 'node:worker_threads';
import type { Clock } from '../base/clock.ts';
import { type Outcome, refused } from '../base/errors.ts';
import type { ReadBills } from '../bills/read-bills.ts';
import type { Community } from '../config/config.ts';
import { MOST_FILE_BYTES } from '../sheets/sheet.ts';
import type { HomeRows } from './home-rows.ts';
import type { PeopleHouse, PeopleRows } from './people-rows.ts';

export type HomesOrder = { kind: 'homes'; bytes: Uint8Array; community: Community; today: string };
export type PeopleOrder = { kind: 'staff' | 'roster'; bytes: Uint8Array; house: PeopleHouse };
export type BillsOrder = { kind: 'bills'; bytes: Uint8Array; community: Community };
export type ReadOrder = HomesOrder | PeopleOrder | BillsOrder;

const PATIENCE_MS = 20_000;
const MEMORY_MB = 512;

const tooHeavy = refused('imports/too-large', '这个文件打开要太久，请只留要导入的那张表，去掉图片和格式');

export function readHomesFile(order: Omit<HomesOrder, 'kind'>, clock: Clock): Promise<Outcome<HomeRows>> {
  return readInThread<HomeRows>({ ...order, kind: 'homes' }, clock);
}

export function readPeopleFile(order: PeopleOrder, clock: Clock): Promise<Outcome<PeopleRows>> {
  return readInThread<PeopleRows>(order, clock);
}

export function readBillsFile(order: Omit<BillsOrder, 'kind'>, clock: Clock): Promise<Outcome<ReadBills>> {
  return readInThread<ReadBills>({ ...order, kind: 'bills' }, clock);
}

async function readInThread<T>(order: ReadOrder, clock: Clock): Promise<Outcome<T>> {
  if (order.bytes.length > MOST_FILE_BYTES)
    return refused('imports/too-large', `文件最大 ${MOST_FILE_BYTES / 1024 / 1024} MB，请分成几个`);
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./read-worker.ts', import.meta.url), {
      workerData: order,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
      // It needs none of our secrets, and nothing of how we were started.
      env: {},
      execArgv: [],
    });
    const end = (outcome: Outcome<T>) => {
      callOff();
      resolve(outcome);
      void worker.terminate();
    };
    const callOff = clock.wakeAt(clock.now() + PATIENCE_MS, () => end(tooHeavy));
    worker.once('message', (outcome: Outcome<T>) => end(outcome));
    // Out of memory, or a file its reader trips over.
    worker.once('error', () => end(tooHeavy));
    worker.once('exit', () => end(tooHeavy));
  });
}

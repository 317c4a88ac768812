// An import from the file to where it counts: looked over as a whole, confirmed by its token, then done in small units of due work, each
// step once. What somebody changed in between is left as it is and counted.
import type { Clock } from '../base/clock.ts';
import { accepted, type Outcome, refused } from '../base/errors.ts';
import type { Ids } from '../base/ids.ts';
import type { Bill } from '../bills/bill.ts';
import type { Community } from '../config/config.ts';
import type { Occupant } from '../homes/occupant.ts';
import type { RowProblem } from '../sheets/sheet.ts';
import type { Job, Store, Tx } from '../storage/contract.ts';
import { EVERYWHERE, type HomeStep, type ImportBatch } from './batch.ts';
import { type BillChange, planBills } from './bill-plan.ts';
import { planHomes } from './home-plan.ts';
import type { HomeRows } from './home-rows.ts';
import { type PersonChange, planPeople } from './people-plan.ts';
import type { PeopleHouse } from './people-rows.ts';
import { readBillsFile, readHomesFile, readPeopleFile } from './read-file.ts';

/** Due work: the next steps of one import. */
export const IMPORT_JOB = 'import.apply';

const STEPS_AT_ONCE = 200;
const PAGE = 500;
const GOOD_FOR_MS = 24 * 3_600_000;
const TOKEN_BYTES = 18;
const SHANGHAI_OFFSET_MS = 8 * 3_600_000;

export type ImportPorts = { store: Store; clock: Clock; ids: Ids };

export type Preview = Pick<HomeRows, 'recognised' | 'ignored'> & {
  problems: RowProblem[];
  /** Null while something is wrong: half of a register would end people who are only written wrongly. */
  batch: ImportBatch | null;
};

export async function previewImport(
  bytes: Uint8Array,
  { community, by }: { community: Community; by: string },
  { store, clock, ids }: ImportPorts,
): Promise<Outcome<Preview>> {
  const now = clock.now();
  const today = new Date(now + SHANGHAI_OFFSET_MS).toISOString().slice(0, 10);
  const read = await readHomesFile({ bytes, community, today }, clock);
  if (!read.ok) return read;
  const { rows, problems, recognised, ignored } = read.value;
  if (problems.length > 0) return accepted({ problems, recognised, ignored, batch: null });
  const { steps, counts } = planHomes(rows, await everybody(store, community.id));
  const batch: ImportBatch = {
    ...{ id: ids.secret(TOKEN_BYTES), kind: 'homes', communityId: community.id, state: 'previewed' },
    ...{ counts, steps, people: null, bills: null, doneSteps: 0, skipped: 0 },
    ...{ createdBy: by, createdAt: now, doneAt: null },
  };
  await keep(store, batch);
  return accepted({ problems: [], recognised, ignored, batch });
}

/** The whole staff or the whole roster, for all communities: what is confirmed stands in for the files of the configuration. */
export async function previewPeople(
  bytes: Uint8Array,
  { kind, house, by }: { kind: 'staff' | 'roster'; house: PeopleHouse; by: string },
  { store, clock, ids }: ImportPorts,
): Promise<Outcome<Preview & { changes: PersonChange[] }>> {
  const now = clock.now();
  const read = await readPeopleFile({ kind, bytes, house }, clock);
  if (!read.ok) return read;
  const { people, problems, recognised, ignored } = read.value;
  if (problems.length > 0) return accepted({ problems, recognised, ignored, batch: null, changes: [] });
  const { changes, counts } = planPeople(kind, house.people, people);
  const batch: ImportBatch = {
    ...{ id: ids.secret(TOKEN_BYTES), kind, communityId: EVERYWHERE, state: 'previewed', counts, people },
    ...{ bills: null, steps: [], doneSteps: 0, skipped: 0, createdBy: by, createdAt: now, doneAt: null },
  };
  await keep(store, batch);
  return accepted({ problems: [], recognised, ignored, batch, changes });
}

/** What the homes of a community owe: the whole table counts, in place of what was there. */
export async function previewBills(
  bytes: Uint8Array,
  { community, before, by }: { community: Community; before: readonly Bill[]; by: string },
  { store, clock, ids }: ImportPorts,
): Promise<Outcome<Preview & { changes: BillChange[] }>> {
  const now = clock.now();
  const read = await readBillsFile({ bytes, community }, clock);
  if (!read.ok) return read;
  const { bills, problems, recognised, ignored } = read.value;
  if (problems.length > 0) return accepted({ problems, recognised, ignored, batch: null, changes: [] });
  const { changes, counts } = planBills(before, bills);
  const batch: ImportBatch = {
    ...{ id: ids.secret(TOKEN_BYTES), kind: 'bills', communityId: community.id, state: 'previewed', counts },
    ...{
      people: null,
      bills,
      steps: [],
      doneSteps: 0,
      skipped: 0,
      createdBy: by,
      createdAt: now,
      doneAt: null,
    },
  };
  await keep(store, batch);
  return accepted({ problems: [], recognised, ignored, batch, changes });
}

function keep(store: Store, batch: ImportBatch): Promise<void> {
  return store.transact(async (tx) => {
    await tx.imports.forget(batch.createdAt - GOOD_FOR_MS);
    await tx.imports.add(batch);
  });
}

/** Whoever is on record in a community, read in pages of their own: no transaction lasts as long as a register. */
export async function everybody(store: Store, communityId: string): Promise<Occupant[]> {
  const all: Occupant[] = [];
  for (let after: string | null = null; ; ) {
    const page: Occupant[] = await store.read((tx) => tx.occupants.list(communityId, { after, limit: PAGE }));
    all.push(...page);
    const last = page.at(-1);
    if (page.length < PAGE || !last) return all;
    after = last.id;
  }
}

/** Confirmed twice is confirmed once. */
export async function confirmImport(
  tx: Tx,
  importId: string,
  { clock }: Pick<ImportPorts, 'clock'>,
): Promise<Outcome<ImportBatch>> {
  const batch = await tx.imports.get(importId);
  if (!batch) return refused('imports/not-found', '没有找到这次导入，请重新上传');
  if (batch.state !== 'previewed') return accepted(batch);
  const now = clock.now();
  if (now - batch.createdAt > GOOD_FOR_MS)
    return refused('imports/too-old', '这次预览是一天以前的了，请重新上传核对一遍');
  if (batch.people !== null || batch.bills !== null) {
    if (batch.bills !== null) await tx.bills.replace(batch.communityId, batch.bills, now);
    if (batch.people !== null) {
      await tx.staff.replaceAll(batch.people, now);
      await tx.staff.noteImported(now);
    }
    batch.state = 'done';
    batch.doneAt = now;
    await tx.imports.progress(batch);
    return accepted(batch);
  }
  batch.state = 'confirmed';
  await tx.imports.progress(batch);
  await dueImport(tx, importId, now);
  return accepted(batch);
}

async function dueImport(tx: Tx, importId: string, dueAt: number): Promise<void> {
  await tx.jobs.move({
    kind: IMPORT_JOB,
    subjectId: importId,
    dueAt,
    uniqueKey: `${IMPORT_JOB}:${importId}`,
  });
}

/** The next steps, and the rest is due. */
export async function applyImport(
  tx: Tx,
  { subjectId }: Job,
  { clock }: Pick<ImportPorts, 'clock'>,
): Promise<void> {
  const batch = await tx.imports.get(subjectId);
  if (batch?.state !== 'confirmed') return;
  const now = clock.now();
  for (const step of batch.steps.slice(batch.doneSteps, batch.doneSteps + STEPS_AT_ONCE)) {
    if (!(await take(tx, step, batch, now))) batch.skipped += 1;
    batch.doneSteps += 1;
  }
  if (batch.doneSteps >= batch.steps.length) {
    batch.state = 'done';
    batch.doneAt = now;
  }
  await tx.imports.progress(batch);
  if (batch.state !== 'done') await dueImport(tx, subjectId, now);
}

/** False when it is not as it was looked over. */
async function take(tx: Tx, step: HomeStep, { id, communityId }: ImportBatch, now: number): Promise<boolean> {
  switch (step.kind) {
    case 'add':
      return tx.occupants.add(step.facts, { communityId, importId: id, at: now });
    case 'change':
      return tx.occupants.change(step.id, step.version, step.facts);
    case 'end':
      return tx.occupants.end(step.id, step.version, now);
  }
}

// Tables come in (the house register, people and their roster, bills): a file is looked over, with everything that is wrong and everything
// that would change, then confirmed.
import { z } from 'zod';
import { accepted, type Outcome, refused } from '../../base/errors.ts';
import { saySums } from '../../bills/say-bills.ts';
import type { Community } from '../../config/config.ts';
import { sayPlace } from '../../homes/occupant.ts';
import { type HomeStep, type ImportBatch, type ImportKind, importKinds } from '../../imports/batch.ts';
import type { BillChange } from '../../imports/bill-plan.ts';
import { toBillTemplate } from '../../imports/bill-sheet.ts';
import {
  confirmImport,
  everybody,
  type Preview,
  previewBills,
  previewImport,
  previewPeople,
} from '../../imports/deeds.ts';
import { maskName, sayRelation, toHomeWorkbook } from '../../imports/home-sheet.ts';
import type { PersonChange } from '../../imports/people-plan.ts';
import { toPeopleWorkbook } from '../../imports/people-sheet.ts';
import { actorIdOf } from '../../people/account.ts';
import { problem } from '../problem.ts';
import { type ApiAnswer, declined, json } from './answer.ts';
import { actorFor } from './behalf.ts';
import { word } from './inputs.ts';
import { maskPhone } from './masking.ts';
import type { ApiPorts } from './ports.ts';
import { type Principal, seesPersonal } from './principal.ts';
import { XLSX } from './register-files.ts';
import { deedRoute, type Route, readRoute, refusalAnswer, uploadRoute } from './route.ts';
import { importPreviewView, importView } from './schemas.ts';
import { toIso, toIsoOrNull } from './views.ts';

const nothing = z.strictObject({});
const ofCommunity = z.strictObject({ community: word });
const kind = z.enum(importKinds).default('homes');
/** Tokens are longer than ids. */
const oneImport = z.strictObject({ importId: z.string().min(1).max(64) });
/** A person looks at the first ones; the numbers tell the rest. */
const MOST_SHOWN = 300;

const template = readRoute({
  path: '/imports/template',
  operationId: 'getImportTemplate',
  summary: 'A table to fill in, as Excel: of homes, staff, the duty roster or bills.',
  params: nothing,
  query: z.strictObject({ kind }),
  answer: { files: [XLSX] },
  handle: async ({ query }, { house }) => ({
    kind: 'file',
    bytes: await templateOf(query.kind, house),
    contentType: XLSX,
    fileName: `${query.kind}-template.xlsx`,
  }),
});

function templateOf(of: ImportKind, house: ApiPorts['house']): Promise<Uint8Array> {
  if (of === 'bills') return toBillTemplate();
  return of === 'homes' ? toHomeWorkbook(null) : toPeopleWorkbook(of, house);
}

const upload = uploadRoute({
  path: '/imports',
  operationId: 'previewImport',
  summary:
    'Looks a house register, the staff, the roster or bills over (Excel or CSV): all that is wrong, each with row, column and remedy, or all that would change. Changes nothing.',
  query: z.strictObject({ kind, community: word.optional() }),
  answer: importPreviewView,
  async take({ query, bytes, principal }, ports): Promise<ApiAnswer> {
    const { person } = principal;
    const by = person ? actorIdOf(person) : principal.id;
    if (query.kind === 'staff' || query.kind === 'roster') {
      // People of ours belong to no one community.
      if (person && person.communityIds !== '*')
        return declined(
          problem(422, 'imports/not-everywhere', '人员和排班是所有小区共用的，请让管所有小区的管理员来导入'),
        );
      const { communities, departments, people } = ports.house;
      const { staff, roster } = people();
      const known = { staff, roster: { ...roster, cover: ports.cover ?? [] } };
      const house = {
        communities: communities.map(({ id, name }) => ({ id, name })),
        departments,
        people: known,
      };
      const done = await previewPeople(bytes, { kind: query.kind, house, by }, ports);
      if (!done.ok) return refusalAnswer(done, null);
      const changes = done.value.changes.slice(0, MOST_SHOWN).map(viewPersonChange);
      return json({ ...viewPreview(done.value, principal), changes });
    }
    if (query.community === undefined)
      return declined(problem(422, 'imports/community-needed', '请选是哪个小区'));
    const community = communityFor(principal, query.community, ports);
    if (!community.ok) return refusalAnswer(community, null);
    if (query.kind === 'bills') {
      const before = ports.house.bills[community.value.id] ?? [];
      const done = await previewBills(bytes, { community: community.value, before, by }, ports);
      if (!done.ok) return refusalAnswer(done, null);
      const changes = done.value.changes.slice(0, MOST_SHOWN).map(viewBillChange);
      return json({ ...viewPreview(done.value, principal), changes });
    }
    const done = await previewImport(bytes, { community: community.value, by }, ports);
    return done.ok ? json(viewPreview(done.value, principal)) : refusalAnswer(done, null);
  },
});

const confirm = deedRoute({
  path: '/imports/{importId}/confirm',
  operationId: 'confirmImport',
  summary:
    'Does what was looked over; what somebody has changed since is left as it is. Confirmed twice is confirmed once.',
  params: oneImport,
  body: nothing,
  answer: importView,
  async perform(tx, { params, principal }, ports) {
    const done = await confirmImport(tx, params.importId, ports);
    if (!done.ok) return refusalAnswer(done, null);
    const { person } = principal;
    if (person) {
      const { added, changed, ended } = done.value.counts;
      await tx.audit.add({
        ...{ at: ports.clock.now(), accountId: person.id, role: person.role },
        action: `import-${done.value.kind}`,
        ...{
          object: done.value.communityId,
          detail: { added, changed, ended },
          address: null,
          result: 'done',
        },
      });
    }
    return json(viewImport(done.value));
  },
});

const get = readRoute({
  path: '/imports/{importId}',
  operationId: 'getImport',
  summary: 'How far an import is.',
  params: oneImport,
  query: nothing,
  answer: importView,
  problems: [404],
  handle: ({ params }, { store }) =>
    store.read(async (tx) => {
      const batch = await tx.imports.get(params.importId);
      return batch
        ? json(viewImport(batch))
        : declined(problem(404, 'imports/not-found', '没有找到这次导入'));
    }),
});

const homes = readRoute({
  path: '/homes/workbook',
  operationId: 'exportHomes',
  summary: 'Who is on record, as Excel; names and numbers masked without the scope `personal`.',
  params: nothing,
  query: ofCommunity,
  answer: { files: [XLSX] },
  problems: [404],
  async handle({ query, principal }, ports): Promise<ApiAnswer> {
    const community = communityFor(principal, query.community, ports);
    if (!community.ok) return refusalAnswer(community, null);
    const all = await everybody(ports.store, query.community);
    const shown = seesPersonal(principal)
      ? all
      : all.map((each) => ({
          ...each,
          name: maskName(each.name),
          phone: each.phone && maskPhone(each.phone),
        }));
    const bytes = await toHomeWorkbook(shown);
    const fileName = `homes-${query.community}.xlsx`;
    return { kind: 'file', bytes, contentType: XLSX, fileName, rows: shown.length };
  },
});

function communityFor(principal: Principal, communityId: string, { house }: ApiPorts): Outcome<Community> {
  const community = house.communities.find((each) => each.id === communityId);
  const isTheirs = community && actorFor(principal, undefined, communityId, house).ok;
  return isTheirs ? accepted(community) : refused('imports/community-not-found', '没有这个小区');
}

function viewPreview({ batch, problems, recognised, ignored }: Preview, principal: Principal) {
  return {
    token: batch?.id ?? null,
    counts: batch?.counts ?? null,
    problems: problems.slice(0, MOST_SHOWN),
    problemCount: problems.length,
    recognised: [...recognised],
    ignored: [...ignored],
    summary: batch?.bills ? saySums(batch.bills) : null,
    changes: (batch?.steps ?? []).slice(0, MOST_SHOWN).map((step) => viewStep(step, principal)),
  };
}

function viewPersonChange({ kind: what, what: home, who, when }: PersonChange) {
  return { kind: what, home, relation: '', name: who, phone: null, movedInOn: when };
}

function viewBillChange({ kind: what, home, item, period, owes }: BillChange) {
  return { kind: what, home, relation: item, name: period, phone: null, movedInOn: owes };
}

function viewStep({ kind, facts }: HomeStep, principal: Principal) {
  const full = seesPersonal(principal);
  const { place, name, relation, phone, movedInOn } = facts;
  return {
    kind,
    home: sayPlace(place),
    relation: sayRelation(relation),
    name: full ? name : maskName(name),
    phone: phone === null || full ? phone : maskPhone(phone),
    movedInOn,
  };
}

function viewImport(batch: ImportBatch) {
  const { id: importId, kind: of, communityId, state, counts, doneSteps, skipped, createdAt, doneAt } = batch;
  return {
    id: importId,
    kind: of,
    community: communityId,
    state,
    counts,
    done: doneSteps,
    of: counts.added + counts.changed + counts.ended,
    skipped,
    createdAt: toIso(createdAt),
    doneAt: toIsoOrNull(doneAt),
  };
}

export const importRoutes: readonly Route[] = [template, upload, confirm, get, homes];

// The house register comes in: a file is looked over, with everything that is wrong and everything that would change, then confirmed.
import { z } from 'zod';
import { accepted, type Outcome, refused } from '../../base/errors.ts';
import type { Community } from '../../config/config.ts';
import { sayPlace } from '../../homes/occupant.ts';
import type { HomeStep, ImportBatch } from '../../imports/batch.ts';
import { confirmImport, everybody, type Preview, previewImport } from '../../imports/deeds.ts';
import { maskName, sayRelation, toHomeWorkbook } from '../../imports/home-sheet.ts';
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
/** Tokens are longer than ids. */
const oneImport = z.strictObject({ importId: z.string().min(1).max(64) });
/** A person looks at the first ones; the numbers tell the rest. */
const MOST_SHOWN = 300;

const template = readRoute({
  path: '/imports/template',
  operationId: 'getImportTemplate',
  summary: 'An empty house register to fill in, as Excel.',
  params: nothing,
  query: nothing,
  answer: { files: [XLSX] },
  handle: async () => ({
    kind: 'file',
    bytes: await toHomeWorkbook(null),
    contentType: XLSX,
    fileName: 'house-register-template.xlsx',
  }),
});

const upload = uploadRoute({
  path: '/imports',
  operationId: 'previewImport',
  summary:
    'Looks a house register over (Excel or CSV): all that is wrong, each with row, column and remedy, or all that would change. Changes nothing.',
  query: ofCommunity,
  answer: importPreviewView,
  async take({ query, bytes, principal }, ports): Promise<ApiAnswer> {
    const community = communityFor(principal, query.community, ports);
    if (!community.ok) return refusalAnswer(community, null);
    const actor = actorFor(principal, undefined, query.community, ports.house);
    const by = actor.ok ? (actor.value.actor.id ?? principal.id) : principal.id;
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
        ...{ at: ports.clock.now(), accountId: person.id, role: person.role, action: 'import-homes' },
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
    return { kind: 'file', bytes, contentType: XLSX, fileName: `homes-${query.community}.xlsx` };
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
    changes: (batch?.steps ?? []).slice(0, MOST_SHOWN).map((step) => viewStep(step, principal)),
  };
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
  const { id: importId, communityId, state, counts, doneSteps, skipped, createdAt, doneAt } = batch;
  return {
    id: importId,
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

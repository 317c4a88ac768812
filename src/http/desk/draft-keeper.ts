// Deeds on what one person writes and another approves (答案, 常用话): whoever has seen an older state is shown the newer.
import type { z } from 'zod';
import { accepted, type Outcome, refused } from '../../base/errors.ts';
import { wallDate } from '../../clocks/service-calendar.ts';
import { approversOn, RULE_KINDS } from '../../config/written-rules.ts';
import { discardDraft } from '../../desk/written-drafts.ts';
import { type Account, actorIdOf } from '../../people/account.ts';
import type { Tx, WrittenValue } from '../../storage/contract.ts';
import { staffById } from '../../tickets/house.ts';
import { type ApiAnswer, json } from '../api/answer.ts';
import type { Principal } from '../api/principal.ts';
import { deedRoute, type Route, refusalAnswer } from '../api/route.ts';
import { personOf } from './conversation-routes.ts';
import type { DeskPorts } from './ports.ts';
import { anything, nothing } from './shapes.ts';

type Of = {
  /** What is said, and what waits. */
  kinds: { written: string; draft: string };
  /** The newer text, as the page shows it to whoever saw an older one. */
  shown(value: unknown): object;
  /** Said where this person does not work. Absent = it is everybody's. */
  isOfOthers?(key: string, rows: readonly WrittenValue[], person: Account): boolean;
};
/** Numbers of the last version and the last draft; together they grow with whatever is done. */
export type Numbers = { version: number; draft: number };
type Deed = { key: string; by: string; at: number };
/** By whose word, and how many people stand for it. */
type Approval = Deed & { before: number; person: Account; people: 1 | 2 };
type Done = Outcome<{ waits?: boolean }>;

type Named = { operationId: string; summary: string; action: string };

export function createDraftKeeper(
  { clock, house }: Pick<DeskPorts, 'clock' | 'house'>,
  { kinds, shown, isOfOthers }: Of,
) {
  const nameOf = (by: string) => staffById(house, by)?.name ?? null;
  const numbersOf = (rows: readonly WrittenValue[], key: string): Numbers => {
    const last = (kind: string) =>
      rows.findLast((each) => each.kind === kind && each.key === key)?.version ?? 0;
    return { version: last(kinds.written), draft: last(kinds.draft) };
  };
  const revisionOf = (rows: readonly WrittenValue[], key: string) => {
    const { version, draft } = numbersOf(rows, key);
    return version + draft;
  };
  const rowsIn = async (tx: Tx) => [
    ...(await tx.written.list(kinds.written)),
    ...(await tx.written.list(kinds.draft)),
  ];
  const newest = (rows: readonly WrittenValue[], key: string) => {
    const row = rows
      .filter((each) => each.key === key)
      .toSorted((a, b) => a.at - b.at)
      .at(-1);
    const version = revisionOf(rows, key);
    const { by = '', at, effective, value } = row ?? {};
    return {
      version,
      view: row ? { by: nameOf(by), at, effective, revision: version, ...shown(value) } : {},
    };
  };

  /** How many people stand for it. */
  const approversIn = async (tx: Tx) =>
    approversOn(await tx.written.list(RULE_KINDS.rule), wallDate(clock.now()));

  async function performOn(
    tx: Tx,
    principal: Principal,
    { key, expected }: { key: string; expected: number | undefined },
    action: string,
    act: (deed: Deed, numbers: Numbers) => Promise<Done>,
  ): Promise<ApiAnswer> {
    const person = personOf(principal);
    const rows = await rowsIn(tx);
    const at = clock.now();
    const done = isOfOthers?.(key, rows, person)
      ? refused('knowledge/of-others', '这一条是别的小区的，请那边的同事来改')
      : expected !== undefined && expected !== revisionOf(rows, key)
        ? refused('written/version-conflict', '同事刚改过这一条，请看看新的内容再改')
        : await act({ key, by: actorIdOf(person), at }, numbersOf(rows, key));
    if (!done.ok) return refusalAnswer(done, newest(rows, key));
    await tx.audit.add({
      ...{ at, accountId: person.id, role: person.role, action, object: key },
      ...{ detail: {}, address: null, result: 'done' as const },
    });
    const revision = revisionOf(await rowsIn(tx), key);
    return json({ id: key, version: revision, ...done.value }, revision);
  }

  /** The second person's word on a draft: yes, or that it is put aside. */
  function draftRoutes<P extends z.ZodObject>(row: {
    /** Of the one that `keyOf` names. */
    path: string;
    params: P;
    keyOf(params: z.output<P>): string;
    approve: Named & { act(tx: Tx, approval: Approval): Promise<Outcome<unknown>> };
    discard: Named;
  }): Route[] {
    const deedOf = (
      name: 'approve' | 'discard',
      act: (tx: Tx, deed: Deed, numbers: Numbers, person: Account) => Promise<Outcome<unknown>>,
    ) => {
      const { operationId, summary, action } = row[name];
      return deedRoute({
        ...{ path: `${row.path}/${name}`, operationId, summary, params: row.params },
        ...{ body: nothing, answer: anything },
        perform: (tx, { params, principal, expectedVersion }) =>
          performOn(
            tx,
            principal,
            { key: row.keyOf(params), expected: expectedVersion },
            action,
            async (deed, numbers) => {
              const done = await act(tx, deed, numbers, personOf(principal));
              return done.ok ? accepted({}) : done;
            },
          ),
      });
    };
    return [
      deedOf('approve', async (tx, deed, { version }, person) =>
        row.approve.act(tx, { ...deed, before: version, person, people: await approversIn(tx) }),
      ),
      deedOf('discard', (tx, deed) => discardDraft(tx, kinds.draft, deed)),
    ];
  }

  return { nameOf, revisionOf, approversIn, performOn, draftRoutes };
}

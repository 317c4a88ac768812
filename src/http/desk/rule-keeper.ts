// Keeps the next version of a setting: looked over, with who wrote it; whoever has seen an older one is shown the newer.
import type { z } from 'zod';
import { type Outcome, refused } from '../../base/errors.ts';
import { wallDate } from '../../clocks/service-calendar.ts';
import { RULE_KINDS } from '../../config/written-rules.ts';
import { keepVersion, type NextVersion } from '../../desk/keep-version.ts';
import { type AuditEntry, actorIdOf } from '../../people/account.ts';
import type { Tx, WrittenValue } from '../../storage/contract.ts';
import { staffById } from '../../tickets/house.ts';
import { type ApiAnswer, json } from '../api/answer.ts';
import type { Principal } from '../api/principal.ts';
import { deedRoute, type Route, refusalAnswer } from '../api/route.ts';
import { personOf } from './conversation-routes.ts';
import type { DeskPorts } from './ports.ts';
import { anything, day, nothing } from './shapes.ts';

export type Written = Pick<WrittenValue, 'kind' | 'key' | 'value' | 'effective'>;

export function createRuleKeeper({ clock, house }: Pick<DeskPorts, 'clock' | 'house'>) {
  const today = () => wallDate(clock.now());
  async function keep(
    tx: Tx,
    principal: Principal,
    expected: number | undefined,
    value: Written,
    problems: string[],
    detail: AuditEntry['detail'] = {},
  ): Promise<ApiAnswer> {
    const person = personOf(principal);
    const rows = (await tx.written.list(value.kind)).filter((each) => each.key === value.key);
    const newest = rows.at(-1)?.version ?? 0;
    const order: NextVersion = {
      ...{ ...value, before: expected ?? newest, by: actorIdOf(person), at: clock.now() },
    };
    const wrong = value.effective < today() ? ['开始的日期要从今天或以后算起', ...problems] : problems;
    const done: Outcome<{ version: number }> =
      wrong.length > 0 ? refused('settings/not-fit', `${wrong.join('；')}。`) : await keepVersion(tx, order);
    if (!done.ok) {
      const view = rows.at(-1);
      const by = view ? (staffById(house, view.by)?.name ?? null) : null;
      return refusalAnswer(done, { view: view ? { ...view, by } : {}, version: newest });
    }
    await tx.audit.add({
      ...{ at: clock.now(), accountId: person.id, role: person.role, action: `write-${value.kind}` },
      ...{ object: value.key, detail, address: null, result: 'done' as const },
    });
    return json({ version: done.value.version }, done.value.version);
  }
  /** A setting that holds from a day on, written as a whole. */
  function ruleRoute<T extends object>(row: {
    key: string;
    operationId: string;
    summary: string;
    value: z.ZodObject & z.ZodType<T>;
    problems(value: T, deed: { tx: Tx; principal: Principal }): string[] | Promise<string[]>;
  }): Route {
    const { key, operationId, summary } = row;
    return deedRoute({
      path: `/settings/${key}`,
      ...{ operationId, summary, params: nothing, answer: anything },
      body: row.value.extend({ effective: day }),
      async perform(tx, { body: { effective, ...rest }, principal, expectedVersion }) {
        // The schema has looked at both.
        const value = rest as T;
        const written = { kind: RULE_KINDS.rule, key, value, effective: effective as string };
        const problems = await row.problems(value, { tx, principal });
        return keep(tx, principal, expectedVersion, written, problems);
      },
    });
  }
  return { keep, ruleRoute };
}

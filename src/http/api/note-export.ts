// Tables and documents that leave the house, also on paper: whoever has them is on the record, a person or a program.
import type { Clock } from '../../base/clock.ts';
import type { Tx } from '../../storage/contract.ts';
import type { Principal } from './principal.ts';

type Query = Readonly<Record<string, unknown>>;

export function takesOut(operationId: string, query: Query): boolean {
  if (operationId === 'getImportTemplate') return holdsPeople(query);
  return operationId.startsWith('export') || operationId === 'printRegister';
}

/** The other tables to fill in are empty. */
export function holdsPeople({ kind }: Query): boolean {
  return kind === 'staff' || kind === 'roster';
}

/** Before it is sent. Which days and which community, never what stands in it. */
export async function noteExport(
  tx: Tx,
  { operationId, query }: { operationId: string; query: Query },
  { id, person }: Principal,
  { clock, rows }: { clock: Clock; rows?: number | undefined },
): Promise<void> {
  const asked = ['from', 'to', 'month', 'quarter'].flatMap((name) => {
    const value = query[name];
    return typeof value === 'string' ? [[name, value.slice(0, 10)]] : [];
  });
  await tx.audit.add({
    ...{ at: clock.now(), accountId: person?.id ?? null, role: person?.role ?? null, action: 'export' },
    object: typeof query.community === 'string' ? query.community.slice(0, 64) : null,
    detail: {
      ...{ what: operationId, ...Object.fromEntries(asked) },
      ...(rows === undefined ? {} : { rows }),
      ...(person === undefined ? { program: id } : {}),
    },
    ...{ address: null, result: 'done' },
  });
}

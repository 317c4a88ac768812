// Which ways of the flows were gone: both sides of every condition, and every step that stands by itself.
import type { FlowBook, FlowKind } from './types.ts';

export type Coverage = {
  flow: string;
  kind: FlowKind;
  /** Sides of conditions, gone and in all. */
  branches: { gone: number; all: number };
  /** Branches and steps nobody went: repair/visited=then. */
  missing: string[];
};

/** `gone`: the steps and branches of plays, as `playFlowTest` names them. */
export function coverageOf(book: FlowBook, gone: ReadonlySet<string>): Coverage[] {
  return Object.values(book.flows).map((flow) => {
    const steps = Object.values(flow.steps);
    const branches = steps
      .filter(({ kind }) => kind === 'when')
      .flatMap(({ id }) => [`${flow.id}/${id}=then`, `${flow.id}/${id}=else`]);
    const others = steps.filter(({ kind }) => kind !== 'when').map(({ id }) => `${flow.id}/${id}`);
    return {
      flow: flow.id,
      kind: flow.kind,
      branches: { gone: branches.filter((name) => gone.has(name)).length, all: branches.length },
      missing: [...branches, ...others].filter((name) => !gone.has(name)),
    };
  });
}

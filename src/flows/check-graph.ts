// The way through a flow: every step can be reached, every target exists, no circle goes round without asking anything.
import type { CompiledFlow } from './compile.ts';
import { suggest } from './nearest.ts';
import type { Problem } from './problem.ts';
import type { Flow, Step } from './types.ts';

/** Where a step may lead. */
export function leadsTo(step: Step): string[] {
  const targets: (string | null)[] =
    step.kind === 'when'
      ? [step.yes, step.no]
      : step.kind === 'goto'
        ? [step.target]
        : step.kind === 'confirm'
          ? [step.yes, 'step' in step.no ? step.no.step : null, step.next]
          : step.kind === 'end' || step.kind === 'link'
            ? []
            : step.kind === 'handoff' && step.mode === 'take'
              ? [step.next]
              : [step.next];
  return [...new Set(targets.filter((target) => target !== null))];
}

export function checkGraph({ flow, yaml }: CompiledFlow): Problem[] {
  const problems: Problem[] = [];
  const ids = Object.keys(flow.steps);
  for (const step of Object.values(flow.steps)) {
    for (const target of leadsTo(step)) {
      if (!flow.steps[target]) {
        problems.push({
          file: yaml.file,
          line: step.line,
          column: step.column,
          message: `Step "${step.id}" leads to "${target}", which does not exist.`,
          remedy: suggest(target, ids),
        });
      }
    }
  }
  const reached = reachable(flow);
  for (const step of Object.values(flow.steps)) {
    if (!reached.has(step.id)) {
      problems.push({
        file: yaml.file,
        line: step.line,
        column: step.column,
        message: `Step "${step.id}" can not be reached.`,
        remedy: 'Another step must lead to it, or remove it.',
      });
    }
  }
  const circle = silentCircle(flow);
  if (circle) {
    problems.push({
      file: yaml.file,
      line: circle.line,
      column: circle.column,
      message: `Step "${circle.id}" comes back to itself without asking anything.`,
      remedy: 'Let a collect, offer or confirm stand on the way.',
    });
  }
  return problems;
}

function reachable(flow: Flow): Set<string> {
  const reached = new Set<string>();
  const waiting = flow.first === null ? [] : [flow.first];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const step = flow.steps[id];
    if (!step || reached.has(id)) continue;
    reached.add(id);
    waiting.push(...leadsTo(step));
  }
  return reached;
}

/** A step that can be come back to without a wait in between. Collects that hold their value already do not wait, so only goto makes circles. */
function silentCircle(flow: Flow): Step | null {
  const state = new Map<string, 'open' | 'done'>();
  const visit = (id: string): Step | null => {
    const step = flow.steps[id];
    if (!step || state.get(id) === 'done' || step.kind === 'confirm') return null;
    if (state.get(id) === 'open') return step;
    state.set(id, 'open');
    for (const target of leadsTo(step)) {
      const found = visit(target);
      if (found) return found;
    }
    state.set(id, 'done');
    return null;
  };
  for (const id of Object.keys(flow.steps)) {
    const found = visit(id);
    if (found) return found;
  }
  return null;
}

// What goes wrong, where and at which call. Planned beforehand and counted, never drawn by chance.

/**
 * `processed`: whether the platform did the deed before things went wrong. For a send that is the
 * difference between "nobody saw it" and "the resident saw it and we do not know".
 */
export type Fault =
  | { kind: 'delay'; ms: number }
  | { kind: 'never-answer'; processed?: boolean }
  | { kind: 'reset'; processed?: boolean }
  | { kind: 'half-body'; processed?: boolean }
  | { kind: 'errcode'; errcode: number; errmsg?: string; processed?: boolean }
  | { kind: 'wrong-content-type'; contentType?: string }
  | { kind: 'http-status'; status: number; processed?: boolean }
  | { kind: 'html-page'; status?: number; processed?: boolean }
  | { kind: 'slow-drip'; stepBytes: number; stepMs: number }
  // Only for /cgi-bin/kf/sync_msg: answers that are odd but allowed.
  | { kind: 'short-page'; items: number }
  | { kind: 'empty-page' }
  | { kind: 'repeat-page' };

export type PlannedFault = {
  endpoint: string;
  /** Counted from the moment of planning; the next call is 1. */
  fromCall: number;
  toCall: number;
  fault: Fault;
};

export type FaultSwitch = {
  /** The n-th call from now (1 = the next one). */
  at(endpoint: string, call: number, fault: Fault): void;
  /** The next call, or the next `times` calls. */
  next(endpoint: string, fault: Fault, times?: number): void;
  /** Every call until `clear`. */
  always(endpoint: string, fault: Fault): void;
  /** Ends the faults of one endpoint, or all. */
  clear(endpoint?: string): void;
  /** How often the endpoint was called since the start. */
  calls(endpoint: string): number;
  /** Counts one call and says what is to go wrong with it. For the server. */
  take(endpoint: string): { call: number; fault: Fault | null };
};

export function createFaultSwitch(): FaultSwitch {
  const counts = new Map<string, number>();
  let plans: PlannedFault[] = [];

  function plan(endpoint: string, from: number, to: number, fault: Fault) {
    const soFar = counts.get(endpoint) ?? 0;
    plans.push({ endpoint, fromCall: soFar + from, toCall: soFar + to, fault });
  }

  return {
    at: (endpoint, call, fault) => plan(endpoint, call, call, fault),
    next: (endpoint, fault, times = 1) => plan(endpoint, 1, times, fault),
    always: (endpoint, fault) => plan(endpoint, 1, Number.POSITIVE_INFINITY, fault),
    clear(endpoint) {
      plans = endpoint === undefined ? [] : plans.filter((one) => one.endpoint !== endpoint);
    },
    calls: (endpoint) => counts.get(endpoint) ?? 0,
    take(endpoint) {
      const call = (counts.get(endpoint) ?? 0) + 1;
      counts.set(endpoint, call);
      const planned = plans.find(
        (one) => one.endpoint === endpoint && one.fromCall <= call && call <= one.toCall,
      );
      plans = plans.filter((one) => one.endpoint !== endpoint || one.toCall > call);
      return { call, fault: planned?.fault ?? null };
    },
  };
}

/** Was the deed done although the answer goes wrong? */
export function isProcessed(fault: Fault): boolean {
  switch (fault.kind) {
    case 'delay':
    case 'wrong-content-type':
    case 'slow-drip':
    case 'short-page':
    case 'empty-page':
    case 'repeat-page':
      return true;
    case 'half-body':
      return fault.processed ?? true;
    default:
      return fault.processed ?? false;
  }
}

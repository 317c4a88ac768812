// What a home is asked to pay for one thing in one period. Types only.

export type Bill = {
  /** 2026-10, or the quarter 2026-Q4. */
  period: string;
  home: { building: string; unit: string | null; room: string };
  item: string;
  amountFen: number;
  /** The last day to pay, 2026-10-31. */
  dueOn: string;
  paidFen: number;
};

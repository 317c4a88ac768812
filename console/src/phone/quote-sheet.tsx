// A quote from the tap: things of the price list and how many. What is not on the list is quoted at the desk, where a lead looks at it.
import { type FormEvent, useState } from 'react';
import type { Price } from '../tickets/house.ts';

type Props = {
  prices: readonly Price[];
  onDeed: (path: string, word: string, body: Record<string, unknown>) => void;
};

export function QuoteSheet({ prices, onDeed }: Props) {
  const [problem, setProblem] = useState<string | null>(null);

  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const lines = prices.flatMap(({ id, fromFen, toFen }) => {
      const quantity = Number(given.get(`n-${id}`) ?? 0);
      if (quantity < 1) return [];
      const yuan = given.get(`yuan-${id}`);
      const isRange = fromFen !== toFen;
      return [{ item: id, quantity, ...(isRange ? { unitFen: Math.round(Number(yuan) * 100) } : {}) }];
    });
    if (lines.length === 0) setProblem('请至少选一项，数量写 1 或更多');
    else onDeed('quote', '报价', { lines });
  }

  return (
    <form className="sheet" onSubmit={send} onChange={() => setProblem(null)}>
      <p>住户会收到报价，同意了才能动手。表里没有的，请打电话让接待台报。</p>
      {prices.map(({ id, name, unit, fromFen, toFen }) => (
        <label key={id}>
          {name}（{fromFen / 100}
          {fromFen !== toFen && `–${toFen / 100}`} 元/{unit}）
          <input
            name={`n-${id}`}
            type="number"
            min={0}
            max={99}
            step={1}
            inputMode="numeric"
            placeholder="几"
          />
          {fromFen !== toFen && (
            <input
              name={`yuan-${id}`}
              type="number"
              min={fromFen / 100}
              max={toFen / 100}
              defaultValue={fromFen / 100}
              step="0.01"
              inputMode="decimal"
              aria-label={`${name}每${unit}多少元`}
            />
          )}
        </label>
      ))}
      {problem !== null && (
        <p role="alert" className="refused">
          {problem}
        </p>
      )}
      <button type="submit" className="big">
        发给住户
      </button>
    </form>
  );
}

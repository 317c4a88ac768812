// What is charged, line by line: a thing of the price list times a number, or something else in words, which a lead looks at first.
import { Button, Input, InputNumber, Select } from 'antd';
import type { Price } from './house.ts';

export type QuoteLine = { item?: string; name?: string; quantity: number; unitFen?: number };

type Props = { prices: Price[]; value?: QuoteLine[]; onChange?: (lines: QuoteLine[]) => void };

const OTHER = '';

export function QuoteLines({ prices, value = [{ quantity: 1 }], onChange }: Props) {
  const change = (index: number, line: QuoteLine) =>
    onChange?.(value.map((each, place) => (place === index ? line : each)));
  const total = value.reduce((sum, line) => sum + line.quantity * (priceOf(line, prices) ?? 0), 0);
  return (
    <div className="quote-lines">
      {value.map((line, index) => {
        const price = prices.find((each) => each.id === line.item);
        const isFree = line.item === undefined && line.name !== undefined;
        const isRange = price !== undefined && price.fromFen !== price.toFen;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name, and only the last one is taken away
          <div key={index} className="quote-line">
            <Select
              aria-label={`第 ${index + 1} 项`}
              showSearch={{ optionFilterProp: 'label' }}
              placeholder="选一项"
              value={isFree ? OTHER : (line.item ?? null)}
              options={[
                ...prices.map((each) => ({ value: each.id, label: `${each.name} ${sayRange(each)}` })),
                { value: OTHER, label: '价目表以外的…' },
              ]}
              onChange={(id: string | null) =>
                change(index, {
                  quantity: line.quantity,
                  ...(id ? { item: id } : { name: '' }),
                })
              }
            />
            {isFree && (
              <Input
                aria-label="是什么"
                placeholder="是什么"
                maxLength={30}
                value={line.name}
                onChange={({ target }) => change(index, { ...line, name: target.value })}
              />
            )}
            <InputNumber
              aria-label="数量"
              min={1}
              max={999}
              precision={0}
              value={line.quantity}
              onChange={(quantity) => change(index, { ...line, quantity: quantity ?? 1 })}
            />
            {(isFree || isRange) && (
              <InputNumber
                aria-label="单价"
                placeholder="单价"
                min={0}
                precision={2}
                suffix="元"
                value={line.unitFen === undefined ? null : line.unitFen / 100}
                onChange={(yuan) => change(index, priced(line, yuan))}
              />
            )}
          </div>
        );
      })}
      <p className="soft">
        合计 {yuanOf(total)} 元{' '}
        <Button
          size="small"
          onClick={() => onChange?.([...value, { quantity: 1 }])}
          disabled={value.length >= 10}
        >
          再加一项
        </Button>
        {value.length > 1 && (
          <Button size="small" type="link" onClick={() => onChange?.(value.slice(0, -1))}>
            去掉最后一项
          </Button>
        )}
      </p>
    </div>
  );
}

function priced({ unitFen: _, ...line }: QuoteLine, yuan: number | null): QuoteLine {
  return yuan === null ? line : { ...line, unitFen: fenOf(yuan) };
}

function priceOf({ item, unitFen }: QuoteLine, prices: Price[]): number | undefined {
  return unitFen ?? prices.find((each) => each.id === item)?.fromFen;
}

function sayRange({ fromFen, toFen, unit }: Price): string {
  return `${yuanOf(fromFen)}${fromFen === toFen ? '' : `–${yuanOf(toFen)}`} 元/${unit}`;
}

export function pricesIn(prices: Price[], community: string): Price[] {
  return prices.filter(({ communities }) => communities.length === 0 || communities.includes(community));
}

export function fenOf(yuan: unknown): number {
  return Math.round(Number(yuan) * 100);
}

export function yuanOf(fen: number): string {
  return String(Math.round(fen) / 100);
}

// Joins the published price list: what contradicts itself, or would be said in two ways, is a problem.
import type { z } from 'zod';
import type { Community } from './config.ts';
import type { priceListFile } from './files/price-list.ts';
import type { Lookup } from './names.ts';
import type { PriceItem, PriceList } from './price-list.ts';

type Rows = z.output<typeof priceListFile>;

export function joinPrices(
  rows: Rows,
  communities: readonly Pick<Community, 'id'>[],
  look: Lookup,
): PriceList {
  look.unique(
    rows.items.map(({ id }, index) => ({ path: ['items', index, 'id'], value: id })),
    'id',
  );
  const items = rows.items.map((row, index): PriceItem => {
    const at = ['items', index];
    const fen = typeof row.fen === 'number' ? { from: row.fen, to: row.fen } : row.fen;
    if (fen.from > fen.to)
      look.problem([...at, 'fen'], 'the price goes from more to less', 'Write the smaller sum as "from"');
    if (row.effective > row.expires)
      look.problem([...at, 'expires'], 'ends before it begins', 'Correct one of the two days');
    return {
      id: row.id,
      name: { zh: row.name, en: row.en },
      also: row.also,
      unit: { zh: row.unit, en: row.unitEn },
      fen,
      included: { zh: row.included, en: row.includedEn },
      warranty: row.warranty
        ? { bears: row.warranty.bears, say: { zh: row.warranty.say, en: row.warranty.en } }
        : null,
      source: row.source,
      approver: row.approver,
      effective: row.effective,
      expires: row.expires,
      communities: row.communities.map((id, place) =>
        look.community([...at, 'communities', place], id, communities),
      ),
    };
  });
  for (const [index, item] of items.entries())
    for (const earlier of items.slice(0, index)) {
      const twice = namesOf(item).find((name) => namesOf(earlier).includes(name));
      if (twice !== undefined && holdTogether(item, earlier))
        look.problem(
          ['items', index, 'name'],
          `"${twice}" has a price already, in ${earlier.id}`,
          'Let the days of the two not overlap, or take the name out of one',
        );
    }
  return { quoteValidMs: rows.quoteValidHours * 3_600_000, items };
}

const namesOf = ({ name, also }: PriceItem) => [name.zh, ...also];

function holdTogether(one: PriceItem, other: PriceItem): boolean {
  const shared =
    one.communities.length === 0 ||
    other.communities.length === 0 ||
    one.communities.some((id) => other.communities.includes(id));
  return shared && one.effective <= other.expires && other.effective <= one.expires;
}

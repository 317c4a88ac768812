// The published price list over the API, as residents hear it today.
import { z } from 'zod';
import { wallDate } from '../../clocks/service-calendar.ts';
import { pricesOn, warrantyBearers } from '../../config/price-list.ts';
import { json } from './answer.ts';
import { word } from './inputs.ts';
import { type Route, readRoute } from './route.ts';

const words = z.strictObject({ zh: z.string(), en: z.string() });
const priceView = z.strictObject({
  id: z.string(),
  name: words,
  also: z.array(z.string()),
  unit: words,
  fromFen: z.number().int(),
  toFen: z.number().int().meta({ description: 'The same as `fromFen` for a fixed price.' }),
  included: words,
  warranty: z.strictObject({ bears: z.enum(warrantyBearers), say: words }).nullable(),
  source: z.string(),
  approver: z.string(),
  effective: z.string(),
  expires: z.string(),
  communities: z.array(z.string()).meta({ description: 'Empty = all.' }),
});

const list = readRoute({
  path: '/price-list',
  operationId: 'listPrices',
  summary: 'What is charged for, as published and valid today. Sums are in fen.',
  params: z.strictObject({}),
  query: z.strictObject({ community: word.optional() }),
  answer: z.strictObject({ items: z.array(priceView) }),
  handle: async ({ query }, { house }) => {
    const prices = pricesOn(house.prices, wallDate(house.clock.now()), query.community ?? null);
    return json({
      items: prices.map(({ fen, also, communities, ...rest }) => ({
        ...rest,
        also: [...also],
        fromFen: fen.from,
        toFen: fen.to,
        communities: [...communities],
      })),
    });
  },
});

export const priceListRoutes: readonly Route[] = [list];

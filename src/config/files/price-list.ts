// The shape of price-list.yaml. Money is in fen, so that nobody rounds.
import { z } from 'zod';
import { warrantyBearers } from '../price-list.ts';

const words = z.string().trim().min(1);
const name = words.max(20);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day is written 2026-01-31');
const fen = z.int().min(1).max(100_000_00);

const item = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, 'an id is small letters, digits and hyphens'),
  name,
  en: words.max(60),
  also: z.array(name).default([]),
  unit: words.max(6),
  unitEn: words.max(20),
  fen: z.union([fen, z.strictObject({ from: fen, to: fen })]),
  included: words.max(60),
  includedEn: words.max(160),
  warranty: z
    .strictObject({ bears: z.enum(warrantyBearers), say: words.max(60), en: words.max(160) })
    .optional(),
  source: words.max(60),
  approver: words,
  effective: day,
  expires: day,
  communities: z.array(words).default([]),
});

export const priceListFile = z.strictObject({
  version: z.literal(1),
  quoteValidHours: z.int().min(1).max(720).default(48),
  items: z.array(item).default([]),
});

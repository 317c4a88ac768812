// The invented residents of residents.yaml, read strictly.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const words = z.union([z.string(), z.array(z.string()).min(1)]);

const ticket = z.strictObject({
  kind: z.enum(['repair', 'complaint', 'inquiry', 'service']).optional(),
  grade: z.number().optional(),
  /** 3-2-501 */
  place: z.string().optional(),
  building: z.string().optional(),
  class: z.string().optional(),
  status: z.string().optional(),
});

const resident = z.strictObject({
  id: z.string(),
  style: z.enum(['plain', 'terse', 'chatty', 'angry', 'elder', 'wrong', 'change', 'several', 'trad', 'en']),
  /** Wall clock of Shanghai at which they begin. */
  at: z.union([z.string(), z.number()]).optional(),
  says: z.array(z.coerce.string()).min(1),
  knows: z.record(z.string(), words),
  asides: z.record(z.string(), z.string()).optional(),
  wants: z.strictObject({
    /** Exactly these, in any order. */
    tickets: z.array(ticket).optional(),
    answered: z.string().optional(),
    person: z.boolean().optional(),
    /** Any answer or ticket will do. */
    any: z.boolean().optional(),
  }),
});

export type Imagined = z.infer<typeof resident>;
export type WantedTicket = z.infer<typeof ticket>;

export const residents: readonly Imagined[] = z
  .strictObject({ residents: z.array(resident) })
  .parse(parse(readFileSync(join(import.meta.dirname, 'residents.yaml'), 'utf8'))).residents;

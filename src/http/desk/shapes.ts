// What most routes of the desk take and give, where there is no more to say of it.
import { z } from 'zod';

export const nothing = z.strictObject({});
export const anything = z.looseObject({});
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

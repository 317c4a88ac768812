// What callers may send, field by field. Unknown fields are refused: a misspelt filter must not show everything.
import { z } from 'zod';
import { type DelayReason, delayReasons } from '../../tickets/delay.ts';

const MAX_PAGE = 200;
const DEFAULT_PAGE = 50;
/** 微信客服 takes 2048 bytes of text; docs 94677. */
const REPLY_BYTES = 2048;
/** A result is told to the resident inside a sentence of ours and must fit with it. */
const NOTE_BYTES = 1500;
const SHORT_BYTES = 90;

export const id = z.string().min(1).max(64);

/** A query value arrives as text; an array means it was sent twice. */
const once = z.string({ error: 'must be given once, as text' });

export const pageSize = once
  .regex(/^\d{1,3}$/, `must be a whole number from 1 to ${MAX_PAGE}`)
  .transform(Number)
  .refine((count) => count >= 1 && count <= MAX_PAGE, `must be a whole number from 1 to ${MAX_PAGE}`)
  .default(DEFAULT_PAGE)
  .meta({ override: { type: 'integer', minimum: 1, maximum: MAX_PAGE, default: DEFAULT_PAGE } });

export const word = once.min(1, 'must not be empty').max(128, 'is too long');

export const ticketCursor = once
  .regex(/^\d{1,15}\.[0-9a-z]{1,40}$/, 'is not a cursor of this listing')
  .meta({ override: { type: 'string', description: '`nextCursor` of the page before.' } });

export const incidentCursor = once
  .regex(/^\d{1,15}\.[0-9a-z]{1,40}$/, 'is not a cursor of this listing')
  .transform((cursor) => {
    const [at = '', id = ''] = cursor.split('.');
    return { lastAt: Number(at), id };
  })
  .meta({ override: { type: 'string', description: '`nextCursor` of the page before.' } });

export const messageCursor = word.meta({
  override: {
    type: 'string',
    description: '`nextCursor` of the page before, or the id of the last message seen.',
  },
});

/** ISO 8601 with an offset, or milliseconds since 1970. */
export const instantInput = once
  // A plus that was not escaped arrives as a space.
  .transform((value) => (/^\d{11,15}$/.test(value) ? Number(value) : parseInstant(value.replace(' ', '+'))))
  .refine(
    (at) => at !== null,
    'must be ISO 8601 with an offset (2026-03-01T08:00:00Z) or milliseconds since 1970',
  )
  .transform((at) => at ?? 0)
  .meta({
    override: {
      description: 'Changed after this instant: ISO 8601 with an offset, or milliseconds since 1970.',
      anyOf: [{ type: 'string', format: 'date-time' }, { type: 'integer' }],
    },
  });

/** An instant in a body, as ISO 8601 with an offset. */
export const futureInstant = z.iso
  .datetime({ offset: true, error: 'must be ISO 8601 with an offset (2026-03-01T08:00:00Z)' })
  .transform((value) => Date.parse(value))
  .meta({ override: { type: 'string', format: 'date-time' } });

function parseInstant(value: string): number | null {
  return z.iso.datetime({ offset: true }).safeParse(value).success ? Date.parse(value) : null;
}

export const delayReason = z.enum(Object.keys(delayReasons) as [DelayReason, ...DelayReason[]]);

/** The same in the address of what is read. */
export const asSeenBy = word.optional().meta({
  override: {
    type: 'string',
    description:
      'Staff id of the person it is read for: the answer holds what they may see, and nothing else.',
  },
});

export const onBehalfOf = z
  .string()
  .min(1)
  .max(64)
  .optional()
  .meta({ description: 'Staff id of the person this is done for.' });

export const replyText = wordsOfPerson(REPLY_BYTES).meta({
  description: `At most ${REPLY_BYTES} bytes of UTF-8.`,
});
export const note = wordsOfPerson(NOTE_BYTES).meta({ description: `At most ${NOTE_BYTES} bytes of UTF-8.` });
/** What something in a quote is called, and by what it is counted. */
export const shortWords = wordsOfPerson(SHORT_BYTES);
/** Money, without fractions. */
export const fen = z.int().min(0).max(100_000_00);
export const causeCode = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be a short code')
  .optional();

/** Words that go to a resident or into the register: not blank, no control characters, no half characters. */
function wordsOfPerson(maxBytes: number) {
  return z
    .string()
    .refine((words) => words.trim() !== '', 'must not be empty')
    .refine((words) => Buffer.byteLength(words) <= maxBytes, `must have at most ${maxBytes} bytes`)
    .refine((words) => words.isWellFormed() && !CONTROL.test(words), 'must not hold control characters');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for; tab and line ends may stay
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

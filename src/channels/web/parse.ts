// What the page sends, as words or as the press of a button; everything else is refused. Never throws.
import { z } from 'zod';
import type { SaidAtPage } from '../contract.ts';

export const LONGEST_TEXT = 2_000;

const clientId = z.string().regex(/^[\w-]{8,64}$/);
const ourId = z.string().regex(/^[0-9a-z]{26}$/);
const words = z.strictObject({ clientId, text: z.string().max(LONGEST_TEXT * 2) });
const press = z.strictObject({
  clientId,
  press: z.strictObject({ messageId: ourId, itemId: z.string().min(1).max(128) }),
});

export function isClientId(value: unknown): value is string {
  return clientId.safeParse(value).success;
}

export function readBody(body: unknown): { ok: true; said: SaidAtPage } | { ok: false; code: string } {
  const pressed = press.safeParse(body);
  if (pressed.success)
    return { ok: true, said: { kind: 'press', clientId: pressed.data.clientId, ...pressed.data.press } };
  const written = words.safeParse(body);
  if (!written.success) return { ok: false, code: 'web/bad-body' };
  const text = cleaned(written.data.text);
  if (text === '') return { ok: false, code: 'web/empty-text' };
  if (text.length > LONGEST_TEXT) return { ok: false, code: 'web/text-too-long' };
  return { ok: true, said: { kind: 'words', clientId: written.data.clientId, text } };
}

/** Halves of characters and control characters are nobody's words; lines and tabs stay. */
function cleaned(text: string): string {
  return (
    text
      .toWellFormed()
      .replaceAll(/\r\n?/g, '\n')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
      .replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F]/g, '')
      .trim()
  );
}

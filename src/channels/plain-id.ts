// What names a person, an account or a message goes into columns of its own, where a null is refused and length is bounded. The words
// of a message are sealed and may hold what they like.
import { createHash } from 'node:crypto';

const LONGEST = 256;

/** May stand as it is. No platform gives out an id with a control character. */
export function isPlainId(id: string, longest = LONGEST): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return id.length <= longest && !/[\u0000-\u001F\u007F]/.test(id);
}

/** The same for the same, and always fit to be kept. */
export function plainId(id: string, longest = LONGEST): string {
  return isPlainId(id, longest) ? id : createHash('sha256').update(id).digest('hex');
}

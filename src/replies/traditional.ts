// Simplified words of fields (places, names, promises) → Traditional ones. The wordings themselves are written by hand.
import { Converter } from 'opencc-js/cn2t';

let converter: ((text: string) => string) | null = null;

/** Built at first use: few houses need it, and the table is large. */
export function toTraditional(text: string): string {
  const convert = converter ?? Converter({ from: 'cn', to: 'twp' });
  converter = convert;
  return convert(text);
}

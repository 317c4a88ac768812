// Simplified words of fields (places, names, promises) → Traditional ones. The wordings themselves are written by hand.
import { Converter } from 'opencc-js/cn2t';

let converter: ((text: string) => string) | null = null;

/** Built at first use: few houses need it, and the table is large. */
export function toTraditional(text: string): string {
  const convert = converter ?? Converter({ from: 'cn', to: 'twp' });
  converter = convert;
  // Of the mainland’s words for an office the table knows the trade's: 审核 is not looked over by an auditor.
  return convert(text).replaceAll('稽核', '審核');
}

// Simplified words of fields (places, names, promises) → Traditional ones. The wordings themselves are written by hand.
import { createRequire } from 'node:module';

/** Loaded and built at first use: few houses need it, and the table is a megabyte. */
const load = createRequire(import.meta.url);
let converter: ((text: string) => string) | null = null;

export function toTraditional(text: string): string {
  const convert =
    converter ??
    (load('opencc-js/cn2t') as typeof import('opencc-js/cn2t')).Converter({ from: 'cn', to: 'twp' });
  converter = convert;
  // Of the mainland’s words for an office the table knows the trade's: 审核 is not looked over by an auditor.
  return convert(text).replaceAll('稽核', '審核');
}

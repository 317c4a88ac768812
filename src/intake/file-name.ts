// The name a file came with, as something that can only be shown. Pure.

const LONGEST_CHARS = 80;

/**
 * Without folders, control characters and marks that turn the reading direction (a file "ca\u202Efdp.exe" shows as caexe.pdf).
 * Null when nothing is left.
 */
export function plainFileName(claimed: string): string | null {
  const name = claimed
    .normalize('NFC')
    .replace(/^.*[\\/]/su, '')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[<>:"|?*]/gu, '')
    .trim()
    .replace(/^\.+/u, '');
  const letters = [...name];
  if (letters.length === 0) return null;
  if (letters.length <= LONGEST_CHARS) return name;
  const ending = /\.[A-Za-z0-9]{1,5}$/.exec(name)?.[0] ?? '';
  return `${letters.slice(0, LONGEST_CHARS - 1 - ending.length).join('')}…${ending}`;
}

// A text as a cell of a table that goes out.

/** A name that begins like a formula is a name all the same. */
export function plainCell(text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
}

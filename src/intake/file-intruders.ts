// Looks through a file of a kept type for what makes it another file as well, or makes it act. Pure.
// A browser that sniffs, an unzipper and a PDF reader each take the part that is theirs; so none of them may find one.

export type Intruder = 'polyglot' | 'active-pdf';

export function findIntruder(contentType: string, bytes: Uint8Array): Intruder | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isPdf = contentType === 'application/pdf';
  if (hasMarkup(view) || endsAsArchive(view)) return 'polyglot';
  if (!isPdf && view.includes('%PDF-1.')) return 'polyglot';
  if (isPdf && ACTIVE.some((mark) => view.includes(mark))) return 'active-pdf';
  return null;
}

/** What a document does by itself: runs, starts or brings along something. Shorter marks (/JS) occur by chance in packed pictures. */
const ACTIVE = ['/JavaScript', '/Launch', '/EmbeddedFile', '/RichMedia', '/SubmitForm'];

/** A browser that is told nothing, or does not listen, would run these wherever they stand. */
const MARKUP = [
  '<script',
  '<html',
  '<!doctype html',
  '<svg',
  '<iframe',
  '<?php',
  '<object',
  '<embed',
  '<body',
];
const LONGEST_MARKUP = 16;

function hasMarkup(view: Buffer): boolean {
  for (let at = view.indexOf(0x3c); at >= 0; at = view.indexOf(0x3c, at + 1)) {
    const next = (view[at + 1] ?? 0) | 0x20;
    // Most of the file is noise: look closer only where one of the words could begin.
    if (next !== 0x3f && next !== 0x21 && (next < 0x61 || next > 0x7a)) continue;
    const word = view.toString('latin1', at, at + LONGEST_MARKUP).toLowerCase();
    // A tag's name ends here; without that, "<svg" would be found by chance in one long film out of thirty.
    if (MARKUP.some((mark) => word.startsWith(mark) && /^[\s>/]/.test(word.slice(mark.length)))) return true;
  }
  return false;
}

const ARCHIVE_END = Buffer.from('PK\x05\x06', 'latin1');
const ARCHIVE_END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;

/** A zip is read from its end: the end record stands there with a comment that fills the rest exactly. */
function endsAsArchive(view: Buffer): boolean {
  const tail = view.subarray(Math.max(0, view.length - ARCHIVE_END_BYTES - LONGEST_COMMENT));
  for (let at = tail.indexOf(ARCHIVE_END); at >= 0; at = tail.indexOf(ARCHIVE_END, at + 1)) {
    if (at + ARCHIVE_END_BYTES > tail.length) return false;
    // Readers are lenient about what follows, so the record itself is enough when its sizes could be true.
    const directoryBytes = tail.readUInt32LE(at + 12);
    const comment = tail.readUInt16LE(at + 20);
    if (directoryBytes < view.length && at + ARCHIVE_END_BYTES + comment <= tail.length) return true;
  }
  return false;
}

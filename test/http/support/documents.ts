// What lies in a document of a word processor, and which words a page and a document say.
import { inflateRawSync } from 'node:zlib';
import { XMLValidator } from 'fast-xml-parser';

/** Reads the directory at the end of a zip file, as every word processor does. */
export function unzipped(bytes: Buffer): Map<string, string> {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0) throw new Error('no zip file');
  const parts = new Map<string, string>();
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left--) {
    const name = bytes.toString('utf8', at + 46, at + 46 + bytes.readUInt16LE(at + 28));
    const local = bytes.readUInt32LE(at + 42);
    const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const packed = bytes.subarray(from, from + bytes.readUInt32LE(at + 20));
    const plain = bytes.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed);
    if (!name.endsWith('/')) parts.set(name, plain.toString('utf8'));
    at += 46 + name.length + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return parts;
}

export function isWellFormed(xml: string): boolean {
  return XMLValidator.validate(xml) === true;
}

const plain = (text: string) =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

/** The paragraphs of a document that say anything, in their order. */
export function wordsOf(documentXml: string): string[] {
  return [...documentXml.matchAll(/<w:p>(.*?)<\/w:p>|<w:p [^>]*>(.*?)<\/w:p>/gs)]
    .map(([whole]) =>
      [...whole.matchAll(/<w:t(?: [^>]*)?>(.*?)<\/w:t>/gs)].map(([, text = '']) => text).join(''),
    )
    .map(plain)
    .filter((text) => text !== '');
}

/** The same of a page. */
export function textsOf(page: string): string[] {
  const body = page.slice(page.indexOf('<body>'));
  return [...body.matchAll(/<(h1|h2|p|caption|th|td)>(.*?)<\/\1>/gs)]
    .map(([, , text = '']) => plain(text))
    .filter((text) => text !== '');
}

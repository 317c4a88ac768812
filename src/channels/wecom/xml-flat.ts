// The short road for the shape the platform nearly always sends: `<xml>` with leaf elements in CDATA or plain text.
// It answers null for everything else and then the general reader decides; a property test holds both to the same answer.
import type { XmlElement } from './xml.ts';

/** Platform fields start with a capital; names the general reader treats specially (`__proto__`, `constructor` …) do not. */
const LEAF_OPEN = /<([A-Z][A-Za-z0-9_]*)>/y;
/** Far above any message; the general reader has the limit that counts. */
const MAX_LEAVES = 500;
const CDATA_OPEN = '<![CDATA[';
const ROOT_OPEN = '<xml>';
const ROOT_CLOSE = '</xml>';

export function readFlatXml(text: string): XmlElement | null {
  // Line ends are normalised by the general reader, references decoded: both are rare, so left to it.
  if (text.includes('\r')) return null;
  let at = skipSpace(text, 0);
  if (!text.startsWith(ROOT_OPEN, at)) return null;
  const children: XmlElement[] = [];
  at = skipSpace(text, at + ROOT_OPEN.length);
  while (!text.startsWith(ROOT_CLOSE, at)) {
    LEAF_OPEN.lastIndex = at;
    const name = LEAF_OPEN.exec(text)?.[1];
    if (name === undefined) return null;
    const valueStart = LEAF_OPEN.lastIndex;
    let value: string;
    if (text.startsWith(CDATA_OPEN, valueStart)) {
      const end = text.indexOf(']]>', valueStart + CDATA_OPEN.length);
      if (end === -1) return null;
      value = text.slice(valueStart + CDATA_OPEN.length, end);
      at = end + 3;
    } else {
      const end = text.indexOf('<', valueStart);
      if (end === -1) return null;
      value = text.slice(valueStart, end);
      if (value.includes('&')) return null;
      at = end;
    }
    const close = `</${name}>`;
    if (!text.startsWith(close, at)) return null;
    children.push({ name, text: value, children: [] });
    if (children.length > MAX_LEAVES) return null;
    at = skipSpace(text, at + close.length);
  }
  if (skipSpace(text, at + ROOT_CLOSE.length) !== text.length) return null;
  if (children.length === 0) return null; // white space alone is text, not layout
  return { name: 'xml', text: '', children };
}

function skipSpace(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x09) return at;
    at++;
  }
}

// Text of an authenticated callback → a tree of elements. Total: hostile or broken XML is a value, never an exception.
// The platforms send no DOCTYPE, no own entities and no processing instructions, so all of these are refused.
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { readFlatXml } from './xml-flat.ts';

/** An element. `text` is its own text with CDATA sections put in; never a number, so `00120` and 64-bit ids stay whole. */
export type XmlElement = { name: string; text: string; children: XmlElement[] };

export type XmlProblem = 'too-large' | 'too-deep' | 'declaration' | 'entity' | 'malformed' | 'wrong-root';
export type XmlResult = { ok: true; root: XmlElement } | { ok: false; problem: XmlProblem };

/** Ours: the longest text message is 2 KiB, the largest event known (contact batch, card) a few KiB. */
export const MAX_XML_CHARACTERS = 64 * 1024;
/** Ours: the deepest body known (SelectedItems/SelectedItem/OptionIds/OptionId) has five levels. */
const MAX_DEPTH = 12;
/**
 * Ours: tags, sections and comments; a card answer with all its selections has some two hundred. An envelope is read
 * before anyone knows who sent it.
 */
export const MAX_PIECES = 2_000;

/** Reads one document whose root is `xml`. */
export function readXml(text: string): XmlResult {
  if (text.length > MAX_XML_CHARACTERS) return { ok: false, problem: 'too-large' };
  const flat = readFlatXml(text);
  if (flat !== null) return { ok: true, root: flat };
  return readAnyXml(text);
}

/** The first child of that name; null when there is none. */
export function childText(element: XmlElement, name: string): string | null {
  for (const child of element.children) if (child.name === name) return child.text;
  return null;
}

/** All children of that name: lists arrive as repeated nodes, once or many times. */
export function childrenNamed(element: XmlElement, name: string): XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** The general road, exported so that a test can hold the short one against it. */
export function readAnyXml(text: string): XmlResult {
  const body = text.replace(BOM, '').replace(XML_DECLARATION, '');
  const problem = findForbidden(body);
  if (problem !== null) return { ok: false, problem };
  try {
    if (XMLValidator.validate(body) !== true) return { ok: false, problem: 'malformed' };
    return takeRoot(parser.parse(body));
  } catch {
    return { ok: false, problem: 'malformed' }; // also the library's refusal of names like __proto__
  }
}

// CDATA is kept apart because entities count in text only; all values stay as they were written.
const CDATA = '#cdata';
const parser = new XMLParser({
  preserveOrder: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  ignoreAttributes: true,
  cdataPropName: CDATA,
  maxNestedTags: MAX_DEPTH * 2, // our own depth check answers first with a clearer problem
});

const BOM = /^\uFEFF/;
const XML_DECLARATION =
  /^<\?xml\s+version\s*=\s*(?:"1\.[01]"|'1\.[01]')(?:\s+encoding\s*=\s*(?:"utf-8"|'utf-8'))?(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?>/i;

/** One tag; quotes may hide a `>`. Linear: every alternative starts with another character. */
const TAG = /<\/?[^<>"'&]+(?:(?:"[^"<&]*"|'[^'<&]*')[^<>"'&]*)*>/y;
const REFERENCE = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/y;

/** Walks over the markup once and names the first thing a platform never sends. The library is lenient about most of them. */
function findForbidden(text: string): XmlProblem | null {
  let depth = 0;
  let pieces = 0;
  let at = 0;
  // Carried along: searching anew from every tag would make the walk quadratic.
  let ampersand = text.indexOf('&');
  for (;;) {
    const open = text.indexOf('<', at);
    const textEnd = open === -1 ? text.length : open;
    for (; ampersand !== -1 && ampersand < textEnd; ampersand = text.indexOf('&', ampersand + 1)) {
      if (ampersand >= at && !isFineReference(text, ampersand)) return 'entity';
    }
    if (open === -1) return null;
    if (++pieces > MAX_PIECES) return 'too-large';
    if (text.startsWith('<![CDATA[', open)) {
      const end = text.indexOf(']]>', open + 9);
      if (end === -1) return 'malformed';
      at = end + 3;
    } else if (text.startsWith('<!--', open)) {
      const end = text.indexOf('-->', open + 4);
      if (end === -1) return 'malformed';
      at = end + 3;
    } else if (text[open + 1] === '!' || text[open + 1] === '?') {
      return 'declaration';
    } else {
      TAG.lastIndex = open;
      if (!TAG.test(text)) return 'malformed';
      at = TAG.lastIndex;
      if (text[open + 1] === '/') {
        depth--;
        continue;
      }
      if (text[at - 2] !== '/') depth++;
      if (depth > MAX_DEPTH) return 'too-deep';
    }
  }
}

function isFineReference(text: string, at: number): boolean {
  REFERENCE.lastIndex = at;
  const found = REFERENCE.exec(text);
  if (found === null) return false;
  return found[1] !== undefined || isXmlCharacter(codePointOf(found));
}

function codePointOf(reference: RegExpExecArray): number {
  return reference[2] === undefined
    ? Number.parseInt(reference[3] ?? '', 16)
    : Number.parseInt(reference[2], 10);
}

function isXmlCharacter(code: number): boolean {
  if (code === 0x9 || code === 0xa || code === 0xd) return true;
  return (
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff)
  );
}

function takeRoot(document: unknown): XmlResult {
  if (!Array.isArray(document)) return { ok: false, problem: 'malformed' };
  let root: XmlElement | null = null;
  for (const node of document) {
    const [name, value] = nameAndValue(node);
    if (name === '#text' && typeof value === 'string' && isLayout(value)) continue;
    if (name === '#text' || name === CDATA || root !== null) return { ok: false, problem: 'malformed' };
    root = takeElement(name, value);
  }
  if (root === null) return { ok: false, problem: 'malformed' };
  return root.name === 'xml' ? { ok: true, root } : { ok: false, problem: 'wrong-root' };
}

function takeElement(name: string, content: unknown): XmlElement {
  const children: XmlElement[] = [];
  const parts: { text: string; isCdata: boolean }[] = [];
  for (const node of Array.isArray(content) ? content : []) {
    const [key, value] = nameAndValue(node);
    if (key === '#text') parts.push({ text: decodeReferences(String(value)), isCdata: false });
    else if (key === CDATA) parts.push({ text: cdataText(value), isCdata: true });
    else children.push(takeElement(key, value));
  }
  // White space around a CDATA section or between elements is layout, as in the platform's pretty-printed samples.
  const mayHaveLayout = children.length > 0 || parts.some((part) => part.isCdata);
  const kept = mayHaveLayout ? parts.filter((part) => part.isCdata || !isLayout(part.text)) : parts;
  return { name, text: kept.map((part) => part.text).join(''), children };
}

function isLayout(text: string): boolean {
  return /^[ \t\r\n]*$/.test(text);
}

function nameAndValue(node: unknown): [string, unknown] {
  if (typeof node === 'object' && node !== null) {
    for (const [key, value] of Object.entries(node)) if (key !== ':@') return [key, value];
  }
  return ['', undefined];
}

function cdataText(value: unknown): string {
  if (!Array.isArray(value)) return '';
  return value.map((node) => String(nameAndValue(node)[1] ?? '')).join('');
}

const PREDEFINED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const ANY_REFERENCE = new RegExp(REFERENCE.source, 'g');

function decodeReferences(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(ANY_REFERENCE, (_whole, named?: string, decimal?: string, hex?: string) => {
    if (named !== undefined) return PREDEFINED[named] ?? '';
    return String.fromCodePoint(
      decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number.parseInt(decimal, 10),
    );
  });
}

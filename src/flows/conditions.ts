// The one-line conditions of flow files: parsed and type-checked at load, evaluated each time. Nothing of JavaScript in them.

export type Condition =
  | { op: 'and' | 'or'; left: Condition; right: Condition }
  | { op: 'not'; of: Condition }
  | { op: 'empty'; of: Operand; negated: boolean }
  | { op: 'in'; of: Operand; list: Literal[] }
  | { op: Comparison; left: Operand; right: Operand }
  | { op: 'truth'; of: Operand };

type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';
type Literal = { literal: string | number | boolean; at: number };
type Path = { path: string[]; at: number };
export type Operand = Literal | Path;

export type ParsedCondition = { ok: true; condition: Condition } | { ok: false; at: number; message: string };

/** What a path holds; `values` where only certain words may stand there, `list` where it holds several. */
export type ValueType = {
  kind: 'text' | 'number' | 'bool' | 'time' | 'enum' | 'object';
  values?: readonly string[];
  list?: boolean;
};

type Token = { text: string; kind: 'word' | 'number' | 'string' | 'sign' | 'end'; at: number };

const WORDS = new Set(['and', 'or', 'not', 'in', 'is', 'empty']);

export function parseCondition(text: string): ParsedCondition {
  const tokens = tokenise(text);
  if (!Array.isArray(tokens)) return tokens;
  let index = 0;
  let depth = 0;
  const peek = (): Token => tokens[index] ?? { text: '', kind: 'end', at: text.length };
  const take = (): Token => {
    const token = peek();
    index += 1;
    return token;
  };
  const isWord = (word: string) => peek().kind === 'word' && peek().text === word;

  class Unreadable extends Error {
    readonly at: number;
    constructor(at: number, message: string) {
      super(message);
      this.at = at;
    }
  }
  const fail = (token: Token, wanted: string): never => {
    throw new Unreadable(
      token.at,
      token.kind === 'end'
        ? `ends where ${wanted} is missing`
        : `has "${token.text}" where ${wanted} should stand`,
    );
  };

  function either(): Condition {
    let left = both();
    while (isWord('or')) {
      take();
      left = { op: 'or', left, right: both() };
    }
    return left;
  }
  function both(): Condition {
    let left = negation();
    while (isWord('and')) {
      take();
      left = { op: 'and', left, right: negation() };
    }
    return left;
  }
  function negation(): Condition {
    // A person never nests this deep; without the limit a hostile file could exhaust the stack.
    if (++depth > 100) throw new Unreadable(peek().at, 'is nested too deeply');
    try {
      if (isWord('not')) {
        take();
        return { op: 'not', of: negation() };
      }
      if (peek().text === '(' && peek().kind === 'sign') {
        take();
        const inner = either();
        if (peek().text !== ')') fail(peek(), 'a closing bracket');
        take();
        return inner;
      }
      return comparison();
    } finally {
      depth -= 1;
    }
  }
  function comparison(): Condition {
    const left = operand();
    if (isWord('is')) {
      take();
      const negated = isWord('not');
      if (negated) take();
      if (!isWord('empty')) fail(peek(), '"empty"');
      take();
      return { op: 'empty', of: left, negated };
    }
    if (isWord('in')) {
      take();
      return { op: 'in', of: left, list: list() };
    }
    const sign = peek();
    if (sign.kind === 'sign' && ['=', '!=', '<', '<=', '>', '>='].includes(sign.text)) {
      take();
      return { op: sign.text as Comparison, left, right: operand() };
    }
    return { op: 'truth', of: left };
  }
  function list(): Literal[] {
    if (peek().text !== '[') fail(peek(), 'a list in [ ]');
    take();
    const items: Literal[] = [];
    while (true) {
      const item = operand();
      if ('path' in item) throw new Unreadable(item.at, 'has a path inside a list');
      items.push(item);
      const sign = take();
      if (sign.text === ']' && sign.kind === 'sign') return items;
      if (sign.text !== ',') fail(sign, 'a comma or ]');
    }
  }
  function operand(): Operand {
    const token = take();
    if (token.kind === 'number') return { literal: Number(token.text), at: token.at };
    if (token.kind === 'string') return { literal: token.text, at: token.at };
    if (token.kind === 'word' && !WORDS.has(token.text)) {
      if (token.text === 'true' || token.text === 'false')
        return { literal: token.text === 'true', at: token.at };
      if (token.text.startsWith('slots.') || token.text.startsWith('facts.')) {
        const path = token.text.split('.');
        if (path.some((part) => part === '')) fail(token, 'a full path');
        return { path, at: token.at };
      }
      return { literal: token.text, at: token.at };
    }
    return fail(token, 'a value or a path such as slots.place');
  }

  try {
    const condition = either();
    if (peek().kind !== 'end') fail(peek(), 'the end, "and" or "or"');
    return { ok: true, condition };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, at: error.at, message: error.message };
    throw error;
  }
}

function tokenise(text: string): Token[] | { ok: false; at: number; message: string } {
  const tokens: Token[] = [];
  const pattern =
    /\s+|(?<number>-?\d+(?:\.\d+)?(?![\w.]))|(?<word>[\p{L}_][\p{L}\p{N}_.-]*)|'(?<string>[^']*)'|(?<sign><=|>=|!=|[=<>()[\],])/uy;
  while (pattern.lastIndex < text.length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match)
      return {
        ok: false,
        at,
        message: `has "${[...text.slice(at)][0] ?? ''}", which does not belong in a condition`,
      };
    const groups = match.groups ?? {};
    if (groups.number !== undefined) tokens.push({ text: groups.number, kind: 'number', at });
    else if (groups.word !== undefined) tokens.push({ text: groups.word, kind: 'word', at });
    else if (groups.string !== undefined) tokens.push({ text: groups.string, kind: 'string', at });
    else if (groups.sign !== undefined) tokens.push({ text: groups.sign, kind: 'sign', at });
  }
  tokens.push({ text: '', kind: 'end', at: text.length });
  return tokens;
}

/** Reads a path such as `['slots', 'place', 'room']`; null or undefined = empty. */
export type Lookup = (path: readonly string[]) => unknown;

export function holds(condition: Condition, lookup: Lookup): boolean {
  switch (condition.op) {
    case 'and':
      return holds(condition.left, lookup) && holds(condition.right, lookup);
    case 'or':
      return holds(condition.left, lookup) || holds(condition.right, lookup);
    case 'not':
      return !holds(condition.of, lookup);
    case 'empty':
      return isEmpty(read(condition.of, lookup)) !== condition.negated;
    case 'in':
      return condition.list.some((item) => same(read(condition.of, lookup), item.literal));
    case 'truth':
      return read(condition.of, lookup) === true;
    case '=':
      return same(read(condition.left, lookup), read(condition.right, lookup));
    case '!=':
      return !same(read(condition.left, lookup), read(condition.right, lookup));
    default: {
      const left = read(condition.left, lookup);
      const right = read(condition.right, lookup);
      if (typeof left !== 'number' || typeof right !== 'number') return false;
      if (condition.op === '<') return left < right;
      if (condition.op === '<=') return left <= right;
      return condition.op === '>' ? left > right : left >= right;
    }
  }
}

function read(operand: Operand, lookup: Lookup): unknown {
  return 'path' in operand ? lookup(operand.path) : operand.literal;
}

/** A list is the same as a word when it holds it: `slots.fault = light`. */
function same(left: unknown, right: unknown): boolean {
  if (isEmpty(left) || isEmpty(right)) return false;
  if (Array.isArray(left)) return left.includes(right);
  if (Array.isArray(right)) return right.includes(left);
  return left === right;
}

export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return (
    typeof value === 'object' &&
    Object.values(value).every((part) => part === undefined || part === null || part === '')
  );
}

/** Every mistake of types in a condition, in words; `typeOf` answers a sentence when a path is unknown. */
export function checkCondition(
  condition: Condition,
  typeOf: (path: readonly string[]) => ValueType | string,
): string[] {
  const typed = (operand: Operand): ValueType | string =>
    'path' in operand ? typeOf(operand.path) : { kind: literalKind(operand.literal) };
  switch (condition.op) {
    case 'and':
    case 'or':
      return [...checkCondition(condition.left, typeOf), ...checkCondition(condition.right, typeOf)];
    case 'not':
      return checkCondition(condition.of, typeOf);
    case 'empty': {
      const type = typed(condition.of);
      if (typeof type === 'string') return [type];
      return 'path' in condition.of ? [] : ['"is empty" asks about a path, not about a fixed value.'];
    }
    case 'truth': {
      const type = typed(condition.of);
      if (typeof type === 'string') return [type];
      return type.kind === 'bool'
        ? []
        : [`${nameOf(condition.of)} is not a yes-or-no value; compare it with something.`];
    }
    case 'in':
      return condition.list.flatMap((item) => checkPair('=', condition.of, item, typed));
    default:
      return checkPair(condition.op, condition.left, condition.right, typed);
  }
}

function checkPair(
  op: Comparison,
  left: Operand,
  right: Operand,
  typed: (operand: Operand) => ValueType | string,
): string[] {
  const a = typed(left);
  const b = typed(right);
  if (typeof a === 'string' || typeof b === 'string')
    return [a, b].filter((type) => typeof type === 'string');
  if (a.kind === 'object' || b.kind === 'object') {
    return [
      `${nameOf(a.kind === 'object' ? left : right)} has several parts; compare one of them, or ask whether it is empty.`,
    ];
  }
  if (op !== '=' && op !== '!=') {
    const ordered = (type: ValueType) =>
      (type.kind === 'number' || type.kind === 'time') && type.list !== true;
    if (!ordered(a) || !ordered(b) || a.kind !== b.kind)
      return [`${nameOf(left)} and ${nameOf(right)} can not be put in order with ${op}.`];
    return [];
  }
  for (const [type, other] of [[a, right] as const, [b, left] as const]) {
    if (
      type.kind === 'enum' &&
      'literal' in other &&
      type.values &&
      !type.values.includes(String(other.literal))
    ) {
      return [`"${other.literal}" is not one of the values of ${nameOf(other === right ? left : right)}.`];
    }
  }
  const words = (type: ValueType) => (type.kind === 'enum' ? 'text' : type.kind);
  return words(a) === words(b)
    ? []
    : [`${nameOf(left)} is a ${words(a)} and ${nameOf(right)} is a ${words(b)}; they are never the same.`];
}

function literalKind(literal: string | number | boolean): 'text' | 'number' | 'bool' {
  return typeof literal === 'number' ? 'number' : typeof literal === 'boolean' ? 'bool' : 'text';
}

function nameOf(operand: Operand): string {
  return 'path' in operand ? operand.path.join('.') : `"${operand.literal}"`;
}

// Telephone numbers for callers who need not know them: 138****8000, also inside sentences. Pure.

/** Mobile and landline numbers as people write them, with or without +86, spaces and hyphens, also in full-width digits. */
const PHONES = new RegExp(
  [
    '(?<![0-9０-９])(?:[+＋]?(?:86|８６)[ -]?)?[1１][3-9３-９][0-9０-９](?:[ -]?[0-9０-９]{4}){2}(?![0-9０-９])',
    '(?<![0-9０-９])[0０][0-9０-９]{2,3}[ -]?[0-9０-９]{4}[ -]?[0-9０-９]{3,4}(?![0-9０-９])',
    '[+＋][0-9０-９][0-9０-９ -]{6,16}[0-9０-９]',
  ].join('|'),
  'g',
);

export function maskPhone(phone: string): string {
  const plain = phone
    .normalize('NFKC')
    .replace(/[^\d+]/g, '')
    .replace(/^(?:\+86|86(?=1\d{10}$))/, '');
  if (plain.length < 9) return '****';
  return `${plain.slice(0, plain.startsWith('+') ? 4 : 3)}****${plain.slice(-4)}`;
}

export function maskPhonesIn(text: string): string {
  return text.replace(PHONES, (phone) => maskPhone(phone));
}

/** Every text inside a value, at any depth; a field called `phone` is masked whatever it looks like. */
export function maskDeep(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return /phone/i.test(key) ? maskPhone(value) : maskPhonesIn(value);
  if (Array.isArray(value)) return value.map((each) => maskDeep(each, key));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, maskDeep(each, name)]));
}

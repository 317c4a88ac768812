// What a resident says to a quote, as a click or in plain words. A yes to a sum of money is only what can mean nothing else.

export const quoteAnswers = ['yes', 'no', 'talk'] as const;
export type QuoteAnswer = (typeof quoteAnswers)[number];

/** Carried by a button and brought back by the click. */
export function quoteMenuId(ticketId: string, version: number, answer: QuoteAnswer): string {
  return `q:${ticketId}:${version}:${answer}`;
}

export function readQuoteMenuId(
  id: string,
): { ticketId: string; version: number; answer: QuoteAnswer } | null {
  const [, ticketId = '', version = '', said = ''] = /^q:([\w-]{1,64}):(\d{1,4}):([a-z]+)$/.exec(id) ?? [];
  const answer = quoteAnswers.find((each) => each === said);
  return answer === undefined ? null : { ticketId, version: Number(version), answer };
}

/** `isPlain`: it names the matter (同意); 好 and 1 are an answer only to what was asked last. */
export type SaidOfQuote = { answer: QuoteAnswer; isPlain: boolean };

const AROUND =
  '(?:谢谢|謝謝|麻烦|麻煩|师傅|師傅|嗯+|那|就|哦|啊|呀|吧|了|的|啦|呢|哈|这个|這個|这份|這份|我)*';
const whole = (words: string) => new RegExp(`^${AROUND}(?:${words})${AROUND}$`, 'i');

const WORDS: readonly (readonly [QuoteAnswer, boolean, RegExp])[] = [
  ['no', true, whole('不同意(?:报价|報價)?|不接受|(?:先)?不[修换換做弄装裝]|decline|i disagree|disagree')],
  ['no', false, whole('不用|不要|不行|不可以|算|太[贵貴]|2|no|no thanks?')],
  ['talk', true, whole('想问问|想問問|问问|問問|想问一下|想問一下|i have a question')],
  ['talk', false, whole('3|(?:能|可以)?(?:不能)?便宜(?:点|點|一点|一點)(?:吗|嗎|不)?|能不能便宜(?:点|點)?')],
  ['yes', true, whole('(?:我们|我們)?同意(?:报价|報價|修|换|換)?|i agree|agreed?')],
  [
    'yes',
    false,
    whole('可以|好|好的|行|没问题|沒問題|ok|okay|成|可以[修换換做]|[修换換做]|1|yes|yes please|go ahead'),
  ],
];

export function readQuoteAnswer(words: string): SaidOfQuote | null {
  const text = words
    .replace(/\[[^\]]{1,8}\]|[\p{P}\p{S}\s]/gu, ' ')
    .replace(/ +/g, ' ')
    .trim();
  if (text === '' || text.length > LONGEST) return null;
  const bare = /[a-z]/i.test(text) ? text : text.replaceAll(' ', '');
  for (const [answer, isPlain, pattern] of WORDS) if (pattern.test(bare)) return { answer, isPlain };
  return null;
}

/** 不同意，太贵了: words that begin with a plain no are one, with its reason behind it. */
export function beginsWithQuoteNo(words: string): boolean {
  const [head = '', ...rest] = words.trim().split(/[，,。.！!？?；;、\s]+/u);
  const said = readQuoteAnswer(head);
  return rest.join('') !== '' && said?.answer === 'no' && said.isPlain;
}

const LONGEST = 24;

const OWN_COST =
  /(?:这次|這次|这单|這單|这一单|上次|那次|刚才|剛才|这回|這回|我这|我這).{0,8}(?:多少[钱錢]|几[块塊]?[钱錢]|[收付给給交][费費钱錢了]|[费費]用|要[钱錢])|(?:报价|報價)(?:是|多少|呢|单|單)|收[据據]|(?:实|實)收|一共(?:要|收)?多少|(?:要|该|該)付多少|收了(?:我)?多少|how much (?:is|was|for|do i pay)\b.*\b(?:this|it|my|i pay)\b|\breceipt\b|\bmy quote\b/i;

/** 这次收多少钱: about their own matter, not about the list. */
export function asksOwnCost(words: string): boolean {
  return words.length <= 40 && OWN_COST.test(words);
}

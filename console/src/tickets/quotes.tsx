// What the resident was quoted and what was charged: every version with its state, the words they read, and whose yes it was.
import { Collapse, Tag } from 'antd';
import type { TicketView } from '../base/shapes.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { useHouse } from './house.ts';
import { yuanOf } from './quote-lines.tsx';

type Quote = TicketView['quotes'][number];

const STATES: Record<Quote['state'], { word: string; color: string }> = {
  'to-approve': { word: '等负责人批', color: 'gold' },
  'turned-down': { word: '没有批', color: 'default' },
  asked: { word: '等住户答复，先别动手', color: 'gold' },
  agreed: { word: '住户同意', color: 'green' },
  declined: { word: '住户不同意，不动手不收费', color: 'red' },
  expired: { word: '过期，要重新报价', color: 'default' },
  replaced: { word: '已换新的', color: 'default' },
  dropped: { word: '没有用上', color: 'default' },
};

const SPOKEN_WITH: Record<string, string> = { owner: '业主本人', family: '家人', tenant: '租户' };

export function Quotes({ ticket }: { ticket: TicketView }) {
  const house = useHouse();
  const now = houseNow();
  if (ticket.quotes.length === 0) return null;
  const receipt = ticket.receipts.at(-1);
  const consentOf = ({ consent }: Quote): string => {
    if (!consent) return '';
    const at = sayInstant(Date.parse(consent.at), now);
    return consent.how === 'message'
      ? `住户 ${at} 回的消息`
      : `${house.person(consent.by) ?? '同事'} ${at} 打电话，跟${SPOKEN_WITH[consent.spokeWith ?? ''] ?? '住户'}说的`;
  };
  return (
    <section className="quotes" aria-label="报价">
      <h3>报价</h3>
      {[...ticket.quotes].reverse().map((quote) => (
        <div key={quote.id} className="quote">
          <p>
            <strong>合计 {yuanOf(quote.totalFen)} 元</strong>{' '}
            <Tag color={STATES[quote.state].color}>{STATES[quote.state].word}</Tag>
            <span className="soft">
              第 {quote.version} 版 {consentOf(quote)}
              {quote.state === 'asked' &&
                quote.expiresAt !== null &&
                `${sayInstant(Date.parse(quote.expiresAt), now)} 前有效`}
            </span>
          </p>
          <ul>
            {quote.lines.map((line) => (
              <li key={`${line.item}-${line.name}`}>
                {line.name} {line.quantity}
                {line.unit} × {yuanOf(line.unitFen)} 元{!line.isListed && <Tag>价目表以外</Tag>}
              </li>
            ))}
          </ul>
          {quote.reason !== null && <p className="soft">原因：{quote.reason}</p>}
          {quote.talkAt !== null && quote.state === 'asked' && <p>住户想问问，请给住户讲明白</p>}
          {quote.shown !== null && (
            <Collapse
              ghost
              size="small"
              items={[
                { key: 'shown', label: '住户看到的话', children: <p className="words">{quote.shown}</p> },
              ]}
            />
          )}
        </div>
      ))}
      {receipt && (
        <p>
          实收 {yuanOf(receipt.chargedFen)} 元
          {receipt.chargedFen === receipt.quotedFen && receipt.chargedFen > 0 && '，与报价一致'}
        </p>
      )}
    </section>
  );
}

// How much the platform still lets us say: 剩 3/5 条 · 至 明日 14:20.
import type { Allowance } from '../base/shapes.ts';
import { houseNow, sayInstant } from '../base/time.ts';

export function AllowanceLine({ allowance }: { allowance: Allowance }) {
  const { remaining, total, untilAt, why } = allowance;
  if (why === 'channel-off') return <p className="allowance short">这个渠道没有接上，话发不出去。</p>;
  if (why === 'window-closed')
    return (
      <p className="allowance short">
        住户超过 48 小时没有说话，微信不让我们先开口。写好的话会存着，住户一说话就发。
      </p>
    );
  if (why === 'quota-used')
    return <p className="allowance short">这一轮的条数用完了。写好的话会存着，住户再说一句就发。</p>;
  if (remaining === null || total === null) return null;
  const until = untilAt === null ? '' : ` · 至 ${sayInstant(untilAt, houseNow())}`;
  return (
    <p className={remaining <= 2 ? 'allowance short' : 'allowance'}>
      剩 {remaining}/{total} 条{until}
      {remaining <= 2 && '。请并成一条说，并请住户回复任意一句，好继续通知'}
    </p>
  );
}

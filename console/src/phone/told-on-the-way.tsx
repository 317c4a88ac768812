// 随手登记: what somebody said on the way, or what one saw oneself. The same line of the register as at the counter, and a ticket with it.
import { type FormEvent, useState } from 'react';
import type { Session } from '../base/shapes.ts';
import { houseNow } from '../base/time.ts';
import { KINDS } from '../base/words.ts';

const WAYS = [
  ['walk-in', '当面说的'],
  ['phone', '电话里说的'],
  ['patrol', '自己看到的'],
] as const;

const GRADES = [
  ['3', '普通，按先后安排'],
  ['2', '比较急，今天要处理'],
  ['1', '有危险，马上去人'],
] as const;

type Props = {
  communities: Session['communities'];
  offline: boolean;
  onEnter: (body: Record<string, unknown>) => void;
};

export function ToldOnTheWay({ communities, offline, onEnter }: Props) {
  const [needsWork, setNeedsWork] = useState(true);

  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const words = (name: string) => String(given.get(name) ?? '').trim();
    const kind = words('kind') as keyof typeof KINDS;
    const optional = Object.fromEntries(
      ['name', 'phone'].flatMap((name) => (words(name) === '' ? [] : [[name, words(name)]])),
    );
    onEnter({
      community: words('community') || communities[0]?.id,
      way: words('way'),
      // Whole minutes: nobody notes it before it was said.
      at: new Date(Math.floor(houseNow() / 60_000) * 60_000).toISOString(),
      place: words('place'),
      words: words('words'),
      category: KINDS[kind],
      ...optional,
      ...(needsWork ? { ticket: { kind, grade: Number(words('grade')) } } : { solvedAtOnce: true }),
      ...(offline ? { lateReason: '当时没有网络，先记在手机里' } : {}),
    });
  }

  return (
    <form className="sheet" onSubmit={send}>
      {communities.length > 1 && (
        <label>
          哪个小区？
          <select name="community" required>
            {communities.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        什么事？照住户的话写
        <textarea name="words" required maxLength={500} rows={3} placeholder="例如：三楼走廊灯不亮" />
      </label>
      <label>
        在哪里？
        <input
          name="place"
          required
          maxLength={100}
          placeholder="例如：3栋2单元501，或东门岗亭"
          autoComplete="off"
        />
      </label>
      <div className="pair">
        <label>
          怎么知道的？
          <select name="way" required>
            {WAYS.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label>
          哪一类？
          <select name="kind" required>
            {Object.entries(KINDS).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div className="pair">
        <label>
          称呼（可不填）
          <input name="name" maxLength={20} autoComplete="off" />
        </label>
        <label>
          电话（可不填）
          <input name="phone" type="tel" maxLength={20} autoComplete="off" />
        </label>
      </div>
      <label className="check">
        <input
          type="checkbox"
          checked={needsWork}
          onChange={(event) => setNeedsWork(event.currentTarget.checked)}
        />
        要有人去处理
      </label>
      {needsWork && (
        <label>
          急不急？
          <select name="grade" required>
            {GRADES.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
      )}
      <button type="submit" className="big">
        登记
      </button>
    </form>
  );
}

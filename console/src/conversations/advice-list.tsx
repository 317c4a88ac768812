// What the tone coach says of words before they go out.
import type { Advice } from './tone.ts';

const MOST_SHOWN = 3;

export function AdviceList({ advice }: { advice: readonly Advice[] }) {
  if (advice.length === 0) return null;
  return (
    <ul className="advice" aria-live="polite">
      {advice.slice(0, MOST_SHOWN).map(({ level, found: word, say }) => (
        <li key={`${word}${say}`} className={level}>
          {level === 'block' ? '不能发：' : level === 'confirm' ? '再想想：' : '建议：'}
          {word && <mark>{word}</mark>} {say}
        </li>
      ))}
    </ul>
  );
}

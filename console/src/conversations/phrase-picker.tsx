// Approved wordings, found by their words or by pinyin initials.
import { matches } from '../base/pinyin.ts';
import type { Phrase } from '../base/shapes.ts';

const MOST_SHOWN = 8;

export function phrasesFor(phrases: readonly Phrase[], wanted: string): Phrase[] {
  const fitting = phrases.filter((phrase) => matches(phrase.text, wanted));
  // What is said at the desk stands before what is answered from the book.
  return fitting
    .sort((a, b) => Number(b.key.startsWith('phrase.')) - Number(a.key.startsWith('phrase.')))
    .slice(0, MOST_SHOWN);
}

type Props = { phrases: Phrase[]; chosen: number; onPick: (phrase: Phrase) => void };

export function PhrasePicker({ phrases, chosen, onPick }: Props) {
  if (phrases.length === 0)
    return <p className="picker none">没有这样的话。可以打几个字，或拼音首字母（如 rnjd）。</p>;
  return (
    <div className="picker" role="listbox" aria-label="批准过的话">
      {phrases.map((phrase, index) => (
        <div key={phrase.key}>
          <button
            type="button"
            role="option"
            aria-selected={index === chosen}
            className={index === chosen ? 'chosen' : ''}
            // The text field keeps the caret.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onPick(phrase)}
          >
            <small>{phrase.key.startsWith('answer.') ? '口径' : '常用'}</small>
            {phrase.text}
          </button>
        </div>
      ))}
    </div>
  );
}

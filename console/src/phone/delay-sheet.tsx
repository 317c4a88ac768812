// Asking for more time: why, until when, and what the resident has meanwhile. Nobody asks without having read what the resident will read.
import { type FormEvent, useState } from 'react';
import { read, wordsFor } from '../base/api.ts';
import type { TicketView } from '../base/shapes.ts';
import type { Alternative } from './house.ts';

const REASONS = [
  ['parts', '配件还在路上'],
  ['third_party', '等外面的单位'],
  ['weather', '天气做不了'],
  ['access', '现场进不去'],
  ['safety', '先做安全措施'],
  ['scope', '要做的比看到的多'],
  ['overload', '师傅在处理更急的险情'],
] as const;

type Props = {
  ticket: TicketView;
  alternatives: readonly Alternative[];
  onDeed: (path: string, word: string, body: Record<string, unknown>) => void;
};

export function DelaySheet({ ticket, alternatives, onDeed }: Props) {
  const [preview, setPreview] = useState<{ text: string; body: Record<string, string> } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  async function look(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    // Written in the time of the house, whatever this phone believes.
    const body = {
      reason: String(given.get('reason')),
      alternative: String(given.get('alternative')),
      dueAt: `${String(given.get('dueAt'))}:00+08:00`,
    };
    setProblem(null);
    try {
      const said = await read<{ text: string }>(
        `/tickets/${encodeURIComponent(ticket.id)}/delay-preview?${new URLSearchParams(body)}`,
      );
      setPreview({ text: said.text, body });
    } catch (error) {
      setProblem(wordsFor(error));
    }
  }

  return (
    <form className="sheet" onSubmit={(event) => void look(event)} onChange={() => setPreview(null)}>
      <label>
        为什么要延期？
        <select name="reason" required>
          {REASONS.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        这段时间给住户什么替代办法？
        <select name="alternative" required>
          {alternatives.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        新的时间
        <input type="datetime-local" name="dueAt" required />
      </label>
      {problem !== null && (
        <p role="alert" className="refused">
          {problem}
        </p>
      )}
      {preview === null ? (
        <button type="submit" className="big">
          看看住户会收到什么
        </button>
      ) : (
        <>
          <blockquote>{preview.text}</blockquote>
          <button type="button" className="big" onClick={() => onDeed('delay', '申请延期', preview.body)}>
            就这样申请
          </button>
        </>
      )}
    </form>
  );
}

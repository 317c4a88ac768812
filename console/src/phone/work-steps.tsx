// The work in its order: there, what it looks like, why, what it looks like now, what was done. One step is open, those behind it are a line each.
import { type FormEvent, type ReactNode, useState } from 'react';
import type { TicketView } from '../base/shapes.ts';
import { sayInstant, useHouseNow } from '../base/time.ts';
import { CAUSES, type Draft, keepDraft, readDraft } from './draft.ts';
import { PhotoStep, Photos, photosOf } from './photo-step.tsx';
import type { Moment, WaitingPhoto } from './waiting-photos.ts';

type Props = {
  ticket: TicketView;
  actorId: string;
  hasArrived: boolean;
  mayPhotograph: boolean;
  photos: readonly WaitingPhoto[];
  /** What the resident has agreed to pay; null = nothing is charged. */
  quotedFen: number | null;
  onArrive: () => void;
  onResult: (body: { result: string; causeCode: string; chargeFen?: number }) => void;
  onPhoto: () => void;
};

type Step = 'arrive' | 'before' | 'cause' | 'after' | 'result';

export function WorkSteps(props: Props) {
  const { ticket, actorId, hasArrived, mayPhotograph, photos, quotedFen, onArrive, onResult, onPhoto } =
    props;
  const [draft, setDraft] = useState<Draft>(() => readDraft(ticket.id));
  /** One that was opened once more. */
  const [again, setAgain] = useState<Step | null>(null);
  const now = useHouseNow();
  const change = (changes: Partial<Draft>) => {
    const next = { ...draft, ...changes };
    setDraft(next);
    keepDraft(ticket.id, next);
  };
  const countOf = (moment: Moment) =>
    photosOf(ticket, moment).length +
    photos.filter((each) => each.moment === moment && each.refusedWith === null).length;
  const done: Record<Step, boolean> = {
    arrive: hasArrived,
    before: draft.beforeDone,
    cause: draft.cause !== '',
    after: draft.afterDone,
    result: false,
  };
  const steps: Step[] = mayPhotograph
    ? ['arrive', 'before', 'cause', 'after', 'result']
    : ['arrive', 'cause', 'result'];
  const open = again ?? steps.find((step) => !done[step]) ?? 'result';
  const arrivedAt = ticket.milestones.find(
    (each) => each.kind === 'arrived' && each.cycle === ticket.cycle,
  )?.at;

  function send(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    // What was begun stays until the house has taken it.
    const charged = new FormData(event.currentTarget).get('charged');
    onResult({
      result: draft.result.trim(),
      causeCode: draft.cause,
      ...(charged === null ? {} : { chargeFen: Math.round(Number(charged) * 100) }),
    });
  }

  const photoStep = (moment: Moment, ready: Partial<Draft>, skip: string) => (
    <>
      <PhotoStep ticket={ticket} actorId={actorId} moment={moment} waiting={photos} onKept={onPhoto} />
      <button
        type="button"
        className={countOf(moment) === 0 ? 'quiet' : 'big'}
        onClick={() => {
          change(ready);
          setAgain(null);
        }}
      >
        {countOf(moment) === 0 ? skip : '照片够了，下一步'}
      </button>
    </>
  );
  const bodies: Record<Step, ReactNode> = {
    arrive: (
      <button type="button" className="big" onClick={onArrive}>
        我到了
      </button>
    ),
    before: photoStep('before', { beforeDone: true }, '不用拍，下一步'),
    cause: (
      <div className="choices">
        {CAUSES.map(([code, label]) => (
          <button
            type="button"
            key={code}
            aria-pressed={draft.cause === code}
            onClick={() => {
              change({ cause: code });
              setAgain(null);
            }}
          >
            {label}
          </button>
        ))}
      </div>
    ),
    after: photoStep('after', { afterDone: true }, '不用拍，下一步'),
    result: (
      <form onSubmit={send}>
        <label>
          怎么处理的？这句话会告诉住户
          <textarea
            name="result"
            required
            maxLength={500}
            rows={4}
            value={draft.result}
            onChange={(event) => change({ result: event.currentTarget.value })}
          />
        </label>
        {quotedFen !== null && (
          <label>
            实收多少元？没有收就写 0
            <input
              name="charged"
              type="number"
              required
              min={0}
              max={quotedFen / 100}
              step="0.01"
              inputMode="decimal"
            />
          </label>
        )}
        <button type="submit" className="big">
          提交结果
        </button>
      </form>
    ),
  };
  const said: Record<Step, string> = {
    arrive: arrivedAt === undefined ? '记下了' : sayInstant(Date.parse(arrivedAt), now),
    before: sayCount(countOf('before')),
    cause: CAUSES.find(([code]) => code === draft.cause)?.[1] ?? '',
    after: sayCount(countOf('after')),
    result: '',
  };

  return (
    <ol className="steps" aria-label="处理步骤">
      {steps.map((step, index) => {
        const isOpen = step === open;
        const isDone = done[step] && !isOpen;
        return (
          <li key={step} className={isOpen ? 'open' : isDone ? 'done' : 'later'}>
            <h2>
              <span className="mark">{isDone ? '✓' : index + 1}</span>
              {NAMES[step]}
              {isDone && <span className="said">{said[step]}</span>}
              {isDone && step !== 'arrive' && (
                <button type="button" className="small" onClick={() => setAgain(step)}>
                  改
                </button>
              )}
            </h2>
            {isOpen && bodies[step]}
            {isDone && (step === 'before' || step === 'after') && (
              <Photos ticket={ticket} moment={step} waiting={photos} />
            )}
          </li>
        );
      })}
    </ol>
  );
}

const NAMES: Record<Step, string> = {
  arrive: '到场',
  before: '处理前照片',
  cause: '原因',
  after: '处理后照片',
  result: '结果',
};

function sayCount(count: number): string {
  return count === 0 ? '没有拍' : `${count} 张`;
}

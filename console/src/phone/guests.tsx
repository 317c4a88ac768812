// 今天的访客, for whoever stands at the gate: when, whose plate, which home, and one press when they are here. No name, no telephone.
import { useCallback, useEffect, useState } from 'react';
import { deed, read, wordsFor } from '../base/api.ts';
import type { Application } from '../base/shapes.ts';
import { sayInstant } from '../base/time.ts';

const LOOK_EVERY_MS = 20_000;

export function Guests() {
  const [guests, setGuests] = useState<Application[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState<string | null>(null);

  const look = useCallback(async () => {
    try {
      setGuests((await read<{ items: Application[] }>('/applications/expected')).items);
      setProblem(null);
    } catch (error) {
      setProblem(wordsFor(error));
    }
  }, []);
  useEffect(() => {
    void look();
    const timer = window.setInterval(() => void look(), LOOK_EVERY_MS);
    return () => window.clearInterval(timer);
  }, [look]);

  async function letIn({ id, version }: Application): Promise<void> {
    setBusy(id);
    try {
      await deed(`/applications/${id}/finish`, {}, version);
      setProblem(null);
    } catch (error) {
      setProblem(wordsFor(error));
    }
    await look();
    setBusy(null);
  }

  const coming = (guests ?? []).filter(({ state }) => state === 'approved');
  const here = (guests ?? []).filter(({ state }) => state === 'done');
  return (
    <>
      <h1 className="title">今天的访客</h1>
      {problem !== null && (
        <p className="notice" role="status">
          {problem}
        </p>
      )}
      {guests === null && problem === null && <p className="empty">正在打开…</p>}
      {guests !== null && coming.length === 0 && <p className="empty">现在没有要等的客人。</p>}
      {coming.map((guest) => (
        <article key={guest.id} className="guest">
          <p className="guest-head">
            <b>{whenOf(guest)}</b>
            <span>{guest.place || '服务中心'}</span>
          </p>
          {guest.fields.plate ? (
            <p className="guest-plate">{guest.fields.plate}</p>
          ) : (
            <p className="foot">{howOf(guest)}</p>
          )}
          <p className="foot">单号 {guest.code}</p>
          <button
            type="button"
            className="wide primary"
            disabled={busy === guest.id}
            onClick={() => void letIn(guest)}
          >
            到了，放行
          </button>
        </article>
      ))}
      {here.length > 0 && (
        <details className="done-list">
          <summary>已经到的 {here.length}</summary>
          {here.map((guest) => (
            <p key={guest.id} className="foot">
              {whenOf(guest)} {guest.place} {guest.fields.plate ?? ''} · {guest.code}
            </p>
          ))}
        </details>
      )}
    </>
  );
}

function whenOf({ from, until }: Application): string {
  if (from === null) return '今天';
  const clock = (at: string) => sayInstant(Date.parse(at), Date.parse(from));
  return until === null ? clock(from) : `${clock(from)}–${clock(until)}`;
}

function howOf({ kind, fields }: Application): string {
  if (kind === 'appointment') return '约好来服务中心';
  return (fields.way ?? fields.heard) === 'car' ? '开车，车牌到门口报' : '走路';
}

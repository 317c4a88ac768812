// A matter of grade 1 that nobody has taken is heard, in this window and beside it, until somebody takes it or turns the sound off.
import { useEffect, useState } from 'react';
import type { Board } from '../base/shapes.ts';

const EVERY_MS = 4_000;
const KEPT = 'desk-sound';

export function useAlarm(board: Board | undefined): {
  isOn: boolean;
  turn: (on: boolean) => void;
  count: number;
} {
  const [isOn, setIsOn] = useState(() => localStorage.getItem(KEPT) !== 'off');
  const waiting = board?.due.filter(({ ticket }) => ticket.grade === 1 && ticket.status === 'new') ?? [];
  const ids = waiting.map(({ ticket }) => ticket.id).join();
  useEffect(() => {
    if (ids === '' || !isOn) return;
    beep();
    const timer = window.setInterval(beep, EVERY_MS);
    return () => window.clearInterval(timer);
  }, [ids, isOn]);
  useEffect(() => {
    // Only the number: what is on a screen in the duty room is read by everybody.
    if (
      ids !== '' &&
      document.visibilityState === 'hidden' &&
      'Notification' in window &&
      Notification.permission === 'granted'
    )
      new Notification('前台：有 1 级险情没有人受理', { tag: 'grade-1' });
  }, [ids]);
  return {
    isOn,
    count: waiting.length,
    turn(on) {
      localStorage.setItem(KEPT, on ? 'on' : 'off');
      setIsOn(on);
      if (on && 'Notification' in window && Notification.permission === 'default')
        void Notification.requestPermission();
    },
  };
}

let audio: AudioContext | null = null;

/** Two short tones; browsers let them sound once somebody has touched the page. */
function beep(): void {
  if (!navigator.userActivation.hasBeenActive) return;
  audio ??= new AudioContext();
  if (audio.state === 'suspended') void audio.resume();
  for (const [index, frequency] of [880, 660].entries()) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = frequency;
    volume.gain.value = 0.12;
    tone.connect(volume).connect(audio.destination);
    tone.start(audio.currentTime + index * 0.22);
    tone.stop(audio.currentTime + index * 0.22 + 0.18);
  }
}

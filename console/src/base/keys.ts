// Keys, by where they lie on the keyboard (`code`), because a Chinese input method changes what they write. Nothing fires while it composes.
import { type KeyboardEvent as KeyPressed, useLayoutEffect, useRef } from 'react';

export type Keys = Record<string, () => void>;

/** True while an input method is choosing words: its Enter is not ours. */
export function isComposing(event: {
  isComposing?: boolean;
  keyCode?: number;
  nativeEvent?: KeyboardEvent;
}): boolean {
  const native = event.nativeEvent ?? event;
  return native.isComposing === true || native.keyCode === 229;
}

/** A form that is filled in without a mouse: Enter in a field keeps it, Escape closes it. Inside a list Enter chooses. */
export function entryKeys({ keep, close }: { keep: () => void; close: () => void }) {
  return (event: KeyPressed) => {
    if (isComposing(event)) return;
    if (event.code === 'Escape') close();
    else if (
      event.code === 'Enter' &&
      event.target instanceof HTMLInputElement &&
      event.target.role !== 'combobox'
    ) {
      event.preventDefault();
      keep();
    }
  };
}

/** `Alt+KeyT`, `Ctrl+KeyK`, `Escape`. Bare letters are not taken inside text fields. */
export function useKeys(keys: Keys): void {
  const current = useRef(keys);
  current.current = keys;
  // Before the page is painted: what can be seen answers to its keys.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (isComposing(event)) return;
      const name = [
        event.ctrlKey || event.metaKey ? 'Ctrl' : null,
        event.altKey ? 'Alt' : null,
        event.shiftKey ? 'Shift' : null,
        event.code,
      ]
        .filter((part) => part !== null)
        .join('+');
      const act = current.current[name];
      if (!act) return;
      const isBare = !event.ctrlKey && !event.metaKey && !event.altKey && event.code !== 'Escape';
      if (
        isBare &&
        event.target instanceof HTMLElement &&
        event.target.closest('input, textarea, [contenteditable]')
      )
        return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}

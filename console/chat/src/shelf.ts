// What this device keeps: the words that are not sent yet, the language, and inside another site the token. Where nothing may be
// kept, the page remembers as long as it is open.

export type Shelf = {
  get(name: string): string | null;
  /** False when there is no room. */
  set(name: string, value: string): boolean;
  clear(): void;
};

export function createShelf(prefix: string): Shelf {
  const memory = new Map<string, string>();
  const storage = () => {
    try {
      return window.localStorage;
    } catch {
      return null; // A browser that keeps nothing for this site.
    }
  };
  return {
    get: (name) => memory.get(name) ?? storage()?.getItem(`${prefix}${name}`) ?? null,
    set(name, value) {
      try {
        const kept = storage();
        if (kept === null) memory.set(name, value);
        else kept.setItem(`${prefix}${name}`, value);
        return true;
      } catch {
        return false;
      }
    },
    clear() {
      memory.clear();
      const kept = storage();
      for (const key of Object.keys(kept ?? {})) if (key.startsWith(prefix)) kept?.removeItem(key);
    },
  };
}

/** The same on every device and never twice; older phones have no randomUUID on plain http. */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
}

// Who is signed in, for every page.
import { createContext, useContext } from 'react';
import type { Session } from './shapes.ts';

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('a page without a session');
  return session;
}

export function useMay(): (operation: string) => boolean {
  const { may } = useSession();
  return (operation) => may.includes(operation);
}

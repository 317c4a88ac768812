// Who calls the API and what they may see. Today one service account; more tokens bring more principals, not more code.
import type { Account } from '../../people/account.ts';
import type { Worker } from '../../tickets/sight.ts';
import { createTokenCheck } from '../token.ts';

/** `personal`: telephone numbers are shown in full. */
export type Scope = 'personal';

/** What of the house somebody may look at. `worker` null = every ticket of these communities. */
export type Eyes = {
  worker: Worker | null;
  communityIds: readonly string[] | '*';
  /** Whose they are: what is complained of them is not for them. */
  staffId: string;
};

export type Principal = {
  id: string;
  scopes: ReadonlySet<Scope>;
  /** Who is signed in at the console; absent for a program. */
  person?: Account;
  /** Absent = everything: a program that speaks for itself. */
  eyes?: Eyes;
};

export type Authenticate = (authorization: string | undefined) => Principal | null;

/** The bootstrap token of the environment acts as the service account `integration` and has every scope. */
export function createAuthenticate(apiToken: string | null): Authenticate {
  const isToken = createTokenCheck(apiToken);
  const integration: Principal = { id: 'integration', scopes: new Set<Scope>(['personal']) };
  return (authorization) => (isToken(authorization) ? integration : null);
}

export function seesPersonal(principal: Principal): boolean {
  return principal.scopes.has('personal');
}

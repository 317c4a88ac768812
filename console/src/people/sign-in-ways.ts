// The other way in: as a member of the company, by the platform. And why it did not work the last time.
import { useEffect, useState } from 'react';
import { read } from '../base/api.ts';

export type Ways = { member: boolean; inClient: boolean; said: string | null };

/** Leads away and back to this very page. */
export function memberLink(): string {
  return `/desk/api/sign-in/member?to=${encodeURIComponent(location.pathname.replace(/\/+$/, ''))}`;
}

/** `auto`: inside the platform's client nobody need press anything, unless it has just said no. */
export function useSignInWays({ auto }: { auto: boolean }): Ways | null {
  const [ways, setWays] = useState<Ways | null>(null);
  useEffect(() => {
    const said = new URLSearchParams(location.search).get('said');
    read<Ways>(`/sign-in/ways${said === null ? '' : `?said=${encodeURIComponent(said)}`}`)
      .then((found) => {
        setWays(found);
        // Said once: the next try is another one.
        if (said !== null) history.replaceState(null, '', location.pathname);
        if (auto && found.member && found.inClient && said === null) location.replace(memberLink());
      })
      // Name and password are left.
      .catch(() => {});
  }, [auto]);
  return ways;
}

// Which page is shown: signing in, a one-time link, or the desk itself.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Result, Spin } from 'antd';
import { lazy, Suspense, useCallback, useEffect } from 'react';
import { Navigate, Route, Routes, useLocation } from 'react-router';
import { keepFormToken, Refused, read, whenSignedOut } from './base/api.ts';
import { useLiveStream } from './base/live.ts';
import { SessionContext } from './base/session.ts';
import type { Session } from './base/shapes.ts';
import { setHouseTime, sinceOpenedMs } from './base/time.ts';
import { Conversations } from './conversations/conversations.tsx';
import { SignIn } from './people/sign-in.tsx';
import { Welcome } from './people/welcome.tsx';
import { Shell } from './shell/shell.tsx';

const Notices = lazy(() => import('./notices/notices.tsx'));
const Applications = lazy(() => import('./applications/applications.tsx'));
const Board = lazy(() => import('./board/board.tsx'));
const Register = lazy(() => import('./register/register.tsx'));
const Incidents = lazy(() => import('./incidents/incidents.tsx'));
const Reports = lazy(() => import('./reports/reports.tsx'));
const Tickets = lazy(() => import('./tickets/tickets.tsx'));
const Dispatch = lazy(() => import('./watch/dispatch.tsx'));
const Watched = lazy(() => import('./watch/watched.tsx'));
const FollowUps = lazy(() => import('./watch/follow-ups.tsx'));
const Rectifications = lazy(() => import('./watch/rectifications.tsx'));
const Knowledge = lazy(() => import('./knowledge/knowledge.tsx'));
const Drafts = lazy(() => import('./drafts/drafts.tsx'));
const Wall = lazy(() => import('./watch/wall.tsx'));
const Settings = lazy(() => import('./settings/settings.tsx'));

export function Desk() {
  return (
    <Routes>
      <Route path="/welcome" element={<Welcome />} />
      <Route path="/*" element={<SignedInOrNot />} />
    </Routes>
  );
}

function SignedInOrNot() {
  const client = useQueryClient();
  const session = useQuery({
    queryKey: ['session'],
    queryFn: async () => {
      try {
        const found = await read<Session>('/session');
        keepFormToken(found.formToken);
        setHouseTime(found.now);
        return found;
      } catch (error) {
        if (error instanceof Refused && error.status === 401) return null;
        throw error;
      }
    },
  });
  const signedOut = useCallback(() => {
    if (client.getQueryData(['session']) !== null) client.setQueryData(['session'], null);
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
  }, [client]);
  useEffect(() => whenSignedOut(signedOut), [signedOut]);

  if (session.isPending) return <Spin className="whole-page" />;
  if (session.isError)
    return (
      <Result
        status="warning"
        title="连不上服务器"
        subTitle="请检查网络。连上以后会自动恢复，也可以现在再试。"
        extra={<Button onClick={() => void session.refetch()}>再试一次</Button>}
      />
    );
  if (session.data === null) return <SignIn onDone={() => void session.refetch()} />;
  return (
    <SessionContext value={session.data}>
      <SignedIn onSignedOut={signedOut} may={session.data.may} />
    </SessionContext>
  );
}

function SignedIn({ onSignedOut, may }: { onSignedOut: () => void; may: string[] }) {
  useLiveStream(onSignedOut);
  useActivity();
  const { pathname } = useLocation();
  const first = may.includes('listQueue') ? '/conversations' : '/tickets';
  if (pathname === '/wall' && may.includes('listWatched'))
    return (
      <Suspense fallback={<Spin className="whole-page" />}>
        <Wall />
      </Suspense>
    );
  return (
    <Shell>
      <Suspense fallback={<Spin className="whole-page" />}>
        <Routes>
          <Route path="/" element={<Navigate to="/board" replace />} />
          <Route path="/board" element={<Board />} />
          {may.includes('listQueue') && (
            <Route path="/conversations/:conversationId?" element={<Conversations />} />
          )}
          {may.includes('listDrafts') && <Route path="/drafts" element={<Drafts />} />}
          <Route path="/tickets/:ticketId?" element={<Tickets />} />
          {may.includes('getDispatch') && <Route path="/dispatch" element={<Dispatch />} />}
          {may.includes('listWatched') && <Route path="/watched" element={<Watched />} />}
          {may.includes('listFollowUps') && <Route path="/follow-ups" element={<FollowUps />} />}
          {may.includes('listRectifications') && (
            <Route path="/rectifications" element={<Rectifications />} />
          )}
          {may.includes('listExpected') && (
            <Route path="/applications/:applicationId?" element={<Applications />} />
          )}
          {may.includes('listRegister') && <Route path="/register" element={<Register />} />}
          {may.includes('listIncidents') && <Route path="/incidents/:incidentId?" element={<Incidents />} />}
          {may.includes('listNotices') && <Route path="/notices" element={<Notices />} />}
          {may.includes('listReports') && <Route path="/reports" element={<Reports />} />}
          {may.includes('listKnowledge') && <Route path="/knowledge" element={<Knowledge />} />}
          <Route path="/settings/:tab?" element={<Settings />} />
          <Route path="*" element={<Navigate to={first} replace />} />
        </Routes>
      </Suspense>
    </Shell>
  );
}

const TELL_EVERY_MS = 5 * 60_000;

/** Reading and scrolling is working too: the session lasts as long as somebody is there. */
function useActivity(): void {
  useEffect(() => {
    let toldMs = sinceOpenedMs();
    const note = () => {
      if (sinceOpenedMs() - toldMs < TELL_EVERY_MS) return;
      toldMs = sinceOpenedMs();
      // Unheard, it is told with the next movement; whoever was signed out meanwhile hears it from the stream.
      void fetch('/desk/api/session').catch(() => {});
    };
    for (const name of ['pointerdown', 'keydown', 'wheel'] as const)
      window.addEventListener(name, note, { passive: true });
    return () => {
      for (const name of ['pointerdown', 'keydown', 'wheel'] as const) window.removeEventListener(name, note);
    };
  }, []);
}

// The pages for whoever walks to residents: what is mine, one of it, and what I do there.
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { deed, Refused, whenSignedOut } from '../base/api.ts';
import { houseNow } from '../base/time.ts';
import { forget, lastSeen, look, newKey, type Seen, sendWaiting, waitingDeeds } from './house.ts';
import { OneTicket } from './one-ticket.tsx';
import { PhoneSignIn } from './phone-sign-in.tsx';
import { TicketList } from './ticket-list.tsx';
import { Unsent } from './unsent.tsx';

const LOOK_EVERY_MS = 20_000;

export function Phone() {
  const [seen, setSeen] = useState<Seen | null>(lastSeen);
  const [signedOut, setSignedOut] = useState(false);
  const [offline, setOffline] = useState(false);
  const [stale, setStale] = useState(false);
  const [stillIn, setStillIn] = useState(false);
  const [openId, setOpenId] = useState(() => idIn(location.pathname));
  const waiting = useSyncExternalStore(waitingDeeds.watch, waitingDeeds.list);

  const refresh = useCallback(async () => {
    try {
      // First what was done, so that what is seen then has it.
      const known = lastSeen();
      let now = await look();
      setSignedOut(false);
      setOffline(false);
      setStale(false);
      const before = waitingDeeds.list().length;
      await sendWaiting(now.session.me.actorId);
      if (waitingDeeds.list().length !== before || known === null) now = await look();
      setSeen(now);
    } catch (error) {
      const isOffline = error instanceof Refused && error.status === 0;
      setOffline(isOffline);
      setStale(!isOffline);
    }
  }, []);

  useEffect(() => {
    whenSignedOut(() => setSignedOut(true));
    void refresh();
    const timer = window.setInterval(() => void refresh(), LOOK_EVERY_MS);
    const again = () => void refresh();
    const moved = () => setOpenId(idIn(location.pathname));
    const gone = () => setOffline(true);
    window.addEventListener('online', again);
    window.addEventListener('offline', gone);
    window.addEventListener('popstate', moved);
    return () => {
      window.clearInterval(timer);
      window.removeEventListener('online', again);
      window.removeEventListener('offline', gone);
      window.removeEventListener('popstate', moved);
    };
  }, [refresh]);

  function show(ticketId: string | null): void {
    history.pushState(null, '', ticketId === null ? '/m' : `/m/tickets/${encodeURIComponent(ticketId)}`);
    setOpenId(ticketId);
  }

  if (signedOut) return <PhoneSignIn onDone={() => void refresh()} />;
  if (!seen) return <p className="empty">{offline ? '现在没有网络，连上以后再看。' : '正在打开…'}</p>;

  const { me } = seen.session;
  const ticket = [...seen.mine, ...seen.free].find((each) => each.id === openId);
  const unsent = waiting.filter((each) => each.actorId === me.actorId);

  async function signOut(): Promise<void> {
    try {
      await deed('/sign-out');
    } catch {
      // The house still takes this phone for theirs, and they must know before they hand it on.
      return setStillIn(true);
    }
    setStillIn(false);
    forget();
    setSeen(null);
    setSignedOut(true);
  }

  return (
    <>
      <header>
        {openId === null ? (
          <h1>我的工单</h1>
        ) : (
          <button type="button" className="back" onClick={() => show(null)}>
            ‹ 返回
          </button>
        )}
        <span className="who">{me.name}</span>
        <button type="button" className="back" onClick={() => void signOut()}>
          退出
        </button>
      </header>
      {offline && <p className="offline">现在没有网络。做的每一步都会记在手机里，连上后自动发出。</p>}
      {stale && !offline && <p className="offline">暂时刷新不了，下面是上一次看到的。</p>}
      {stillIn && <p className="offline">还没有退出：现在连不上。连上以后请再点一次“退出”。</p>}
      <Unsent deeds={unsent} offline={offline} onPutAway={waitingDeeds.putAway} />
      <main>
        {openId === null ? (
          <TicketList mine={seen.mine} free={seen.free} onOpen={show} />
        ) : ticket ? (
          <OneTicket
            key={ticket.id}
            ticket={ticket}
            actorId={me.actorId}
            may={(operation) => seen.session.may.includes(operation)}
            alternatives={seen.alternatives}
            prices={seen.prices ?? []}
            unsent={unsent.filter((each) => each.ticketId === ticket.id && each.refusedWith === null)}
            onDeed={(step) => {
              waitingDeeds.add({
                key: newKey(),
                actorId: me.actorId,
                ticketId: ticket.id,
                code: ticket.code,
                version: ticket.version,
                at: houseNow(),
                ...step,
              });
              void refresh();
            }}
          />
        ) : (
          <p className="empty">这张单不在您手上了，或者已经处理好。</p>
        )}
      </main>
    </>
  );
}

function idIn(path: string): string | null {
  const found = /^\/m\/tickets\/([^/]+)$/.exec(path)?.[1];
  return found === undefined ? null : decodeURIComponent(found);
}

// The pages for whoever walks to residents: what is mine, one of it, what I do there, and what I was told on the way.
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { deed, Refused, whenSignedOut } from '../base/api.ts';
import type { RegisterLine } from '../base/shapes.ts';
import { houseNow } from '../base/time.ts';
import { Guests } from './guests.tsx';
import {
  forget,
  lastSeen,
  look,
  newKey,
  type Seen,
  sendPhotos,
  sendWaiting,
  waitingDeeds,
  waitingPhotos,
} from './house.ts';
import { LinkedTicket } from './linked-ticket.tsx';
import { PhoneSignIn } from './phone-sign-in.tsx';
import { TicketList } from './ticket-list.tsx';
import { ToldOnTheWay } from './told-on-the-way.tsx';
import { Unsent } from './unsent.tsx';
import type { WaitingDeed } from './waiting-deeds.ts';

const LOOK_EVERY_MS = 20_000;

export function Phone() {
  const [seen, setSeen] = useState<Seen | null>(lastSeen);
  const [signedOut, setSignedOut] = useState<'by-itself' | 'by-hand' | null>(null);
  const [offline, setOffline] = useState(false);
  const [stale, setStale] = useState(false);
  const [notice, setNotice] = useState<string | null>(null);
  const [place, setPlace] = useState(() => placeIn(location.pathname));
  const waiting = useSyncExternalStore(waitingDeeds.watch, waitingDeeds.list);
  const photos = useSyncExternalStore(waitingPhotos.watch, waitingPhotos.list);
  const sending = useSyncExternalStore(waitingPhotos.watch, waitingPhotos.sending);

  /** Also those the house has, until what is seen has them: else a step would jump back, and a photo being taken with it. */
  const done = useRef<readonly WaitingDeed[]>([]);

  const refresh = useCallback(async () => {
    const lookOnce = async () => {
      const gone = done.current.filter(({ key }) => !waitingDeeds.list().some((each) => each.key === key));
      return { now: await look(), gone };
    };
    const show = ({ now, gone }: Awaited<ReturnType<typeof lookOnce>>) => {
      done.current = done.current.filter((each) => !gone.includes(each));
      setSeen(now);
    };
    const onKept = ({ tickets }: RegisterLine) =>
      setNotice(tickets[0] ? `登记好了，单号 ${tickets[0].code}。` : '登记好了。');
    try {
      // First what was done, so that what is seen then has it.
      const known = lastSeen();
      let looked = await lookOnce();
      setSignedOut(null);
      setOffline(false);
      setStale(false);
      const { actorId } = looked.now.session.me;
      const before = waitingDeeds.list();
      done.current = together(done.current, before);
      await sendWaiting(actorId, onKept);
      if (waitingDeeds.list().length !== before.length || known === null) looked = await lookOnce();
      show(looked);
      if ((await sendPhotos(actorId)) > 0) show(await lookOnce());
    } catch (error) {
      const isOffline = error instanceof Refused && error.status === 0;
      setOffline(isOffline);
      setStale(!isOffline);
    }
  }, []);

  useEffect(() => {
    whenSignedOut(() => setSignedOut((now) => now ?? 'by-itself'));
    void refresh();
    const timer = window.setInterval(() => void refresh(), LOOK_EVERY_MS);
    const again = () => void refresh();
    const moved = () => setPlace(placeIn(location.pathname));
    const gone = () => setOffline(true);
    window.addEventListener('online', again);
    window.addEventListener('offline', gone);
    window.addEventListener('popstate', moved);
    // Out of the pocket: what came meanwhile is there at once.
    const shown = () => document.visibilityState === 'visible' && again();
    document.addEventListener('visibilitychange', shown);
    return () => {
      window.clearInterval(timer);
      window.removeEventListener('online', again);
      window.removeEventListener('offline', gone);
      window.removeEventListener('popstate', moved);
      document.removeEventListener('visibilitychange', shown);
    };
  }, [refresh]);

  function show(path: string): void {
    history.pushState(null, '', path);
    setPlace(placeIn(path));
    window.scrollTo(0, 0);
  }

  if (signedOut) return <PhoneSignIn auto={signedOut === 'by-itself'} onDone={() => void refresh()} />;
  if (!seen) return <p className="empty">{offline ? '现在没有网络，连上以后再看。' : '正在打开…'}</p>;

  const { me } = seen.session;
  const may = (operation: string) => seen.session.may.includes(operation);
  const unsent = waiting.filter((each) => each.actorId === me.actorId);
  const stepped = together(
    unsent,
    done.current.filter((each) => each.actorId === me.actorId),
  );
  const unsentPhotos = photos.filter((each) => each.actorId === me.actorId);
  const add = (
    step: Pick<
      (typeof unsent)[number],
      'path' | 'word' | 'body' | 'ticketId' | 'code' | 'version' | 'address'
    >,
  ) => {
    waitingDeeds.add({ key: newKey(), actorId: me.actorId, at: houseNow(), ...step });
    done.current = together(done.current, waitingDeeds.list());
    void refresh();
  };

  async function signOut(): Promise<void> {
    const isUnsent = unsent.length + unsentPhotos.length > 0;
    // Signing out empties the phone.
    if (isUnsent && !window.confirm('还有没发出的步骤或照片，退出以后就没有了。确定退出吗？')) return;
    try {
      await deed('/sign-out');
    } catch {
      // The house still takes this phone for theirs, and they must know before they hand it on.
      return setNotice('还没有退出：现在连不上。连上以后请再点一次“退出”。');
    }
    setNotice(null);
    forget();
    done.current = [];
    show('/m');
    setSeen(null);
    setSignedOut('by-hand');
  }

  return (
    <>
      <header>
        {place === 'list' ? (
          <h1>我的工单</h1>
        ) : (
          <button type="button" className="back" onClick={() => show('/m')}>
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
      {notice !== null && (
        <p className="notice" role="status">
          {notice}
          <button type="button" className="small" onClick={() => setNotice(null)}>
            知道了
          </button>
        </p>
      )}
      <Unsent
        deeds={unsent}
        photos={unsentPhotos}
        sending={sending}
        offline={offline}
        onPutAway={(key) => {
          done.current = done.current.filter((each) => each.key !== key);
          waitingDeeds.putAway(key);
        }}
        onPutAwayPhoto={(key) => void waitingPhotos.putAway(key)}
      />
      <main>
        {place === 'list' ? (
          <>
            <TicketList {...seen} onOpen={(id) => show(`/m/tickets/${encodeURIComponent(id)}`)} />
            {may('listExpected') && (
              <button type="button" className="wide" onClick={() => show('/m/guests')}>
                今天的访客：看单号和车牌放行
              </button>
            )}
            {may('enterRegister') && (
              <button type="button" className="wide" onClick={() => show('/m/register')}>
                ＋ 随手登记：路上有人说了什么
              </button>
            )}
          </>
        ) : place === 'guests' ? (
          <Guests />
        ) : place === 'register' ? (
          <>
            <h1 className="title">随手登记</h1>
            <ToldOnTheWay
              communities={seen.session.communities}
              offline={offline}
              onEnter={(body) => {
                add({
                  ...{ path: 'register', address: '/register', word: '随手登记', body, version: null },
                  // Each for itself: none rests on another.
                  ...{ ticketId: `register-${newKey()}`, code: '' },
                });
                show('/m');
              }}
            />
          </>
        ) : (
          <LinkedTicket
            key={place.ticketId}
            ticketId={place.ticketId}
            seen={seen}
            unsent={stepped.filter((each) => each.ticketId === place.ticketId && each.refusedWith === null)}
            photos={unsentPhotos.filter((each) => each.ticketId === place.ticketId)}
            may={may}
            onDeed={(ticket, step) =>
              add({ ticketId: ticket.id, code: ticket.code, version: ticket.version, ...step })
            }
            onPhoto={() => void refresh()}
          />
        )}
      </main>
    </>
  );
}

/** The first list as it is, and of the second what is not in it. */
function together(first: readonly WaitingDeed[], second: readonly WaitingDeed[]): WaitingDeed[] {
  return [...first, ...second.filter(({ key }) => !first.some((each) => each.key === key))];
}

type Place = 'list' | 'register' | 'guests' | { ticketId: string };

function placeIn(path: string): Place {
  const found = /^\/m\/tickets\/([^/]+)$/.exec(path)?.[1];
  if (found !== undefined) return { ticketId: decodeURIComponent(found) };
  if (path === '/m/guests') return 'guests';
  return path === '/m/register' ? 'register' : 'list';
}

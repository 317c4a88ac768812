// What waits for the network, and what the house did not take.
import { houseNow, sayInstant } from '../base/time.ts';
import type { WaitingDeed } from './waiting-deeds.ts';

export function Unsent({
  deeds,
  offline,
  onPutAway,
}: {
  deeds: readonly WaitingDeed[];
  offline: boolean;
  onPutAway: (key: string) => void;
}) {
  if (deeds.length === 0) return null;
  return (
    <ul className="unsent" aria-label="还没发出的">
      {deeds.map((deed) => (
        <li key={deed.key} className={deed.refusedWith === null ? '' : 'refused'}>
          <b>{deed.word}</b> {deed.code} · {sayInstant(deed.at, houseNow())}
          <br />
          {deed.refusedWith ?? (offline ? '等网络，没有丢' : '正在发出…')}
          {/* Nobody types a result twice with gloves on. */}
          {deed.refusedWith !== null && typeof deed.body.result === 'string' && (
            <span className="typed">您写的：{deed.body.result}</span>
          )}
          {deed.refusedWith !== null && (
            <button type="button" onClick={() => onPutAway(deed.key)}>
              知道了
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

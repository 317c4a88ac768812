// What waits for the network, and what the house did not take.
import { houseNow, sayInstant } from '../base/time.ts';
import { MOMENTS } from './photo-step.tsx';
import type { WaitingDeed } from './waiting-deeds.ts';
import type { WaitingPhoto } from './waiting-photos.ts';

type Props = {
  deeds: readonly WaitingDeed[];
  photos: readonly WaitingPhoto[];
  sending: { key: string; part: number } | null;
  offline: boolean;
  onPutAway: (key: string) => void;
  onPutAwayPhoto: (key: string) => void;
};

export function Unsent({ deeds, photos, sending, offline, onPutAway, onPutAwayPhoto }: Props) {
  const refused = photos.filter((each) => each.refusedWith !== null);
  const waiting = photos.length - refused.length;
  if (deeds.length + photos.length === 0) return null;
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
          {deed.refusedWith !== null && typeof deed.body.words === 'string' && (
            <span className="typed">您写的：{deed.body.words}</span>
          )}
          {deed.refusedWith !== null && (
            <button type="button" onClick={() => onPutAway(deed.key)}>
              知道了
            </button>
          )}
        </li>
      ))}
      {waiting > 0 && (
        <li>
          <b>照片</b> 还有 {waiting} 张
          <br />
          {offline || sending === null
            ? '等网络，没有丢'
            : `正在发出，这一张 ${Math.round(sending.part * 100)}%`}
          {!offline && sending !== null && <progress value={sending.part} aria-label="这一张发了多少" />}
        </li>
      )}
      {refused.map((photo) => (
        <li key={photo.key} className="refused">
          <b>{MOMENTS[photo.moment]}的照片</b> {photo.code} · {sayInstant(photo.at, houseNow())}
          <br />
          {photo.refusedWith}
          <button type="button" onClick={() => onPutAwayPhoto(photo.key)}>
            知道了
          </button>
        </li>
      ))}
    </ul>
  );
}

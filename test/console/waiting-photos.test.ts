// Photos that wait for the network: kept over a restart, sent one by one, each once; what is refused stays to be read.
import { expect, it } from 'vitest';
import type { Answer } from '../../console/src/phone/waiting-deeds.ts';
import {
  openWaitingPhotos,
  type PhotoShelf,
  type WaitingPhoto,
} from '../../console/src/phone/waiting-photos.ts';

function shelf(): PhotoShelf {
  const kept = new Map<string, WaitingPhoto>();
  return {
    all: async () => [...kept.values()],
    put: async (photo) => void kept.set(photo.key, photo),
    remove: async (key) => void kept.delete(key),
  };
}

const photo = (key: string, changes: Partial<WaitingPhoto> = {}) => ({
  ...{ key, actorId: 'wang', ticketId: 't1', code: '261124-001', moment: 'before' as const },
  ...{ bytes: new ArrayBuffer(3), type: 'image/jpeg', at: Number(key.slice(1)), ...changes },
});

it('keeps them over a restart and sends them in the order in which they were made', async () => {
  const on = shelf();
  const before = openWaitingPhotos(on);
  await before.add(photo('p2'));
  await before.add(photo('p1'));
  const after = openWaitingPhotos(on);
  const sent: string[] = [];
  const gone = await after.send('wang', async ({ key }) => {
    sent.push(key);
    return { kind: 'done', version: null };
  });
  expect([gone, sent]).toEqual([2, ['p1', 'p2']]);
  expect(await on.all()).toEqual([]);
});

it('stops where there is no network, and goes on with the same key', async () => {
  const waiting = openWaitingPhotos(shelf());
  await waiting.add(photo('p1'));
  const keys: string[] = [];
  const answers: Answer[] = [{ kind: 'later' }, { kind: 'done', version: null }];
  const send = async ({ key }: WaitingPhoto) => {
    keys.push(key);
    return answers.shift() ?? { kind: 'later' as const };
  };
  expect(await waiting.send('wang', send)).toBe(0);
  expect(waiting.list()).toHaveLength(1);
  expect(await waiting.send('wang', send)).toBe(1);
  expect(keys).toEqual(['p1', 'p1']);
});

it('says how much of which one is gone, and nothing when none is', async () => {
  const waiting = openWaitingPhotos(shelf());
  await waiting.add(photo('p1'));
  const heard: unknown[] = [];
  waiting.watch(() => heard.push(waiting.sending()));
  await waiting.send('wang', async (_photo, onProgress) => {
    onProgress(0.5);
    return { kind: 'done', version: null };
  });
  expect(heard).toContainEqual({ key: 'p1', part: 0.5 });
  expect(waiting.sending()).toBeNull();
});

it('a refused one stays to be read, and the next goes all the same', async () => {
  const on = shelf();
  const waiting = openWaitingPhotos(on);
  await waiting.add(photo('p1'));
  await waiting.add(photo('p2'));
  const send = async ({ key }: WaitingPhoto): Promise<Answer> =>
    key === 'p1' ? { kind: 'refused', words: '这张照片太大了' } : { kind: 'done', version: null };
  expect(await waiting.send('wang', send)).toBe(1);
  expect((await on.all()).map(({ key, refusedWith }) => [key, refusedWith])).toEqual([
    ['p1', '这张照片太大了'],
  ]);
  expect(await waiting.send('wang', send)).toBe(0);
  await waiting.putAway('p1');
  expect(waiting.list()).toEqual([]);
});

it('sends nothing of somebody else, and never one twice at once', async () => {
  const waiting = openWaitingPhotos(shelf());
  await waiting.add(photo('p1', { actorId: 'zhang' }));
  await waiting.add(photo('p2'));
  let calls = 0;
  const send = async (): Promise<Answer> => {
    calls++;
    return { kind: 'done', version: null };
  };
  await Promise.all([waiting.send('wang', send), waiting.send('wang', send)]);
  expect(calls).toBe(1);
  expect(waiting.list().map(({ key }) => key)).toEqual(['p1']);
});

it('one that could not be kept is said to be so', async () => {
  const full = { ...shelf(), put: async () => Promise.reject(new Error('手机的空间不够')) };
  const waiting = openWaitingPhotos(full);
  await expect(waiting.add(photo('p1'))).rejects.toThrow('空间不够');
  expect(waiting.list()).toEqual([]);
});

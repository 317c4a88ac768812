// Where photos wait on this phone: the browser's own database, which holds more than a few and outlives the page.
import type { PhotoShelf, WaitingPhoto } from './waiting-photos.ts';

const STORE = 'photos';

export function openPhotoShelf(): PhotoShelf {
  // Opened at the first photo or the first look; a browser without it says so when somebody wants to keep one.
  let opened: Promise<IDBDatabase> | null = null;
  function database(): Promise<IDBDatabase> {
    opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open('phone', 1);
      request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'key' });
      request.onsuccess = () => {
        // Signing out empties what the browser keeps: the next photo opens it anew.
        request.result.onclose = () => {
          opened = null;
        };
        resolve(request.result);
      };
      request.onerror = () => {
        opened = null;
        reject(new Error('这台手机存不下照片，请连上网络再拍'));
      };
    });
    return opened;
  }

  async function run<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const transaction = (await database()).transaction(STORE, mode);
    const request = ask(transaction.objectStore(STORE));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(new Error('手机的空间不够，照片没有存下来'));
    });
  }

  return {
    all: () => run<WaitingPhoto[]>('readonly', (store) => store.getAll()).catch(() => []),
    put: (photo) => run('readwrite', (store) => store.put(photo)).then(() => {}),
    remove: (key) => run('readwrite', (store) => store.delete(key)).then(() => {}),
  };
}

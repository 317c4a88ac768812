// Personal fields at rest: one data key per resident, wrapped by the master key; sealed values are bound to their row.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  randomFillSync,
} from 'node:crypto';
import { Fault } from '../base/errors.ts';

/** Which row a sealed value belongs to. It is part of what is authenticated, so values cannot be swapped between rows. */
export type RowRef = { table: string; rowId: string; dataKeyId: string };

/** A data key as the crypto library keeps it: handed over as bytes at every use, it is checked anew for longer than the sealing takes. */
export type DataKey = KeyObject;

export type FieldSealer = {
  newDataKey(dataKeyId: string): { key: DataKey; wrapped: string };
  unwrap(dataKeyId: string, wrapped: string): DataKey;
  seal(key: DataKey, row: RowRef, value: unknown): string;
  open(key: DataKey, row: RowRef, sealed: string): unknown;
  /** The same for a value that is JSON already. */
  sealJson(key: DataKey, row: RowRef, json: string): string;
  openJson(key: DataKey, row: RowRef, sealed: string): string;
  sealBytes(key: DataKey, row: RowRef, bytes: Uint8Array): Buffer;
  openBytes(key: DataKey, row: RowRef, sealed: Uint8Array): Buffer;
  /** Keyed blind index: equal values give equal indexes, the index tells nothing without the key. */
  index(kind: 'person' | 'phone' | 'home', value: string): string;
};

const VERSION = 1;
const VERSION_BYTE = Buffer.of(VERSION);
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** `masterKey` is FIELD_KEY: 32 bytes. */
export function createFieldSealer(masterKey: Buffer): FieldSealer {
  if (masterKey.length !== 32) throw new Fault('storage/field-key', 'FIELD_KEY must be 32 bytes');
  const derive = (purpose: string) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', masterKey, '', `reception-desk ${purpose}`, 32)));
  const wrapKey = derive('wrap');
  const indexKey = derive('index');
  const wrapRow = (dataKeyId: string): RowRef => ({
    table: 'data_key',
    rowId: dataKeyId,
    dataKeyId: 'master',
  });

  return {
    newDataKey(dataKeyId) {
      const key = randomBytes(32);
      return {
        key: createSecretKey(key),
        wrapped: encrypt(wrapKey, wrapRow(dataKeyId), key).toString('base64'),
      };
    },
    unwrap: (dataKeyId, wrapped) =>
      createSecretKey(decrypt(wrapKey, wrapRow(dataKeyId), Buffer.from(wrapped, 'base64'))),
    seal: (key, row, value) => sealJson(key, row, JSON.stringify(value ?? null)),
    open: (key, row, sealed) => JSON.parse(openJson(key, row, sealed)),
    sealJson,
    openJson,
    sealBytes: (key, row, bytes) => encrypt(key, row, bytes),
    openBytes: (key, row, sealed) => decrypt(key, row, Buffer.from(sealed)),
    index: (kind, value) =>
      createHmac('sha256', indexKey).update(`${kind}|${value}`).digest('hex').slice(0, 40),
  };
}

function sealJson(key: DataKey, row: RowRef, json: string): string {
  return encrypt(key, row, json).toString('base64');
}

function openJson(key: DataKey, row: RowRef, sealed: string): string {
  return decrypt(key, row, Buffer.from(sealed, 'base64')).toString('utf8');
}

function encrypt(key: DataKey, row: RowRef, plain: Uint8Array | string): Buffer {
  const nonce = freshNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(associatedData(row));
  const body = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain);
  cipher.final(); // nothing is left over in this mode
  return Buffer.concat([VERSION_BYTE, nonce, body, cipher.getAuthTag()]);
}

/** Drawn from the system many at a time: asked for one by one they cost as much as the sealing. */
const drawnNonces = Buffer.alloc(NONCE_BYTES * 256);
let nextNonceAt = drawnNonces.length;

function freshNonce(): Buffer {
  if (nextNonceAt === drawnNonces.length) {
    randomFillSync(drawnNonces);
    nextNonceAt = 0;
  }
  const nonce = Buffer.from(drawnNonces.subarray(nextNonceAt, nextNonceAt + NONCE_BYTES));
  nextNonceAt += NONCE_BYTES;
  return nonce;
}

function decrypt(key: DataKey, row: RowRef, sealed: Buffer): Buffer {
  if (sealed[0] !== VERSION || sealed.length < 1 + NONCE_BYTES + TAG_BYTES) {
    throw new Fault('storage/sealed-format', `sealed value in ${row.table} has an unknown format`);
  }
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(associatedData(row));
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    const plain = decipher.update(sealed.subarray(1 + NONCE_BYTES, sealed.length - TAG_BYTES));
    decipher.final(); // throws where anything was altered
    return plain;
  } catch (cause) {
    throw new Fault('storage/sealed-open', `a sealed value in ${row.table} does not open with its key`, {
      cause,
    });
  }
}

function associatedData(row: RowRef): Buffer {
  return Buffer.from(`${row.table}|${row.rowId}|${row.dataKeyId}`);
}

// Where sealed files lie, in types only: a folder, or any object store that speaks S3.

export type MediaStore = {
  /** Whole or not at all, and durable when it resolves; the same name again takes its place. Throws TemporaryError. */
  put(name: string, sealed: Uint8Array): Promise<void>;
  /** Null when there is none of this name. Throws TemporaryError when that can not be told now. */
  get(name: string): Promise<Uint8Array | null>;
  /** Gone afterwards, whether or not it was there. Throws TemporaryError. */
  remove(name: string): Promise<void>;
  /** Every name that is there, in no order; also what a broken-off `put` left behind. */
  list(): AsyncIterable<{ name: string; storedAt: number }>;
};

/**
 * Names are ours and random (those of the first version: the attachment's id); anything else never reaches a disk or an address.
 * Photos of the work begin with `work-`: a version that does not know them must not sweep them away.
 */
export const MEDIA_NAME = /^(?:[0-9a-z]{26,64}|work-[0-9a-f]{36})$/;

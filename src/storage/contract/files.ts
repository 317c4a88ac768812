// Files of residents and photos of the work.
import type { MediaType } from '../../channels/contract.ts';

export type Attachment = {
  id: string;
  messageId: string;
  conversationId: string;
  ticketId: string | null;
  type: MediaType;
  /** The platform's id, good for three days. */
  mediaId: string;
  /** Under which name the sealed file lies; random, drawn before anything is fetched. */
  objectName: string;
  state: 'waiting' | 'stored' | 'gone' | 'refused';
  contentType: string | null;
  byteCount: number | null;
  /** As the sender's device called it, without anything that could be more than a name. Null where the platform tells none. */
  fileName: string | null;
  /** Why it is gone or was refused: a stable code. */
  reason: string | null;
  createdAt: number;
};

export type SettledAttachment = Pick<Attachment, 'state' | 'contentType' | 'byteCount' | 'reason'> & {
  fileName?: string;
};

export type AttachmentTable = {
  add(attachment: {
    messageId: string;
    conversationId: string;
    type: MediaType;
    mediaId: string;
    at: number;
  }): Promise<string>;
  get(id: string): Promise<Attachment | null>;
  ofMessages(messageIds: string[]): Promise<Attachment[]>;
  /** How many came in this conversation since `since`. */
  countSince(conversationId: string, since: number): Promise<number>;
  attachToTicket(ids: string[], ticketId: string): Promise<void>;
  detach(id: string): Promise<void>;
  /**
   * Says what became of the file. What waits may become anything, and whatever there is may be gone; anything else came too late
   * (it was taken back while it was being fetched) and is answered with false.
   */
  settle(id: string, result: SettledAttachment): Promise<boolean>;
  /** Which of these names a living attachment still needs: not gone, not refused, its resident not erased. */
  neededNames(names: readonly string[]): Promise<Set<string>>;
  /** Seals the file's bytes under the resident's key; `open` undoes it. */
  seal(id: string, bytes: Uint8Array): Promise<Uint8Array>;
  open(id: string, sealed: Uint8Array): Promise<Uint8Array>;
};

export const photoMoments = ['before', 'after'] as const;

/** What somebody of ours photographed at the place, before the work or after it. Sealed like what belongs to the ticket. */
export type WorkPhoto = {
  id: string;
  ticketId: string;
  moment: (typeof photoMoments)[number];
  /** Under which name the sealed file lies. */
  objectName: string;
  contentType: string;
  byteCount: number;
  takenBy: string | null;
  at: number;
};

export type WorkPhotoTable = {
  add(photo: WorkPhoto): Promise<void>;
  get(id: string): Promise<WorkPhoto | null>;
  /** In the order in which they came. */
  ofTicket(ticketId: string): Promise<WorkPhoto[]>;
  /** Which of these names belong to a photo whose resident is not erased. */
  neededNames(names: readonly string[]): Promise<Set<string>>;
  /** Seals the file's bytes under the key of the ticket; `open` undoes it. */
  seal(photo: Pick<WorkPhoto, 'id' | 'ticketId'>, bytes: Uint8Array): Promise<Uint8Array>;
  open(photo: Pick<WorkPhoto, 'id' | 'ticketId'>, sealed: Uint8Array): Promise<Uint8Array>;
};

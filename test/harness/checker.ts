// Decides from the platform's ledger and the desk's database whether anything was lost, doubled, out of order or over quota.
import type { Message } from '../../src/conversations/conversation.ts';
import type { FakeWecom } from '../../src/simulator/fake-wecom/fake-wecom.ts';
import type { Attachment, Store } from '../../src/storage/contract.ts';
import type { Ticket } from '../../src/tickets/ticket.ts';
import type { DeskDatabase } from './database.ts';
import { OPEN_KF_ID } from './platform.ts';

export type Violation = {
  rule: 'lost' | 'doubled' | 'order' | 'quota' | 'ticket' | 'page' | 'unfinished';
  detail: string;
};

export type Answered = 'yes' | 'no' | 'perhaps';

export type Expected = {
  residentId: string;
  /** Absent = any number. */
  tickets?: number;
  grade?: 1 | 2 | 3 | 4;
  /** `no`: nothing may be said to this resident any more; `perhaps`: the window closes in this hour. */
  answered?: Answered;
};

/** Reads the store of a desk that has stopped, and closes it. */
export async function checkHistory(
  fake: FakeWecom,
  store: Store,
  expected: readonly Expected[],
): Promise<Violation[]> {
  const violations: Violation[] = [];
  try {
    for (const person of expected) {
      const history = await store.read(async (tx) => {
        const conversation = await tx.conversations.find({
          channel: 'wecom-kf',
          channelAccountId: OPEN_KF_ID,
          channelUserId: person.residentId,
        });
        if (!conversation) return null;
        const thread = await tx.messages.list(conversation.id, { limit: 1000 });
        return {
          thread,
          files: await tx.attachments.ofMessages(thread.map((message) => message.id)),
          tickets: (await tx.tickets.list({ conversationId: conversation.id }, { after: null, limit: 100 }))
            .items,
        };
      });
      if (!history) {
        violations.push({ rule: 'lost', detail: `${person.residentId}: no conversation at all` });
        continue;
      }
      checkInbound(fake, person, history.thread, violations);
      checkOutbound(fake, person, history.thread, violations);
      checkTickets(person, history.tickets, history.thread, violations);
      checkFiles(fake, person, history.files, violations);
    }
    checkPages(fake, expected, violations);
  } finally {
    await store.close();
  }
  for (const doubled of fake.ledger.duplicatesShown()) {
    violations.push({ rule: 'doubled', detail: `${doubled.externalUserId} was shown the same words twice` });
  }
  for (const [messageId, count] of fake.ledger.countsPerInbound()) {
    if (count > 5) violations.push({ rule: 'quota', detail: `${count} messages followed ${messageId}` });
  }
  for (const refusal of fake.ledger.of('message.refused')) {
    if (refusal.errcode === 95001)
      violations.push({ rule: 'quota', detail: 'the platform had to refuse a sixth message' });
  }
  for (const item of fake.ledger.itemsNeverServed())
    violations.push({ rule: 'lost', detail: `${item.item.msgid} was never fetched` });
  return violations;
}

function checkInbound(
  fake: FakeWecom,
  { residentId }: Expected,
  thread: Message[],
  violations: Violation[],
): void {
  const said = fake.ledger
    .seenBy(OPEN_KF_ID, residentId)
    .filter((each) => each.from === 'resident')
    .map((each) => (each.body as { content?: string }).content ?? each.msgtype);
  const kept = thread.filter((message) => message.direction === 'in').map((message) => textOf(message));
  for (const text of new Set([...said, ...kept])) {
    const saidCount = said.filter((each) => each === text).length;
    const keptCount = kept.filter((each) => each === text).length;
    if (keptCount < saidCount)
      violations.push({ rule: 'lost', detail: `${residentId}: a message is not in the thread` });
    if (keptCount > saidCount)
      violations.push({ rule: 'doubled', detail: `${residentId}: a message is in the thread twice` });
  }
  if (said.length === kept.length && said.join('\u0000') !== kept.join('\u0000')) {
    violations.push({ rule: 'order', detail: `${residentId}: the thread is not in the order of writing` });
  }
}

function checkOutbound(
  fake: FakeWecom,
  { residentId, answered = 'yes' }: Expected,
  thread: Message[],
  violations: Violation[],
): void {
  const shown = fake.ledger
    .messagesTo(OPEN_KF_ID, residentId)
    .map((each) => wordsOf(each.msgtype, each.content));
  const sent = thread
    .filter((message) => message.direction === 'out' && message.delivery?.state === 'sent')
    .map(textOf);
  const waiting = thread.filter(
    (message) => message.direction === 'out' && message.delivery?.state === 'queued',
  );
  if (waiting.length > 0)
    violations.push({ rule: 'unfinished', detail: `${residentId}: ${waiting.length} replies never left` });
  if (answered === 'yes' && sent.length === 0)
    violations.push({ rule: 'lost', detail: `${residentId}: never got an answer` });
  if (answered === 'no' && shown.length > 0)
    violations.push({ rule: 'doubled', detail: `${residentId}: was answered, too late` });
  // Joined messages stand in one bubble, so the whole conversation is compared as one text.
  const joined = (texts: string[]) => texts.join('\n').replace(/\s+/g, '\n');
  if (joined(shown) === joined(sent)) return;
  const missing = sent.filter((text) => !joined(shown).includes(joined([text])));
  if (missing.length > 0)
    violations.push({
      rule: 'lost',
      detail: `${residentId}: ${missing.length} replies are not on the screen`,
    });
  else if (joined(shown).length > joined(sent).length)
    violations.push({ rule: 'doubled', detail: `${residentId}: the screen shows more than was said` });
  else violations.push({ rule: 'order', detail: `${residentId}: the screen is not in the order of saying` });
}

/** Every photo is there once, or it is known why not. */
function checkFiles(
  fake: FakeWecom,
  { residentId }: Expected,
  files: Attachment[],
  violations: Violation[],
): void {
  const sent = fake.ledger
    .seenBy(OPEN_KF_ID, residentId)
    .filter((each) => each.from === 'resident' && each.msgtype === 'image').length;
  const waiting = files.filter((file) => file.state === 'waiting').length;
  if (files.length !== sent)
    violations.push({
      rule: files.length < sent ? 'lost' : 'doubled',
      detail: `${residentId}: ${files.length} photos kept of ${sent}`,
    });
  if (waiting > 0)
    violations.push({ rule: 'unfinished', detail: `${residentId}: ${waiting} photos never came in` });
}

function checkTickets(
  { residentId, tickets, grade }: Expected,
  found: Ticket[],
  thread: Message[],
  violations: Violation[],
): void {
  if (tickets !== undefined && found.length !== tickets) {
    const said = thread.flatMap((message) => message.replyKey ?? []).join(', ');
    violations.push({
      rule: found.length < tickets ? 'lost' : 'doubled',
      detail: `${residentId}: ${found.length} tickets, expected ${tickets}; what was said: ${said}`,
    });
  }
  for (const ticket of found) {
    if (grade !== undefined && ticket.grade !== grade)
      violations.push({ rule: 'ticket', detail: `${residentId}: grade ${ticket.grade}` });
  }
}

/** Every urgent ticket reached a phone, and the platform had to swallow nothing. */
function checkPages(fake: FakeWecom, expected: readonly Expected[], violations: Violation[]): void {
  const urgent = expected
    .filter((person) => person.grade === 1)
    .reduce((sum, person) => sum + (person.tickets ?? 0), 0);
  const notices = fake.ledger
    .of('staff.notice')
    .map((notice) => `${notice.userId} ${JSON.stringify(notice.content)}`);
  const first = notices.filter((text) => text.includes('请马上接单并出发'));
  // One bubble may hold several pages; a card has the number in a line of its own.
  const codes = new Set(
    first.flatMap((text) => [...text.matchAll(/单号(?:：|","value":")([\d-]+)/g)].map((match) => match[1])),
  );
  // A resend that the platform knows again is meant to be swallowed; one beyond the pace of a phone is lost.
  const swallowed = fake.ledger.of('staff.swallowed').filter((each) => each.why === 'too-many').length;
  if (swallowed > 0)
    violations.push({ rule: 'page', detail: `${swallowed} notices were swallowed by the platform` });
  if (codes.size < urgent)
    violations.push({ rule: 'page', detail: `${codes.size} of ${urgent} urgent tickets reached a phone` });
}

function textOf(message: Message): string {
  const content = message.content;
  if (!content) return '';
  if (content.type === 'text') return content.text;
  return content.type === 'menu'
    ? menuText(
        content.head,
        content.items.map((item) => item.label),
      )
    : content.type;
}

function wordsOf(msgtype: string, content: unknown): string {
  const body = content as {
    content?: string;
    head_content?: string;
    list?: { click?: { content?: string } }[];
  };
  if (msgtype === 'text') return body.content ?? '';
  return menuText(
    body.head_content ?? '',
    (body.list ?? []).map((item) => item.click?.content ?? ''),
  );
}

function menuText(head: string, labels: string[]): string {
  return [head, ...labels].join('\n');
}

/** True when the running desk has nothing left to do; looks at its database from outside. */
export async function isDrained(database: Pick<DeskDatabase, 'rows'>, fake: FakeWecom): Promise<boolean> {
  if (fake.ledger.itemsNeverServed().length > 0) return false;
  // Fetched is not yet kept: every item the platform ever had must be in the database.
  const fetched = new Set(fake.ledger.of('item.appended').map((each) => each.item.msgid)).size;
  const [left] = await database.rows(`select
    (select count(*) from inbox where channel = 'wecom-kf' and item_id not like 'raw:%') as kept,
    (select count(*) from turn_due) + (select count(*) from inbox where handled_at is null)
      + (select count(*) from outbox where state in ('queued', 'sending')) as waiting`);
  return left !== undefined && Number(left.kept) >= fetched && left.waiting === 0;
}

/** True when every file that was sent is in, or known to be lost. */
export async function hasFiles(database: DeskDatabase): Promise<boolean> {
  const [left] = await database.rows(`select count(*) as waiting from attachment where state = 'waiting'`);
  return Number(left?.waiting) === 0;
}

/**
 * True when the running desk has nothing to do before `now` has passed on; what waits for later may wait. After a leap of time a desk
 * doubts its own leases until it has renewed them: what it was about to do it puts off for a second, and that is waited for.
 */
export async function isQuiet(database: DeskDatabase, fake: FakeWecom, now: number): Promise<boolean> {
  if (fake.ledger.itemsNeverServed().length > 0) return false;
  const [left] = await database.rows(`select
    (select count(*) from turn_due where due_at <= ${now})
      + (select count(*) from job where state = 'waiting' and (due_at <= ${now} or reason = 'too-late-to-begin'))
      + (select count(*) from outbox where state = 'sending'
          or (state = 'queued' and (due_at <= ${now} or reason = 'too-late-to-begin')))
      + (select count(*) from channel_account where wake_seq > read_seq) as waiting`);
  return left?.waiting === 0;
}

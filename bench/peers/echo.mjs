// Peer 1: a hand-written bot that keeps what it must: one inbound, one state and one outbound row a message (a ticket at the end),
// with SQLite's full durability and one commit for everything that arrived in the same turn of the event loop.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DONE, GREETING, PHONE, PHONE_STEP, QUESTIONS, WAKE_WORD } from './job.mjs';
import { serve } from './wire.mjs';

const database = new DatabaseSync(join(process.env.DATA_DIR, 'echo.db'));
database.exec(`
  pragma journal_mode = wal;
  pragma synchronous = full;
  create table message (id integer primary key, platform_id text, user text not null, inbound integer not null, body text not null, at integer not null);
  create unique index message_once on message (user, platform_id) where platform_id is not null;
  create table dialogue (user text primary key, state text, changed_at integer not null);
  create table ticket (id integer primary key, user text not null, answers text not null, status text not null, due_at integer not null);
  create index ticket_due on ticket (status, due_at);
`);
const begin = database.prepare('begin immediate');
const commit = database.prepare('commit');
const rollback = database.prepare('rollback');
const keepInbound = database.prepare(
  'insert into message (platform_id, user, inbound, body, at) values (?, ?, 1, ?, ?) on conflict do nothing',
);
const keepOutbound = database.prepare('insert into message (user, inbound, body, at) values (?, 0, ?, ?)');
const readState = database.prepare('select state from dialogue where user = ?');
const saveState = database.prepare(
  'insert into dialogue (user, state, changed_at) values (?, ?, ?) on conflict (user) do update set state = excluded.state, changed_at = excluded.changed_at',
);
const openTicket = database.prepare(
  "insert into ticket (user, answers, status, due_at) values (?, ?, 'new', ?)",
);

function handle(user, text, messageId) {
  const now = Date.now();
  if (keepInbound.run(messageId, user, text, now).changes === 0) return '';
  const stored = readState.get(user)?.state ?? null;
  let answers = stored === null ? null : JSON.parse(stored);
  let reply;
  if (answers === null) {
    reply = text.includes(WAKE_WORD) ? QUESTIONS[0] : GREETING;
    if (text.includes(WAKE_WORD)) answers = [];
  } else if (answers.length === PHONE_STEP && !PHONE.test(text)) {
    reply = QUESTIONS[PHONE_STEP];
  } else {
    answers.push(text);
    reply = QUESTIONS[answers.length];
    if (reply === undefined) {
      reply = `${DONE}${openTicket.run(user, JSON.stringify(answers), now + 900_000).lastInsertRowid}`;
      answers = null;
    }
  }
  saveState.run(user, answers === null ? null : JSON.stringify(answers), now);
  keepOutbound.run(user, reply, now);
  return reply;
}

let waiting = [];
function commitAll() {
  const group = waiting;
  waiting = [];
  try {
    begin.run();
    for (const one of group) one.reply = handle(one.user, one.text, one.messageId);
    commit.run();
  } catch (error) {
    if (database.isTransaction) rollback.run();
    for (const one of group) one.reject(error);
    return;
  }
  for (const one of group) one.resolve(one.reply);
}

serve(
  (user, text, messageId) =>
    new Promise((resolve, reject) => {
      waiting.push({ user, text, messageId, resolve, reject });
      if (waiting.length === 1) setImmediate(commitAll);
    }),
);

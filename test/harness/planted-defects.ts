// Defects that people really make, as patches, with the suite that must notice each.

export type PlantedDefect = {
  name: string;
  patch: { file: string; find: string; replace: string }[];
  suite: string;
  /** Only the tests whose names contain this. */
  only?: string;
};

export const plantedDefects: readonly PlantedDefect[] = [
  {
    name: 'a callback is confirmed before it is kept',
    patch: [{ file: 'src/http/webhooks.ts', find: 'await keepWakeUp(', replace: 'void keepWakeUp(' }],
    suite: 'test/crash/crash-points.test.ts',
    only: 'callback.before-commit',
  },
  {
    name: 'the cursor is saved before the items',
    patch: [
      {
        file: 'src/intake/feed-reader.ts',
        find: 'await acceptInbound(tx, item, account, ports, { hasMore: result.hasMore });',
        replace: 'void item;',
      },
      {
        file: 'src/intake/feed-reader.ts',
        find: "crashPoint('sync.committed');",
        replace: `crashPoint('sync.committed');
        await store.transact(async (tx) => {
          for (const item of result.items)
            await acceptInbound(tx, item, account, ports, { hasMore: result.hasMore });
        });`,
      },
    ],
    suite: 'test/crash/crash-points.test.ts',
    only: 'sync.committed',
  },
  {
    name: 'every try of a send has a message id of its own',
    patch: [
      { file: 'src/outbox/deliver.ts', find: 'messageId: row.id,', replace: 'messageId: ports.ids.next(),' },
    ],
    suite: 'test/crash/crash-points.test.ts',
    only: 'outbox.sent',
  },
  {
    name: 'the allowance of five is ignored',
    patch: [
      { file: 'src/outbox/allowance.ts', find: 'return remaining > 0', replace: 'return remaining > -1000' },
    ],
    suite: 'test/outbox/allowance.test.ts',
  },
  {
    name: 'the owner is not checked when sending',
    patch: [
      {
        file: 'src/outbox/allowance.ts',
        find: "if (row.author !== 'staff' && row.slotClass !== 'bulletin' && row.epoch !== conversation.epoch)",
        replace: 'if (row.epoch < 0)',
      },
    ],
    suite: 'test/outbox/allowance.test.ts',
  },
  {
    name: 'duplicates are known by sender and second',
    patch: [
      {
        file: 'src/storage/tables/inbox.ts',
        find: 'item_id: item.channelItemId,',
        replace: "item_id: item.channelUserId + ':' + Math.floor(item.sentAt / 1000),",
      },
    ],
    suite: 'test/storage/sqlite.test.ts',
  },
  {
    name: 'commits are not synced to the disk',
    patch: [
      {
        file: 'src/storage/sqlite/connection.ts',
        find: 'PRAGMA synchronous = FULL',
        replace: 'PRAGMA synchronous = NORMAL',
      },
      { file: 'src/storage/sqlite/connection.ts', find: '  assertDurable(database);\n', replace: '' },
    ],
    suite: 'test/storage/sqlite/connection.test.ts',
  },
  {
    name: 'a lost lease may still finish a turn',
    patch: [
      {
        file: 'src/storage/tables/turns.ts',
        find: ".deleteFrom('turn_due').where('conversation_id', '=', p.id).where('lease_token', '=', p.lease_token)",
        replace: ".deleteFrom('turn_due').where('conversation_id', '=', p.id)",
      },
    ],
    suite: 'test/storage/sqlite.test.ts',
  },
  {
    name: 'what is kept of a conversation outlives a rollback',
    patch: [{ file: 'src/storage/sqlite/store.ts', find: '      kept.clear();\n', replace: '' }],
    suite: 'test/storage/sqlite/kept-rows.test.ts',
  },
  {
    name: 'an attempt is not counted before the work',
    patch: [
      {
        file: 'src/storage/tables/turns.ts',
        find: "attempt: eb('attempt', '+', 1),\n      due_at: sql",
        replace: "attempt: eb('attempt', '+', 0),\n      due_at: sql",
      },
    ],
    suite: 'test/storage/sqlite.test.ts',
  },
  {
    name: 'the signature of a callback is not looked at',
    patch: [
      {
        file: 'src/channels/wecom/verify.ts',
        find: "if (!timingSafeEqual(Buffer.from(expected, 'latin1'), Buffer.from(signed.signature, 'latin1')))",
        replace: 'if (!timingSafeEqual(Buffer.from(expected), Buffer.from(expected)))',
      },
    ],
    suite: 'test/channels/wecom/verify.test.ts',
  },
  {
    name: 'a callback for another company is taken',
    patch: [
      {
        file: 'src/channels/wecom/frame.ts',
        find: "if (padded.toString('latin1', messageEnd, contentLength) !== receiveId)",
        replace: "if (receiveId === '')",
      },
    ],
    suite: 'test/channels/wecom/verify.test.ts',
  },
  {
    name: 'words of residents reach the log',
    patch: [{ file: 'src/base/log.ts', find: "\n    .replace(chineseWords, '[words]')", replace: '' }],
    suite: 'test/base/log.test.ts',
  },
  {
    name: 'a process that stood still sends what others have taken over',
    patch: [
      {
        file: 'src/outbox/deliver.ts',
        find: 'Math.min(leaseUntilAt, ports.leases.goodUntilAt(leaseToken))',
        replace: 'Number.POSITIVE_INFINITY',
      },
    ],
    suite: 'test/outbox/several-senders.test.ts',
  },
  {
    name: 'a process is taken for dead by comparing clocks',
    patch: [
      {
        file: 'src/signals/presence.ts',
        find: 'nowMs - sinceMs < DEAD_AFTER_MS',
        replace: 'clock.now() - startedAt < DEAD_AFTER_MS',
      },
      {
        file: 'src/signals/presence.ts',
        find: 'for (const [other, { beat, sinceMs }] of seen) {',
        replace:
          'for (const { id: other, beat, startedAt } of await store.read((tx) => tx.processes.list())) {',
      },
    ],
    suite: 'test/signals/presence.test.ts',
  },
  {
    name: 'what a dead process had claimed waits for the end of its leases',
    patch: [
      {
        file: 'src/signals/presence.ts',
        find: 'await tx.processes.endLeases(other, { sends: true });',
        replace: '',
      },
    ],
    suite: 'test/signals/presence.test.ts',
  },
  {
    name: 'every process fetches a token of its own',
    patch: [
      {
        file: 'src/channels/wecom/token.ts',
        find: 'shelf === null ? fetchAndHold() : takeFromShelf(shelf)',
        replace: 'fetchAndHold()',
      },
    ],
    suite: 'test/signals/token-shelf.test.ts',
  },
  {
    name: 'reads without a wake token are not counted',
    patch: [
      {
        file: 'src/intake/feed-reader.ts',
        find: 'if (waitMs > 0) return',
        replace: 'if (waitMs < 0) return',
      },
    ],
    suite: 'test/intake/feed-reader.test.ts',
  },
  {
    name: 'a reader that lost its lease moves the cursor',
    patch: [
      {
        file: 'src/intake/feed-reader.ts',
        find: 'if (!leaseHeld || !moved) throw new LostLease();',
        replace: '',
      },
    ],
    suite: 'test/intake/feed-reader.test.ts',
  },
  {
    name: 'what is known is remembered by a random id',
    patch: [
      {
        file: 'src/storage/tables/inbox.ts',
        find: 'item_id: item.channelItemId,',
        replace: 'item_id: ids.next(),',
      },
    ],
    suite: 'test/storage/sqlite.test.ts',
  },
  {
    name: 'words are confirmed before their commit',
    patch: [
      {
        file: 'src/storage/sqlite/group-commit.ts',
        find: "sql('COMMIT');\n      commitsSoFar += 1;\n      for (const settle of settled) settle();",
        replace: "for (const settle of settled) settle();\n      sql('COMMIT');\n      commitsSoFar += 1;",
      },
    ],
    suite: 'test/storage/sqlite/group-commit.test.ts',
  },
  {
    name: 'a callback that could not be kept is confirmed',
    patch: [
      { file: 'src/http/webhooks.ts', find: 'answer = { status: 503', replace: 'answer = { status: 200' },
    ],
    suite: 'test/journeys/platform-trouble.test.ts',
    only: 'could not be kept is not confirmed',
  },
  {
    name: 'words of a follower are confirmed before they are kept',
    patch: [
      {
        file: 'src/doors.ts',
        find: 'for (const each of items) await keepItem(each, ports);',
        replace: 'for (const each of items) void keepItem(each, ports);',
      },
    ],
    suite: 'test/crash/other-roads.test.ts',
    only: 'has not confirmed them',
  },
  {
    name: 'an Official Account takes callbacks whose words nothing signs',
    patch: [
      {
        file: 'src/channels/wechat-oa/door.ts',
        find: "if (!acceptsPlain) return refuse(403, 'plain-refused');",
        replace: '',
      },
    ],
    suite: 'test/channels/wechat-oa/door.test.ts',
  },
  {
    name: 'a pressed menu opens the channel for as long as words do',
    patch: [
      {
        file: 'src/conversations/turn.ts',
        find: 'await openBriefly(tx, conversation, { sentAt, rules, now: house.clock.now() });',
        replace: 'conversation.lastResidentMessageAt = sentAt;',
      },
    ],
    suite: 'test/journeys/official-account.test.ts',
    only: 'opens the channel for a moment',
  },
  {
    name: 'the next call to a duty worker waits in a timer',
    patch: [
      {
        file: 'src/tickets/paging.ts',
        find: '  await tx.jobs.add({\n    kind: PAGE_JOB,',
        replace:
          '  setTimeout(() => {}, dueAt);\n  if (dueAt > 0) return;\n  await tx.jobs.add({\n    kind: PAGE_JOB,',
      },
    ],
    suite: 'test/tickets/paging.test.ts',
  },
  {
    name: 'a job is done before it is due',
    patch: [
      {
        file: 'src/jobs/job-runner.ts',
        find: '  const now = clock.now();\n  const next =',
        replace: '  const now = clock.now() + 60_000;\n  const next =',
      },
    ],
    suite: 'test/jobs/job-runner.test.ts',
  },
  {
    name: 'a job that fails is tried for ever',
    patch: [
      {
        file: 'src/jobs/job-runner.ts',
        find: 'const most = isTemporary ? (ports.maxAttempts ?? MAX_ATTEMPTS) : MAX_ATTEMPTS;',
        replace: 'const most = isTemporary || MAX_ATTEMPTS > 0 ? Number.POSITIVE_INFINITY : 0;',
      },
    ],
    suite: 'test/jobs/job-runner.test.ts',
  },
  {
    name: 'the pauses between tries grow without an end',
    patch: [
      {
        file: 'src/outbox/retry-policy.ts',
        find: 'Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt - 1, 16))',
        replace: 'FIRST_RETRY_MS * 2 ** (attempt - 1) + 0 * LONGEST_RETRY_MS',
      },
    ],
    suite: 'test/outbox/retry-policy.test.ts',
  },
  {
    name: 'whoever writes a token by hand is somebody at our page',
    patch: [
      {
        file: 'src/channels/web/token.ts',
        find: 'if (given.length !== expected.length || !timingSafeEqual(given, expected)) return bad;',
        replace: 'if (timingSafeEqual(given, given) && expected.length === 0) return bad;',
      },
    ],
    suite: 'test/channels/web/door.test.ts',
  },
  {
    name: 'photos at our page are shown to whoever knows their id',
    patch: [
      {
        file: 'src/http/chat/photos.ts',
        find: "if (!conversation || photo?.conversationId !== conversation.id || photo.state !== 'stored')",
        replace: "if (!conversation || photo?.state !== 'stored')",
      },
    ],
    suite: 'test/http/chat/chat.test.ts',
    only: 'a photo',
  },
  {
    name: 'the page reads past words that are still on their way',
    patch: [
      {
        file: 'src/http/chat/thread.ts',
        find: 'unsettled < 0 ? listed : listed.slice(0, unsettled)',
        replace: 'unsettled < -1 ? [] : listed',
      },
    ],
    suite: 'test/http/chat/chat.test.ts',
    only: 'not passed over',
  },
  {
    name: 'the API is open while no token is set',
    patch: [
      {
        file: 'src/http/token.ts',
        find: 'if (expected === null || given === undefined) return false;',
        replace: 'if (expected === null) return true;\n    if (given === undefined) return false;',
      },
    ],
    suite: 'test/http/api/access.test.ts',
  },
  {
    name: 'the duty worker of another community is called',
    patch: [
      {
        file: 'src/tickets/roster.ts',
        find: 'if (communityId !== undefined && shift.communityId !== communityId) continue;',
        replace: 'if (communityId === null) continue;',
      },
    ],
    suite: 'test/tickets/roster.test.ts',
  },
  {
    name: 'a picture that is a program is kept',
    patch: [
      {
        file: 'src/intake/file-check.ts',
        find: "if (contentType === 'image/svg+xml') return refused('svg', contentType);",
        replace: '',
      },
    ],
    suite: 'test/intake/file-check.test.ts',
  },
  {
    name: 'recalled words stay where they were',
    patch: [
      {
        file: 'src/storage/tables/messages.ts',
        find: '.set({ sealed: null, transcript: null, recalled_at: p.at })',
        replace: '.set({ recalled_at: p.at })',
      },
    ],
    suite: 'test/storage/sqlite.test.ts',
  },
  {
    name: 'signatures are compared letter by letter',
    patch: [
      {
        file: 'src/channels/wecom/verify.ts',
        find: "if (!timingSafeEqual(Buffer.from(expected, 'latin1'), Buffer.from(signed.signature, 'latin1')))",
        replace: 'if (expected !== signed.signature)',
      },
    ],
    suite: 'test/architecture.test.ts',
  },
  {
    name: 'a process that was taken for dead goes on with its claims',
    patch: [
      {
        file: 'src/signals/presence.ts',
        find: 'return sign !== null && isFresh(sign) ? sign.at + GOOD_FOR_MS : 0;',
        replace: 'return sign !== null || isFresh({ at: 0, monotonicMs: 0 }) ? Number.POSITIVE_INFINITY : 0;',
      },
    ],
    suite: 'test/signals/presence.test.ts',
  },
  {
    name: 'recalled words stay in the ticket',
    patch: [
      { file: 'src/tickets/take-back.ts', find: "ticket.description = left.join('\\n');", replace: '' },
    ],
    suite: 'test/journeys/recall.test.ts',
  },
  {
    name: 'a first start that is killed leaves half a schema',
    patch: [
      { file: 'src/storage/sqlite/dialect.ts', find: '    return true;', replace: '    return false;' },
    ],
    suite: 'test/storage/sqlite.test.ts',
    only: 'all of its tables or none',
  },
];

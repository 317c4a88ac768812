// Which walks a query may make. Everything that is not named here grows for years.

/** One row per person of ours, account, process, community or night, or per thing that waits right now or that staff wrote as a setting; group matters and public notices are few a month. */
export const SMALL = [
  'a_thousand',
  'audit_head',
  'bill_book',
  'call_limit',
  'channel_account',
  'community',
  'console_session',
  'import_batch',
  'incident_bulletin',
  'incident_candidate',
  'incident_course',
  'meta',
  'person_account',
  'platform_token',
  'process',
  'public_notice',
  'retention_run',
  'roster_change',
  'roster_shift',
  'staff',
  'ticket_number',
  'turn_due',
  'webhook',
  'written_value',
];
/** Partial indexes hold only what is not finished; the others are walked in order and left after a page. */
export const MAY_BE_WALKED = [
  'job_due',
  'knowledge_gap_at',
  'legal_hold_stands',
  'outbox_due',
  'outbox_going',
  'outbox_lane',
  // The planner of an empty PostgreSQL takes it for any notice to staff; with rows it takes the lane.
  'outbox_staff_ticket',
  'staff_task_of',
  'staff_task_open',
  'ticket_open',
  'ticket_updated',
];

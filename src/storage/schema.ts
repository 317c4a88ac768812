// The tables as the query builder sees them. `sealed` columns hold personal fields as one encrypted JSON text (fields.ts).
import type { Generated } from 'kysely';

/** Of what stands for a while. */
export type EventLine = {
  seq: number;
  type: string;
  at: number;
  actor_kind: string;
  actor_id: string | null;
  source: string;
  data: string;
};

export type Schema = {
  meta: { key: string; value: string };
  community: { id: string; name: string; created_at: number };
  data_key: { id: string; wrapped: string | null; created_at: number; destroyed_at: number | null };
  channel_account: {
    channel: string;
    account_id: string;
    cursor: string | null;
    first_started_at: number;
    wake_seq: number;
    read_seq: number;
    wake_token: string | null;
    woken_at: number | null;
    read_at: number | null;
    lease_token: string | null;
    lease_until_at: number;
  };
  resident: {
    id: string;
    community_id: string;
    data_key_id: string;
    phone_index: string | null;
    sealed: string;
    created_at: number;
  };
  conversation: {
    id: string;
    community_id: string;
    resident_id: string;
    data_key_id: string;
    channel: string;
    channel_account_id: string;
    /** Blind index of the platform's id of the person. */
    person_index: string;
    owner_kind: string;
    owner_staff_id: string | null;
    epoch: number;
    active_flow: string | null;
    sealed: string;
    last_message_at: number | null;
    last_resident_message_at: number | null;
    created_at: number;
    version: number;
  };
  message: {
    seq: Generated<number>;
    id: string;
    conversation_id: string;
    direction: string;
    author: string;
    staff_id: string | null;
    type: string;
    sealed: string | null;
    reply_key: string | null;
    created_at: number;
    recalled_at: number | null;
    delivery_state: string | null;
    delivery_reason: string | null;
    /** Sealed. */
    transcript: string | null;
  };
  inbox: {
    seq: Generated<number>;
    id: string;
    channel: string;
    account_id: string;
    item_id: string;
    conversation_id: string | null;
    message_id: string | null;
    kind: string;
    origin: string;
    staff_channel_user_id: string | null;
    sealed: string | null;
    historic: number;
    sent_at: number;
    received_at: number;
    handled_at: number | null;
    quarantined_at: number | null;
  };
  turn_due: {
    conversation_id: string;
    due_at: number;
    last_due_at: number;
    attempt: number;
    lease_token: string | null;
    lease_until_at: number;
  };
  outbox: {
    seq: Generated<number>;
    id: string;
    lane: string;
    conversation_id: string | null;
    message_id: string | null;
    ticket_id: string | null;
    data_key_id: string;
    channel: string;
    channel_account_id: string;
    author: string;
    epoch: number;
    sealed: string;
    slot_class: string;
    may_merge: number;
    promise: number;
    state: string;
    reason: string | null;
    attempt: number;
    may_have_been_sent: number;
    resent: number;
    quota_window_at: number | null;
    created_at: number;
    due_at: number;
    taken_at: number | null;
    settled_at: number | null;
    lease_token: string | null;
    lease_until_at: number;
  };
  send_quota: { conversation_id: string; window_at: number; used: number };
  job: {
    id: string;
    kind: string;
    subject_id: string;
    unique_key: string;
    payload: string;
    state: string;
    due_at: number;
    attempt: number;
    reason: string | null;
    lease_token: string | null;
    lease_until_at: number;
  };
  ticket: {
    id: string;
    code: string;
    community_id: string;
    data_key_id: string;
    kind: string;
    category: string | null;
    grade: number;
    grade_reason: string;
    level: string | null;
    complaint_class: string | null;
    status: string;
    channel: string | null;
    person_index: string | null;
    conversation_id: string | null;
    resident_id: string | null;
    department: string | null;
    first_owner: string | null;
    assignee: string | null;
    promise_text: string;
    promise_due_at: number | null;
    incident_id: string | null;
    partial: number;
    sealed: string;
    opened_at: number;
    updated_at: number;
    version: number;
    /** JSON; null = it has only been opened. */
    course: string | null;
    /** When it was past its term, and what is personal of it went. */
    emptied_at: Generated<number | null>;
  };
  ticket_timer: {
    ticket_id: string;
    kind: string;
    due_at: number;
    met_at: number | null;
    breached_at: number | null;
    paused_at: number | null;
  };
  ticket_event: {
    seq: Generated<number>;
    id: string;
    ticket_id: string;
    type: string;
    at: number;
    actor_kind: string;
    actor_id: string | null;
    source: string;
    sealed: string;
  };
  ticket_number: { community_id: string; day: string; last: number };
  register_entry: {
    id: string;
    unique_key: string;
    community_id: string;
    data_key_id: string;
    code: string | null;
    way: string;
    conversation_id: string | null;
    ticket_id: string | null;
    at: number;
    receptionist: string | null;
    bot_first: number;
    entered_by: string | null;
    entered_at: number | null;
    late: number;
    /** Null = nobody has entered it yet. */
    sealed: string | null;
    version: number;
    emptied_at: Generated<number | null>;
  };
  attachment: {
    id: string;
    message_id: string;
    conversation_id: string;
    ticket_id: string | null;
    type: string;
    /** Sealed: whoever has it may fetch the file. */
    media_id: string;
    /** Null in rows of the first version, whose files lie under their id. */
    object_name: string | null;
    /** Sealed. */
    file_name: string | null;
    state: string;
    content_type: string | null;
    byte_count: number | null;
    reason: string | null;
    created_at: number;
  };
  staff: {
    id: string;
    data_key_id: string;
    department_id: string;
    role: string;
    community_ids: string;
    sealed: string;
    updated_at: number;
    left_at: number | null;
  };
  roster_shift: {
    place: number;
    name: string;
    community_id: string;
    department_id: string;
    days: string;
    from_minute: number;
    to_minute: number;
    staff_ids: string;
  };
  roster_change: { place: number; date: string; shift: string; staff_ids: string };
  staff_card: {
    id: string;
    ticket_id: string;
    staff_id: string;
    created_at: number;
    update_code: string | null;
    code_expires_at: number | null;
    settled_at: number | null;
  };
  staff_task: {
    id: string;
    community_id: string;
    kind: string;
    conversation_id: string | null;
    ticket_id: string | null;
    reason: string;
    unique_key: string;
    created_at: number;
    done_at: number | null;
  };
  incident_report: {
    ticket_id: string;
    community_id: string;
    topic: string;
    place: string | null;
    household: string;
    at: number;
  };
  incident_candidate: {
    id: string;
    unique_key: string;
    community_id: string;
    topic: string;
    place: string | null;
    households: number;
    said: number;
    first_at: number;
    last_at: number;
    state: string;
    decided_at: number | null;
    decided_by: string | null;
    reason: string | null;
    version: number;
  };
  incident_course: {
    id: string;
    community_id: string;
    status: string;
    standing: string;
    opened_at: number;
    version: number;
  };
  incident_event: EventLine & { incident_id: string };
  incident_affected: {
    incident_id: string;
    household: string;
    conversation_id: string | null;
    ticket_id: string | null;
    told_message_id: string | null;
    joined_at: number;
    left_at: number | null;
    stopped_at: number | null;
  };
  incident_bulletin: {
    id: string;
    incident_id: string;
    number: number;
    kind: string;
    state: string;
    words: string;
    by: string | null;
    created_at: number;
    sent_at: number | null;
  };
  incident_delivery: {
    bulletin_id: string;
    household: string;
    message_id: string | null;
    asked: number;
    called_at: number | null;
    at: number;
    not_wanted: number | null;
  };
  public_notice: {
    id: string;
    community_id: string;
    state: string;
    standing: string;
    created_at: number;
    version: number;
  };
  public_notice_event: EventLine & { notice_id: string };
  public_notice_reader: {
    notice_id: string;
    household: string;
    conversation_id: string;
    state: string;
    at: number;
  };
  public_notice_delivery: {
    notice_id: string;
    number: number;
    household: string;
    message_id: string;
    at: number;
    called_at: number | null;
  };
  ticket_link: { ticket_id: string; linked_id: string; at: number };
  knowledge_gap: {
    id: string;
    community_id: string;
    conversation_id: string;
    data_key_id: string;
    sealed: string;
    answer_key: string | null;
    created_at: number;
  };
  model_use: {
    day: string;
    subject: string;
    calls: number;
  };
  idempotency: {
    scope: string;
    key: string;
    request_digest: string;
    status: number;
    sealed: string;
    created_at: number;
  };
  process: { id: string; roles: string; started_at: number; beat: number };
  /** Sealed under the house key: the token and its times. */
  platform_token: {
    name: string;
    sealed: string | null;
    lease_token: string | null;
    lease_until_at: number;
  };
  /** `taken`: the instants of the calls that still count, oldest first, as JSON. */
  call_limit: { name: string; taken: string };
  person_account: {
    id: string;
    login: string;
    staff_id: string | null;
    role: string;
    /** `*`, or ids with commas. */
    community_ids: string;
    mentor_id: string | null;
    data_key_id: string;
    sealed: string;
    password: string | null;
    invite_hash: string | null;
    invite_until_at: number | null;
    code_step: number | null;
    disabled_at: number | null;
    created_at: number;
    version: number;
  };
  work_photo: {
    id: string;
    ticket_id: string;
    moment: string;
    object_name: string;
    content_type: string;
    byte_count: number;
    taken_by: string | null;
    created_at: number;
  };
  application: {
    ticket_id: string;
    community_id: string;
    kind: string;
    state: string;
    home_index: string | null;
    missing: string;
    sealed: string;
    from_at: number | null;
    until_at: number | null;
    submitted_at: number;
    review_due_at: number | null;
    decided_at: number | null;
    decided_by: string | null;
    valid_until: number | null;
    updated_at: number;
    version: number;
  };
  login_attempt: { state: string; return_to: string; ends_at: number };
  console_session: { id: string; account_id: string; created_at: number; seen_at: number; ends_at: number };
  audit_record: { seq: number; body: string; hash: string };
  audit_head: { id: number; seq: number; hash: string };
  audit_start: { id: number; seq: number; hash: string };
  words_gone: { conversation_id: string; seq: number };
  legal_hold: {
    id: string;
    conversation_id: string;
    reason: string;
    placed_by: string;
    placed_at: number;
    lifted_by: string | null;
    lifted_at: number | null;
  };
  retention_run: { day: string; started_at: number; ended_at: number | null; counts: string };
  webhook: {
    id: string;
    community_id: string;
    data_key_id: string;
    name: string;
    /** Its address and secrets. */
    sealed: string;
    /** With commas. */
    kinds: string;
    personal: number;
    is_on: number;
    off_reason: string | null;
    failing_since: number | null;
    not_before_at: number;
    created_by: string;
    created_at: number;
    version: number;
  };
  webhook_delivery: {
    seq: Generated<number>;
    id: string;
    webhook_id: string;
    community_id: string;
    kind: string;
    subject_id: string;
    facts: string;
    at: number;
    state: string;
    attempt: number;
    status: number | null;
    reason: string | null;
    due_at: number;
    settled_at: number | null;
  };
  occupant: {
    id: string;
    community_id: string;
    /** Blind indexes of the home, and of the person in it. */
    home_index: string;
    person_index: string;
    data_key_id: string;
    sealed: string;
    import_id: string;
    from_at: number;
    until_at: number | null;
    version: number;
  };
  home_binding: {
    id: string;
    community_id: string;
    resident_id: string;
    occupant_id: string;
    relation: string;
    how: string;
    from_at: number;
    until_at: number | null;
    ended_by: string | null;
    reason: string | null;
  };
  privacy_request: {
    id: string;
    community_id: string;
    conversation_id: string;
    kind: string;
    asked_at: number;
    due_at: number;
    ended_at: number | null;
    ended_by: string | null;
    outcome: string | null;
  };
  conversation_note: {
    id: string;
    conversation_id: string;
    data_key_id: string;
    sealed: string;
    written_by: string;
    written_at: number;
  };
  reply_draft: {
    id: string;
    conversation_id: string;
    written_by: string | null;
    state: string;
    data_key_id: string;
    sealed: string;
    written_at: number;
    ended_at: number | null;
    ended_by: string | null;
    message_id: string | null;
  };
  reply_draft_event: {
    id: string;
    draft_id: string;
    type: string;
    actor_id: string | null;
    at: number;
    data_key_id: string;
    sealed: string | null;
  };
  written_value: {
    id: string;
    kind: string;
    key: string;
    version: number;
    value: string | null;
    effective: string;
    written_by: string;
    written_at: number;
  };
  export_request: {
    id: string;
    state: string;
    asked_by: string;
    asked_at: number;
    until_at: number | null;
    data_key_id: string;
    sealed: string;
    version: number;
  };
  bill_book: {
    community_id: string;
    data_key_id: string;
    sealed: string;
    imported_at: number;
  };
  import_batch: {
    id: string;
    kind: string;
    community_id: string;
    state: string;
    counts: string;
    /** What it would change; null once it is done. */
    sealed: string | null;
    done_steps: number;
    skipped: number;
    created_by: string;
    created_at: number;
    done_at: number | null;
  };
};

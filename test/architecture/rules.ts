// The dependency ladder as data, each rule with its reason. `check.ts` applies it; change the data, not the checker.

/** Import only from lower rungs. Longest matching path wins. */
export const rungs: { path: string; rung: number; because: string }[] = [
  { path: 'base/', rung: -1, because: 'base imports nothing of ours, so that everything may import it' },
  {
    path: 'understanding/',
    rung: 0,
    because: 'understanding must stay pure so that a sentence can be tested by calling a function',
  },
  {
    path: 'groups/',
    rung: 0,
    because: 'whether two reports tell of one matter follows from their words, places and times alone',
  },
  { path: 'flows/', rung: 0, because: 'flows must stay pure so that flow tests need no database' },
  {
    path: 'replies/',
    rung: 0,
    because: 'replies are words made of values; whoever sends them is none of their business',
  },
  {
    path: 'knowledge/',
    rung: 0,
    because: 'which answer fits a question must be testable by calling a function',
  },
  {
    path: 'reports/',
    rung: 0,
    because: 'a number must follow from its tickets alone, so that anybody can count it again',
  },
  {
    path: 'bills/',
    rung: 0,
    because:
      'what a file of bills says must be testable by calling a function; who may hear it is not its matter',
  },
  {
    path: 'sheets/',
    rung: 0,
    because: 'what stands in a table must be readable by whoever knows what it is for, be it bills or people',
  },
  { path: 'config/', rung: 0, because: 'the configuration is known before anything is built' },
  // The nouns: types, word lists and pure rules that the whole house speaks of.
  { path: 'channels/contract.ts', rung: 0, because: 'the contract is types; it must not pull a channel in' },
  { path: 'storage/contract.ts', rung: 0, because: 'the contract is types; it must not pull a database in' },
  { path: 'storage/contract/', rung: 0, because: 'the contract is types; it must not pull a database in' },
  { path: 'signals/contract.ts', rung: 0, because: 'the contract is types; it must not pull Redis in' },
  {
    path: 'storage/media-contract.ts',
    rung: 0,
    because: 'whoever keeps a file must not know whether it lies in a folder or a bucket',
  },
  { path: 'conversations/conversation.ts', rung: 0, because: 'a noun knows nothing of what is done with it' },
  { path: 'conversations/keep.ts', rung: 0, because: 'writing it back knows nothing of why it changed' },
  {
    path: 'conversations/plain-words.ts',
    rung: 0,
    because: 'a message in words is made of its content alone, whoever shows it',
  },
  { path: 'model/contract.ts', rung: 0, because: 'the contract is types; it must not pull a library in' },
  { path: 'people/account.ts', rung: 0, because: 'a noun knows nothing of what is done with it' },
  { path: 'people/export-request.ts', rung: 0, because: 'a noun knows nothing of what is done with it' },
  {
    path: 'people/audit-chain.ts',
    rung: 0,
    because: 'whether a chain is whole must be testable by calling a function',
  },
  { path: 'tickets/ticket.ts', rung: 0, because: 'a noun knows nothing of what is done with it' },
  { path: 'tickets/application.ts', rung: 0, because: 'a noun knows nothing of what is done with it' },
  { path: 'tickets/register-entry.ts', rung: 0, because: 'a noun knows nothing of what is done with it' },
  { path: 'tickets/incident-course.ts', rung: 0, because: 'a noun knows nothing of what is done with it' },
  { path: 'reports/reported.ts', rung: 0, because: 'a noun knows nothing of what is done with it' },
  { path: 'tickets/course.ts', rung: 0, because: 'a noun knows nothing of what is done with it' },
  { path: 'notices/notice.ts', rung: 0, because: 'a noun knows nothing of what is done with it' },
  { path: 'homes/occupant.ts', rung: 0, because: 'a noun knows nothing of what is done with it' },
  { path: 'homes/privacy-request.ts', rung: 0, because: 'a noun knows nothing of what is done with it' },
  { path: 'homes/binding.ts', rung: 0, because: 'a noun knows nothing of what is done with it' },
  { path: 'imports/batch.ts', rung: 0, because: 'a noun knows nothing of what is done with it' },
  { path: 'webhooks/webhook.ts', rung: 0, because: 'a noun knows nothing of what is done with it' },
  {
    path: 'webhooks/signing.ts',
    rung: 0,
    because: 'a signature follows from a secret and a text, and is checked against published examples',
  },
  { path: 'tickets/roster.ts', rung: 0, because: 'who is on duty is arithmetic' },
  { path: 'tickets/grading.ts', rung: 0, because: 'a grade follows from facts alone' },
  { path: 'tickets/states.ts', rung: 0, because: 'the table of states is data' },
  { path: 'outbox/retry-policy.ts', rung: 0, because: 'how long to wait after a failure is arithmetic' },
  { path: 'clocks/service-calendar.ts', rung: 0, because: 'service hours are arithmetic' },

  {
    path: 'outbox/',
    rung: 1,
    because: 'the outbox knows only a subject id; what the words are about is not its matter',
  },
  {
    path: 'clocks/',
    rung: 1,
    because: 'a clock knows a due time and a subject id, not what is done when it rings',
  },
  {
    path: 'signals/',
    rung: 1,
    because:
      'signals carry names of loops and ids of what has changed; what is done then is not their matter',
  },
  {
    path: 'people/',
    rung: 1,
    because: 'who may sign in is asked before anybody knows what for; it knows no ticket and no conversation',
  },
  {
    path: 'homes/',
    rung: 1,
    because: 'whether somebody is of a home is asked before anybody knows what for',
  },
  {
    path: 'imports/',
    rung: 2,
    because: 'a table that is brought in knows the register it changes, not who asked for it',
  },
  {
    path: 'webhooks/',
    rung: 1,
    because: 'who is told and how knows kinds and ids, not what a ticket or a conversation is',
  },
  { path: 'jobs/', rung: 1, because: 'jobs run what they are handed; they know no deed by name' },
  { path: 'tickets/', rung: 2, because: 'a ticket must not know which conversation or flow it came from' },
  {
    path: 'notices/',
    rung: 2.5,
    because: 'a notice calls people and speaks as tickets do; a turn answers from it, and it knows no turn',
  },
  { path: 'intake/', rung: 3, because: 'intake keeps messages; it must not wait for whoever answers them' },
  {
    path: 'conversations/',
    rung: 3,
    because: 'a turn joins understanding, flows, tickets and outbox, and is called from above',
  },
  { path: 'desk/', rung: 4, because: 'what staff do is called by http and cli only' },
  { path: 'http/', rung: 5, because: 'routes are a few lines; nothing imports them but app.ts' },
  { path: 'cli/', rung: 7, because: 'commands join parts as app.ts does; nothing imports them' },
  {
    path: 'app.ts',
    rung: 6,
    because: 'app.ts is the only joiner; whoever imports it can not be tested alone',
  },
  {
    path: 'doors.ts',
    rung: 5.5,
    because: 'doors.ts joins what comes in with who keeps it, for app.ts alone',
  },
  {
    path: 'job-handlers.ts',
    rung: 5.5,
    because: 'job-handlers.ts joins each kind of due job with who does it, for app.ts alone',
  },
  {
    path: 'house.ts',
    rung: 5.5,
    because: 'house.ts joins the files with what was written and brought in since, for app.ts alone',
  },
  {
    path: 'connections.ts',
    rung: 5,
    because:
      'connections.ts joins the channels with their platforms for app.ts; nothing else may need them all',
  },
  {
    path: 'mind.ts',
    rung: 5,
    because:
      'mind.ts joins understanding, flows and replies for app.ts and the commands; nothing else may need all three',
  },
  {
    path: 'adviser.ts',
    rung: 5,
    because:
      'adviser.ts joins the language model with understanding for app.ts; nothing else may know that there is one',
  },
  {
    path: 'simulation.ts',
    rung: 6,
    because:
      'simulation.ts puts the played platform in front of the product; only who starts both may know it',
  },
  { path: 'start.ts', rung: 7, because: 'start.ts only starts' },
  { path: 'main.js', rung: 8, because: 'main.js is the entrance; nothing comes before it' },
];

/** They implement the contracts of the lower rungs, and only those who join parts may import them. */
export const sides: { path: string; mayImport: string[]; because: string }[] = [
  {
    path: 'channels/',
    mayImport: ['base/', 'config/', 'channels/', 'conversations/conversation.ts'],
    because: 'a channel must be replaceable, so nothing but connections.ts may know one by name',
  },
  {
    path: 'storage/',
    mayImport: [
      'base/',
      'config/config.ts',
      'config/secret.ts',
      'channels/contract.ts',
      'storage/',
      'conversations/conversation.ts',
      'people/account.ts',
      'people/audit-chain.ts',
      'people/export-request.ts',
      'reports/reported.ts',
      'tickets/ticket.ts',
      'tickets/course.ts',
      'tickets/incident-course.ts',
      'tickets/application.ts',
      'tickets/register-entry.ts',
      'understanding/commands.ts',
      'flows/effects.ts',
      'webhooks/webhook.ts',
      'homes/occupant.ts',
      'homes/binding.ts',
      'homes/privacy-request.ts',
      'imports/batch.ts',
      'bills/bill.ts',
      'notices/notice.ts',
    ],
    because: 'the engine below must be exchangeable, so nothing but app.ts may know which one it is',
  },
  {
    path: 'model/',
    mayImport: ['base/', 'model/'],
    because: 'a language model must be replaceable and absent, so it knows nothing of what it is asked about',
  },
  {
    path: 'simulator/',
    mayImport: ['base/', 'config/', 'simulator/', 'storage/contract.ts', 'channels/contract.ts'],
    because:
      'the played platform is written from the documents, not from our channel, or it would share its mistakes',
  },
];

/** Who may put parts together. */
export const joiners = [
  'app.ts',
  'connections.ts',
  'doors.ts',
  'job-handlers.ts',
  'house.ts',
  'mind.ts',
  'adviser.ts',
  'simulation.ts',
  'main.js',
  'start.ts',
  'cli/',
];

/** Single imports that only some may make. */
export const reserved: { target: RegExp; onlyFor: string[]; because: string }[] = [
  {
    target: /^config\/(load|environment|environment-schema)\.ts$/,
    onlyFor: ['config/', ...joiners],
    because: 'the configuration is read once, at the start, and handed on as values',
  },
];

/** No network, database, file or process in these; `load.ts` files may read files. */
export const pureFolders = [
  'understanding/',
  'knowledge/',
  'groups/',
  'flows/',
  'replies/',
  'reports/',
  'base/',
];
/** Files, and a folder of them. */
export const pureNouns = rungs
  .filter((row) => row.rung === 0 && (row.path.endsWith('.ts') || row.path === 'storage/contract/'))
  .map((row) => row.path);

export const impureModules: { module: RegExp; except: string[]; because: string }[] = [
  {
    module: /^(express|helmet|express-rate-limit)$/,
    except: [],
    because: 'it must be callable without a web server',
  },
  {
    module: /^(kysely|pg|redis|node:sqlite)$/,
    except: [],
    because: 'it must be callable without a database',
  },
  {
    module: /^node:(http|https|net|tls|dns|dgram|child_process|worker_threads|cluster)(\/|$)/,
    except: [],
    because: 'it must be callable without network and processes',
  },
  {
    module: /^node:fs(\/|$)/,
    except: ['/load.ts', '-load.ts', 'flows/test-files.ts'],
    because: 'only a load.ts reads files; the rest takes values',
  },
  { module: /^node:timers(\/|$)/, except: [], because: 'time comes from the Clock that is handed in' },
];

/** Words that may stand in few files only, anywhere in src. */
export const reservedWords: { word: RegExp; shown: string; onlyIn: string[]; because: string }[] = [
  {
    word: /\bDate\.now\s*\(|\bnew Date\(\s*\)|\bperformance\.now\s*\(|\bprocess\.hrtime\b/,
    shown: 'the time of day',
    onlyIn: ['base/clock.ts'],
    because:
      'only base/clock.ts knows what time it is; take a Clock, so that tests give the time instead of waiting for it',
  },
  {
    word: /\bset(Timeout|Interval)\s*\(/,
    shown: 'a timer',
    onlyIn: ['base/clock.ts'],
    because: 'nothing important lives in a timer; due work is rows, wake-ups come from Clock',
  },
  {
    word: /\bMath\.random\s*\(|\brandom(Bytes|UUID|Int|FillSync)\s*\(|\bgetRandomValues\s*\(/,
    shown: 'randomness',
    // Keys and nonces of encryption must be fresh whatever a test wants to repeat.
    onlyIn: ['base/ids.ts', 'storage/fields.ts', 'storage/field-key.ts'],
    because: 'random numbers come from base/ids.ts, so that a run can be repeated',
  },
  {
    word: /\bconversations\.save\s*\(/,
    shown: 'conversations.save',
    onlyIn: ['conversations/keep.ts'],
    because: 'a save that came too late must take the whole unit back; keepConversation sees to it',
  },
  {
    word: /\bprocess\.env\b/,
    shown: 'the environment',
    onlyIn: ['config/', 'start.ts', 'cli/'],
    because: 'the environment is read once into Config; a value read elsewhere is checked by nobody',
  },
  {
    word: /[!=]==?\s*(?:\w+\.)*signature\b(?!\s*\.)|\bsignature\s*[!=]==?\s*(?!null\b|undefined\b|null;)\w/i,
    shown: 'a signature compared letter by letter',
    // The played platform judges in a test; it has no secret to guard.
    onlyIn: ['simulator/'],
    because: 'how long a comparison takes must not tell how much of a guess was right; use timingSafeEqual',
  },
  {
    word: /(?<!\b(?:res|response|reply|process|socket|ws|child|worker))\.send\s*\(/,
    shown: 'Channel.send',
    onlyIn: ['outbox/', 'channels/', 'simulator/', 'http/'],
    because: 'only the outbox sends, after the commit and with the owner checked again',
  },
];

/** Also forbidden in the pure folders and nouns. */
export const impureWords: { word: RegExp; shown: string; because: string }[] = [
  { word: /\bfetch\s*\(/, shown: 'fetch', because: 'it must be callable without a network' },
  { word: /\bconsole\./, shown: 'console', because: 'pure code returns values; whoever calls it logs' },
];

/** Deliberate exceptions: an import or a word that breaks a rule for a reason. */
export const exceptions: { file: string; allows: string; because: string }[] = [
  {
    file: 'config/coverage.ts',
    allows: 'tickets/roster.ts',
    because: 'a roster with a gap must be refused at start, and who is on duty is asked in one place only',
  },
  {
    file: 'storage/sqlite/group-commit.ts',
    allows: 'the time of day',
    because: 'it measures its own slice of one synchronous loop; a handed-in clock would stand still there',
  },
];

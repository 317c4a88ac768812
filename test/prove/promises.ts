// The promises, in the words of README and docs/reliability.md, each with the figures it must reach. A sentence stands here only
// with a part that can break it; what is printed beside it comes from the report of a run.

export const promiseIds = [
  'killed',
  'crash-points',
  'fsync',
  'doubled',
  'false-dedupe',
  'backlog',
  'old-items',
  'order',
  'stores-killed',
  'channel-down',
  'disk-full',
  'restarts',
  'forged',
  'timers',
  'conversations',
  'planted-defects',
] as const;
export type PromiseId = (typeof promiseIds)[number];

export type PromiseText = {
  zh: string;
  en: string;
  /** Counts that a full run must reach; a run that did less says so and does not claim the promise. */
  bar: Record<string, number>;
  /** `{name}` stands for a count of the run. */
  shown: { zh: string; en: string };
};

export const promises: Record<PromiseId, PromiseText> = {
  killed: {
    zh: '进程随时被杀，应答过的消息一条不丢、一条不重、不乱序，险情必到值班手机',
    en: 'Killed at any moment, the desk loses, doubles and reorders no acknowledged message, and every emergency reaches a phone',
    bar: { kills: 3000 },
    shown: {
      zh: '高峰中 SIGKILL {kills} 次，住户 {residents} 位，进 {in} 条出 {out} 条',
      en: '{kills} SIGKILLs under load, {residents} residents, {in} messages in, {out} out',
    },
  },
  'crash-points': {
    zh: '两次落盘之间的每个位置都死过，结果一样',
    en: 'The same at every named place between two durable steps',
    bar: { points: 14, hits: 200 },
    shown: { zh: '{points} 处，共 {hits} 次', en: '{points} places, {hits} deaths' },
  },
  fsync: {
    zh: '先落到磁盘，再答 200（断电不丢；说谎的磁盘除外）',
    en: 'On the disk before the 200 (power loss loses nothing, on disks that do not lie)',
    bar: { acks: 1000 },
    shown: { zh: 'strace 看过 {acks} 次应答', en: '{acks} answers watched by strace' },
  },
  doubled: {
    zh: '平台把同一条送 1–4 遍、打乱、隔着重启，也只有一次效果',
    en: 'Delivered 1–4 times, shuffled, across restarts, a message has one effect',
    bar: { messages: 10_000 },
    shown: {
      zh: '{messages} 条，送达 {deliveries} 次，重启 {restarts} 次',
      en: '{messages} messages, {deliveries} deliveries, {restarts} restarts',
    },
  },
  'false-dedupe': {
    zh: '同一人、同一秒、同样的字，是几条就是几条',
    en: 'Same person, same second, same words: as many as were written',
    bar: { messages: 10_000 },
    shown: { zh: '{messages} 条全部保留', en: '{messages} messages, all kept' },
  },
  backlog: {
    zh: '停机 72 小时，积压全部补齐',
    en: 'After 72 hours down, the whole backlog is taken in',
    bar: { messages: 5000, hours: 72 },
    shown: {
      zh: '{messages} 条，{seconds} 秒补完；重复页 {repeatedPages}，坏游标 {cursorErrors}',
      en: '{messages} messages in {seconds} s; {repeatedPages} repeated pages, {cursorErrors} refused cursors',
    },
  },
  'old-items': {
    zh: '第一次接上时的旧消息只存不答；过了 48 小时的不硬发，留给人',
    en: 'Messages from before the first start are kept, not answered; past 48 hours nothing is forced out',
    bar: { historic: 100 },
    shown: {
      zh: '接入前的 {historic} 条只存；过期待人处理 {held} 条',
      en: '{historic} from before the first start kept; {held} replies held for a person',
    },
  },
  order: {
    zh: '三个进程共用 PostgreSQL 与 Redis，轮流被杀被停，同一会话不乱序',
    en: 'Three processes on PostgreSQL and Redis, killed and paused in turn, keep the order of every conversation',
    bar: { messages: 2000, kills: 20 },
    shown: {
      zh: '{messages} 条、{residents} 位，杀 {kills} 次，停 {pauses} 次',
      en: '{messages} messages, {residents} residents, {kills} kills, {pauses} pauses',
    },
  },
  'stores-killed': {
    zh: 'PostgreSQL 强停、Redis 被杀或挂住，应答过的不丢',
    en: 'PostgreSQL stopped at once, Redis killed or hung: nothing acknowledged is lost',
    bar: { postgresStops: 5, redisKills: 5 },
    shown: {
      zh: 'PostgreSQL 强停 {postgresStops} 次，Redis 杀 {redisKills} 次、挂 {redisHangs} 次，{messages} 条',
      en: 'PostgreSQL stopped {postgresStops}×, Redis killed {redisKills}× and hung {redisHangs}×, {messages} messages',
    },
  },
  'channel-down': {
    zh: '平台接口停了、慢了、乱答、限流、不答：回话不丢不重不乱，回调照常应答',
    en: 'Channel API down, slow, garbled, rate-limited or silent: replies are neither lost, doubled nor reordered, callbacks are answered meanwhile',
    bar: { outages: 10, faults: 300 },
    shown: {
      zh: '{outages} 段故障，{faults} 次坏应答，{messages} 条，期间回调全部应答（{callbacks} 次）',
      en: '{outages} spells, {faults} bad answers, {messages} messages, all {callbacks} callbacks answered',
    },
  },
  'disk-full': {
    zh: '磁盘满、只读、句柄用尽：没存下就不答 200，腾出空间自己恢复，数据库完好',
    en: 'Disk full, read-only, out of descriptors: no 200 without durability, recovers by itself, database intact',
    bar: { rounds: 6, refused: 20 },
    shown: {
      zh: '{rounds} 轮，拒收 {refused} 次，谎报 0 次，integrity_check 全部 ok',
      en: '{rounds} rounds, {refused} refusals, no false 200, integrity_check ok',
    },
  },
  restarts: {
    zh: '高峰中正常重启，不丢不重，停机不超过 10 秒',
    en: 'Graceful restarts under load lose and double nothing, and stop within 10 s',
    bar: { restarts: 200 },
    shown: {
      zh: '{restarts} 次，最慢 {slowestMs} 毫秒，进 {in} 条',
      en: '{restarts} restarts, slowest {slowestMs} ms, {in} messages',
    },
  },
  forged: {
    zh: '伪造、改动过的回调一个不收',
    en: 'No forged or altered callback is taken',
    bar: { mutations: 100_000 },
    shown: {
      zh: '{mutations} 个改动，收下 0 个',
      en: '{mutations} mutations, none taken',
    },
  },
  timers: {
    zh: '到点的事不早、不重、不漏，哪怕重启、钟被拨',
    en: 'What is due happens not early, not twice, not never, across restarts and clock jumps',
    bar: { overdue: 10_000, kills: 50 },
    shown: {
      zh: '{overdue} 件过期的事 {seconds} 秒办完；杀 {kills} 次，拨钟 {jumps} 次',
      en: '{overdue} overdue deeds done in {seconds} s; {kills} kills, {jumps} clock jumps',
    },
  },
  conversations: {
    zh: '整段会话里，任意两句之间进程被杀，住户照样办成',
    en: 'Killed between any two messages of whole conversations, each resident still gets what they came for',
    bar: { residents: 60, kills: 150 },
    shown: {
      zh: '{residents} 位住户各说各的事，杀 {kills} 次',
      en: '{residents} residents, each with a matter of their own, {kills} kills',
    },
  },
  'planted-defects': {
    zh: '故意埋进去的错，测试都抓得到',
    en: 'Every planted defect is caught by its suite',
    bar: { planted: 20 },
    shown: { zh: '埋 {planted} 个，抓到 {caught} 个', en: '{planted} planted, {caught} caught' },
  },
};

export type Verdict = 'kept' | 'broken' | 'too-few' | 'not-run';

export function verdictOf(
  id: PromiseId,
  finding: { counts: Record<string, number>; violations: readonly string[] } | null,
): Verdict {
  if (finding === null) return 'not-run';
  if (finding.violations.length > 0) return 'broken';
  if (Object.keys(finding.counts).length === 0) return 'not-run';
  const { bar } = promises[id];
  return Object.entries(bar).every(([name, least]) => (finding.counts[name] ?? 0) >= least)
    ? 'kept'
    : 'too-few';
}

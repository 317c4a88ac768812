// The house as the files have it, with who was brought in and what was written at the console since.
import type { Clock } from './base/clock.ts';
import type { Ids } from './base/ids.ts';
import type { Channel, ChannelId } from './channels/contract.ts';
import { wallDate } from './clocks/service-calendar.ts';
import type { Config, People } from './config/config.ts';
import { houseOn, type WrittenHouse } from './config/written-house.ts';
import { RULE_KINDS, type Rules, rulesOn, withSwaps } from './config/written-rules.ts';
import type { Platforms } from './connections.ts';
import { ANSWER_KIND, toVersion } from './desk/written-answers.ts';
import { PHRASE_KIND, toPhrase } from './desk/written-phrases.ts';
import { createLiveBills } from './imports/live-bills.ts';
import type { Mind } from './mind.ts';
import { withChoices } from './replies/compose.ts';
import type { Store } from './storage/contract.ts';
import type { House } from './tickets/house.ts';

type HouseParts = { clock: Clock; ids: Ids; mind: Mind };

/** An account that is not listed is served all the same. */
export function accountOf({ channels }: Config, channel: ChannelId, accountId: string) {
  // Behind the Bot Framework an account is a whole channel (directline), however many conversations it has.
  const listedAs = channel === 'bot-framework' ? accountId.split(':', 1)[0] : accountId;
  const listed = channels.accounts.find((each) => each.channel === channel && each.accountId === listedAs);
  return listed ?? channels.unlisted;
}

export async function createHouse(
  config: Config,
  rules: () => Rules & WrittenHouse,
  wecom: Platforms['wecom'],
  store: Store,
  channel: (id: ChannelId) => Channel | null,
  { clock, ids, mind }: HouseParts,
): Promise<{ house: House; lookAtImported(): Promise<void> }> {
  await store.transact(async (tx) => {
    for (const community of config.communities) await tx.communities.ensure(community, clock.now());
    // Whoever was brought in at the console stands in for the files.
    if ((await tx.staff.importedAt()) === null) await tx.staff.replaceAll(config, clock.now());
    for (const account of config.channels.accounts) {
      if (wecom && account.channel === 'wecom-kf' && account.demo === config.simulator) {
        await tx.accounts.ensure(account.channel, account.accountId, clock.now());
      }
    }
  });
  const bills = createLiveBills(store, config.bills);
  await bills.look();
  let people = await store.read((tx) => tx.staff.load());
  let importedAt = await store.read((tx) => tx.staff.importedAt());
  let joined: { of: People; swaps: Rules['swaps']; people: People } | null = null;
  const restoredAt = await store.read((tx) => tx.restores.lastAt());
  /** Another process, or this one, has brought in others. */
  async function lookAtImported(): Promise<void> {
    await bills.look();
    const at = await store.read((tx) => tx.staff.importedAt());
    if (at === importedAt) return;
    people = await store.read((tx) => tx.staff.load());
    importedAt = at;
  }
  const house: House = {
    restoredAt,
    clock,
    ids,
    people: () => {
      const { swaps } = rules();
      if (joined?.of !== people || joined.swaps !== swaps)
        joined = { of: people, swaps, people: withSwaps(people, swaps) };
      return joined.people;
    },
    get sla() {
      return rules().sla;
    },
    get calendar() {
      return rules().calendar;
    },
    escalation: config.escalation,
    incidents: config.incidents,
    notices: config.notices,
    dispatch: config.dispatch,
    prices: config.prices,
    complaints: config.complaints,
    applications: config.applications,
    get bills() {
      return bills.book();
    },
    retention: config.retention,
    get departments() {
      return rules().departments;
    },
    get communities() {
      return rules().communities;
    },
    get grids() {
      return rules().grids;
    },
    lexicon: mind.lexicon,
    // Only 微信客服 has a client in which people of ours answer residents.
    handoffOf: ({ channel, channelAccountId }) =>
      channel === 'wecom-kf' ? accountOf(config, channel, channelAccountId).handoff : 'console',
    rulesOf: (id) => channel(id)?.rules ?? null,
    staffAccountId: wecom?.agentId ?? null,
    emergencyCalls: config.emergencyCall !== null,
    robots: config.simulator
      ? []
      : [
          ...(config.feishu ? [{ channel: 'feishu' as const, accountId: config.feishu.appId }] : []),
          ...(config.dingtalk
            ? [{ channel: 'dingtalk' as const, accountId: config.dingtalk.robotCode }]
            : []),
        ],
    linkTo: (ticketId) => phoneLink(config, `/m/tickets/${ticketId}`),
    say: (key, fields, to) => mind.say(key, fields, to),
    ask: (key, fields, choices, to) =>
      withChoices(mind.say(key, fields, to), choices, channel(to.channel)?.rules ?? null),
  };
  return { house, lookAtImported };
}

/** Signs in on the way, where that is still to be done. */
function phoneLink({ server, simulator }: Config, page: string): string | null {
  // Played phones are on this machine.
  const here = simulator && server.port !== 0 ? `http://localhost:${server.port}` : null;
  const base = server.publicUrl ?? here;
  return base === null ? null : `${base}/desk/api/sign-in/member?to=${encodeURIComponent(page)}`;
}

/** Keeps what was written at the console, here or in another process, over what the files say. */
export async function createWritten(
  config: Config,
  store: Store,
  { clock, mind }: HouseParts,
): Promise<{ rules(): Rules & WrittenHouse; look(): Promise<void> }> {
  let heeded = '';
  let rules = { ...rulesOn(config, [], ''), ...houseOn(config, [], '') };
  const look = async () => {
    const day = wallDate(clock.now());
    const mark = await store.read((tx) => tx.written.mark());
    if (heeded === `${mark} ${day}`) return;
    const { answers, phrases, others } = await store.read(async (tx) => ({
      answers: await tx.written.list(ANSWER_KIND),
      phrases: await tx.written.list(PHRASE_KIND),
      others: [...(await tx.written.list(RULE_KINDS.rule)), ...(await tx.written.list(RULE_KINDS.swap))],
    }));
    rules = { ...rulesOn(config, others, day), ...houseOn(config, others, day) };
    mind.heed({ answers: answers.map(toVersion), phrases: phrases.map(toPhrase) }, day, rules);
    heeded = `${mark} ${day}`;
  };
  await look();
  return { rules: () => rules, look };
}

// An application of somebody who phones or stands at the counter: one line in the register, and the same file as one that was chatted.
import { accepted, type Outcome, refused } from '../base/errors.ts';
import { dayAround } from '../clocks/service-calendar.ts';
import { choiceIds } from '../flows/application-words.ts';
import type { Tx } from '../storage/contract.ts';
import type { Address } from '../understanding/commands.ts';
import { createAddressFinder } from '../understanding/entities/address.ts';
import { checkAddress } from '../understanding/entities/check-address.ts';
import { formatAddress } from '../understanding/entities/format-address.ts';
import { formatTime } from '../understanding/entities/time/format-time.ts';
import { normalise } from '../understanding/normalise.ts';
import { type Application, type ApplicationKind, isExpected, sayApplicationKind } from './application.ts';
import type { House } from './house.ts';
import type { By } from './perform.ts';
import { enterContact, type HandEntry } from './register.ts';

export type HandApplication = {
  way: HandEntry['way'];
  communityId: string;
  kind: ApplicationKind;
  /** 3栋2单元501; whoever only comes to the counter may leave it out. */
  place: string | null;
  name: string | null;
  phone: string | null;
  /** What the lists of the kind call it: card, whole, car. */
  choice: string | null;
  plate: string | null;
  fromAt: number | null;
  untilAt: number | null;
  /** Of a decoration: whether walls, gas or wet rooms are touched. */
  moves: boolean | null;
  words: string | null;
};

/** The slot of the flow its choice stands in, and the list it is of. */
const CHOICES: Record<ApplicationKind, { slot: string; list: string } | null> = {
  decoration: { slot: 'scope', list: 'decorationScopes' },
  access: { slot: 'want', list: 'accessWants' },
  visit: { slot: 'way', list: 'visitWays' },
  appointment: null,
};
const DAY_MS = 86_400_000;

export async function fileByHand(
  tx: Tx,
  told: HandApplication,
  by: By,
  house: House,
): Promise<Outcome<Application>> {
  const { kind, communityId, way, name, phone, fromAt, untilAt } = told;
  const home = homeIn(told, house);
  if (!home.ok) return home;
  const wrong = wrongTime(told, house) ?? wrongChoice(told);
  if (wrong !== null) return wrong;
  const label = sayApplicationKind(kind) ?? kind;
  const description = [label, told.words?.trim() ?? ''].filter((part) => part !== '').join('：');
  const { building, unit, room } = home.value;
  const entered = await enterContact(
    tx,
    {
      ...{ way, communityId, name, phone, category: label, words: description },
      place: formatAddress(home.value) || '服务中心',
      ticket: {
        kind: 'service',
        ...(building === undefined ? {} : { building }),
        ...(unit === undefined ? {} : { unit }),
        ...(room === undefined ? {} : { room }),
        application: { kind, fields: fieldsOf(told), fromAt, untilAt },
      },
    },
    by,
    house,
  );
  if (!entered.ok) return entered;
  const { ticketId } = entered.value;
  const filed = ticketId === null ? null : await tx.applications.get(ticketId);
  return filed ? accepted(filed) : refused('register/not-kept', '没有登记上，请再试一次');
}

function homeIn({ kind, communityId, place }: HandApplication, house: House): Outcome<Address> {
  const needed = kind !== 'appointment';
  const estate = house.communities.find((each) => each.id === communityId)?.estate;
  const text = place?.trim() ?? '';
  if (text === '' && !needed) return accepted({});
  const found = createAddressFinder(estate ?? null)(normalise(text), { bare: true })[0]?.address ?? {};
  if (found.building === undefined || found.room === undefined)
    return refused('applications/home-needed', '请写明是哪一户，比如：3栋2单元501');
  const checked = estate ? checkAddress(found, estate) : { ok: true as const };
  if (!checked.ok) {
    const near = checked.suggestions.map(formatAddress).join('、');
    return refused('applications/no-such-home', `小区里没有这一户${near === '' ? '' : `，相近的有${near}`}`);
  }
  const units = estate?.buildings.find(({ id }) => id === found.building)?.units ?? [];
  if (found.unit === undefined && units.length > 1)
    return refused('applications/home-needed', `请写明是几单元：${units.join('、')}`);
  return accepted(found.unit === undefined && units[0] !== undefined ? { ...found, unit: units[0] } : found);
}

function wrongTime({ kind, fromAt, untilAt }: HandApplication, house: House) {
  const now = house.clock.now();
  if (fromAt === null)
    return isExpected({ kind }) ? refused('applications/time-needed', '请写明什么时候来') : null;
  if (untilAt !== null && untilAt < fromAt) return refused('applications/bad-time', '结束时间要在开始以后');
  // Who stands at the gate already came a moment ago.
  if (fromAt < dayAround(now).from) return refused('applications/bad-time', '这一天已经过了');
  const most = house.applications.kinds[kind].mostDaysAhead;
  if (most !== null && fromAt >= dayAround(now + most * DAY_MS).to)
    return refused('applications/too-far', `最多提前${most}天登记`);
  return null;
}

function wrongChoice({ kind, choice, plate }: HandApplication) {
  const list = CHOICES[kind]?.list;
  if (choice !== null && !(list && choiceIds[list]?.includes(choice)))
    return refused('applications/no-such-choice', '没有这一项，请从列出的里面选');
  if (choice === null && kind === 'access') return refused('applications/choice-needed', '请选办什么');
  const needsPlate = choice === 'plate' || choice === 'car';
  if (needsPlate && !plate?.trim()) return refused('applications/plate-needed', '请写车牌号');
  return null;
}

/** By the names of the flows' slots, as the file is read. */
function fieldsOf({
  kind,
  choice,
  plate,
  fromAt,
  untilAt,
  moves,
  words,
}: HandApplication): Record<string, string> {
  const time = (startAt: number) => {
    const endAt = untilAt ?? startAt;
    const said = formatTime({ startAt, endAt, open: null, repeats: null, approximate: false });
    // 10:00–10:00 is a moment.
    return untilAt === null ? said.replace(/–[^–]*$/u, '') : said;
  };
  const slot = CHOICES[kind]?.slot;
  return {
    ...(slot === undefined || choice === null ? {} : { [slot]: choice }),
    ...(plate?.trim() ? { plate: plate.trim().toUpperCase() } : {}),
    ...(fromAt === null ? {} : { [kind === 'decoration' ? 'begin' : 'when']: time(fromAt) }),
    ...(kind === 'decoration' && moves !== null ? { structure: String(moves) } : {}),
    ...(kind === 'appointment' && words?.trim() ? { topic: words.trim() } : {}),
  };
}

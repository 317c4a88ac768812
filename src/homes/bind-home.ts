// 绑定房号: whoever writes is known from now on as a certain person on record. Two who are the same person are one resident to the desk;
// each keeps a conversation and a data key of their own, so that undoing it takes nothing apart.
import type { Clock } from '../base/clock.ts';
import type { Conversation } from '../conversations/conversation.ts';
import type { Role } from '../people/account.ts';
import type { Tx } from '../storage/contract.ts';
import type { BindingEnding, HomeBinding } from './binding.ts';
import { findHome, type HomeAnswer, type HomeClaim } from './find-home.ts';
import { homeKey, type Occupant, plainName, type Relation } from './occupant.ts';

type Who = Pick<Conversation, 'id' | 'communityId' | 'residentId'>;

export type BindAnswer =
  | {
      kind: 'bound';
      relation: Relation;
      /** False when they were known already. */
      isNew: boolean;
      /** The same person elsewhere. */
      others: string[];
    }
  /** They are known as somebody else of this home, or by another name: a colleague looks. */
  | { kind: 'disputed' }
  | Exclude<HomeAnswer, { kind: 'verified' }>;

export async function bindHome(
  tx: Tx,
  who: Who,
  claim: Pick<HomeClaim, 'place' | 'name' | 'lastDigits'>,
  { clock }: { clock: Clock },
): Promise<BindAnswer> {
  const { id: conversationId, communityId, residentId } = who;
  const answer = await findHome(tx, { ...claim, communityId, conversationId }, { clock });
  if (answer.kind !== 'verified') return answer;
  const occupant = await tx.occupants.get(answer.occupantId);
  const known = await standing(tx, residentId);
  if (occupant === null || known.some((one) => isSomebodyElse(one.occupant, occupant)))
    return { kind: 'disputed' };
  const profile = (await tx.residents.profile(residentId)) ?? nobody;
  const home = homeOf(occupant);
  await tx.residents.saveProfile(residentId, {
    ...profile,
    name: profile.name ?? occupant.name,
    home: profile.home ?? home,
    verified: { home, how: 'register', by: 'register', at: clock.now() },
  });
  return bindTo(tx, who, occupant, { how: 'register', accountId: null, role: null }, { clock });
}

const nobody = { name: null, phone: null, home: null };

function homeOf({ place: { building, unit, room } }: Occupant) {
  return { building, ...(unit === null ? {} : { unit }), room };
}

/** A colleague has made sure who it is: whom they were taken for before, they are not. */
export async function bindByColleague(
  tx: Tx,
  who: Who,
  occupant: Occupant,
  by: { staffId: string; accountId: string | null; role: Role | null },
  ports: { clock: Clock },
): Promise<void> {
  const others = (await standing(tx, who.residentId)).filter((one) => isSomebodyElse(one.occupant, occupant));
  if (others.length > 0)
    await unbindHome(tx, who, { ...by, endedBy: by.staffId, reason: 'wrong-person' }, ports);
  await bindTo(tx, who, occupant, { ...by, how: 'colleague' }, ports);
}

async function bindTo(
  tx: Tx,
  { id: conversationId, communityId, residentId }: Who,
  { id: occupantId, relation }: Occupant,
  { how, accountId, role }: Pick<HomeBinding, 'how'> & { accountId: string | null; role: Role | null },
  { clock }: { clock: Clock },
): Promise<Extract<BindAnswer, { kind: 'bound' }>> {
  const at = clock.now();
  const isNew = await tx.homeBindings.add({
    ...{ communityId, residentId, occupantId, relation, how, fromAt: at },
  });
  const others = await samePerson(tx, residentId);
  if (isNew)
    await tx.audit.add({
      ...{ at, accountId, role, action: 'bind-home', object: conversationId, address: null },
      ...{ detail: { how, relation, occupantId, others: others.length }, result: 'done' },
    });
  return { kind: 'bound', relation, isNew, others };
}

/** A home with several persons stays several persons, and a person has one name. */
function isSomebodyElse(known: Occupant, now: Occupant): boolean {
  const isSameHome = homeKey(known.place) === homeKey(now.place) && known.id !== now.id;
  return isSameHome || plainName(known.name) !== plainName(now.name);
}

export type Standing = { binding: HomeBinding; occupant: Occupant };

/** Whom somebody is known as. Who is not on record any more is known as nobody. */
export async function standing(tx: Tx, residentId: string): Promise<Standing[]> {
  const found: Standing[] = [];
  for (const binding of await tx.homeBindings.ofResident(residentId)) {
    const occupant = await tx.occupants.get(binding.occupantId);
    if (occupant !== null && occupant.untilAt === null) found.push({ binding, occupant });
  }
  return found;
}

export async function isOnRecord(tx: Tx, residentId: string): Promise<boolean> {
  return (await standing(tx, residentId)).length > 0;
}

/** The others who are known as the same person. */
export async function samePerson(tx: Tx, residentId: string): Promise<string[]> {
  const others = new Set<string>();
  for (const { occupant } of await standing(tx, residentId))
    for (const one of await tx.homeBindings.ofOccupant(occupant.id))
      if (one.residentId !== residentId) others.add(one.residentId);
  return [...others];
}

/** Ids of the conversations that the same person holds elsewhere. */
export async function conversationsElsewhere(tx: Tx, residentId: string): Promise<string[]> {
  const ids: string[] = [];
  for (const other of await samePerson(tx, residentId))
    ids.push(...(await tx.conversations.idsOfResident(other)));
  return ids.sort();
}

/** Undone: nothing of the others is seen from here any more, and nothing of here from there. False when nothing stood. */
export async function unbindHome(
  tx: Tx,
  { id: conversationId, residentId }: Pick<Who, 'id' | 'residentId'>,
  by: { endedBy: string; accountId: string | null; role: Role | null; reason: BindingEnding },
  { clock }: { clock: Clock },
): Promise<boolean> {
  const at = clock.now();
  const ended: HomeBinding[] = [];
  for (const binding of await tx.homeBindings.ofResident(residentId))
    if (await tx.homeBindings.end(binding.id, { at, by: by.endedBy, reason: by.reason })) ended.push(binding);
  const profile = await tx.residents.profile(residentId);
  const isByColleague = ended.some(({ how }) => how === 'colleague');
  if (profile?.verified && (isByColleague || profile.verified.how === 'register')) {
    const isFromThere = JSON.stringify(profile.home) === JSON.stringify(profile.verified.home);
    const home = isFromThere ? null : profile.home;
    await tx.residents.saveProfile(residentId, { ...profile, home, verified: null });
  }
  for (const { occupantId } of ended)
    await tx.audit.add({
      ...{ at, accountId: by.accountId, role: by.role, action: 'unbind-home', object: conversationId },
      ...{ detail: { reason: by.reason, by: by.endedBy, occupantId }, address: null, result: 'done' },
    });
  return ended.length > 0;
}

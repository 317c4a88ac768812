// Who is on record for a home: the noun of the house register, and what makes two records speak of the same person. Pure.

export const relations = ['owner', 'tenant', 'family'] as const;
export type Relation = (typeof relations)[number];

/** In normal form: digits and capitals, without 栋, 单元, 室. */
export type HomePlace = { building: string; unit: string | null; room: string };

export type OccupantFacts = {
  place: HomePlace;
  name: string;
  relation: Relation;
  /** E.164. */
  phone: string | null;
  /** A day: 2024-03-01. */
  movedInOn: string | null;
};

export type Occupant = OccupantFacts & {
  id: string;
  communityId: string;
  fromAt: number;
  /** No longer on record from then on. */
  untilAt: number | null;
  version: number;
};

export function homeKey({ building, unit, room }: HomePlace): string {
  return `${building}|${unit ?? ''}|${room}`;
}

/** One person may be owner of several homes, and two of one name may live in one home as different things. */
export function personKey({
  place,
  relation,
  name,
}: Pick<OccupantFacts, 'place' | 'relation' | 'name'>): string {
  return `${homeKey(place)}|${relation}|${plainName(name)}`;
}

/** 张　三, 张三: spaces and the form of letters are the typist's. */
export function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/[\s·.•]/gu, '')
    .toLowerCase();
}

export function sayPlace({ building, unit, room }: HomePlace): string {
  return `${building}栋${unit === null ? '' : `${unit}单元`}${room}`;
}

// Words that deeds bring into replies. Who carries the effects out supplies them; the check at load knows them from here.

/** May be used in replies once `ticket.open` ran. */
export const DEED_FIELDS = [
  'ticket.code',
  'owner.name',
  'owner.phone', // masked, or the office line
  'promise', // 15分钟内到场
  'promise.at', // 今天 16:20 前
  'promise.now', // 今天 16:20 前到现场; true whenever it is said, also when it is late
  'hazard.safety',
  'place.short',
  'team.phone',
] as const;

/** Of these, the ones that are there always: they need no ticket. */
export const STANDING_FIELDS = ['team.phone'] as const;

/** Of these, the ones the engine fills itself from what was told. */
export const ENGINE_DEED_FIELDS = ['hazard.safety', 'place.short'] as const;

/** Fields that need an open ticket. */
export function needsTicket(field: string): boolean {
  return (
    (DEED_FIELDS as readonly string[]).includes(field) &&
    !(STANDING_FIELDS as readonly string[]).includes(field) &&
    !(ENGINE_DEED_FIELDS as readonly string[]).includes(field)
  );
}

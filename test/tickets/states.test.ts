import { describe, expect, it } from 'vitest';
import { deeds, isOpen, sayStatus, transitions } from '../../src/tickets/states.ts';
import { ticketStatuses } from '../../src/tickets/ticket.ts';

/** Deeds that reach back to what has ended. */
const AFTER_THE_END = ['reopen', 'call', 'succeed'];

describe('the table of states', () => {
  it('names every status in words', () => {
    const words = ticketStatuses.map(sayStatus);
    expect(new Set(words).size).toBe(ticketStatuses.length);
    for (const word of words) expect(word).toMatch(/^\p{Script=Han}{3}$/u);
  });

  it('lets nothing be done to what is closed or cancelled, except calling it back', () => {
    for (const deed of deeds) {
      const ended = transitions[deed].from.filter((status) => !isOpen(status));
      expect([deed, ended]).toEqual([deed, AFTER_THE_END.includes(deed) ? ['closed'] : []]);
    }
  });

  it('lets a matter be settled on the spot, but not before somebody has taken it', () => {
    expect(transitions.resolve.from).toContain('accepted');
    expect(transitions.resolve.from).not.toContain('new');
  });

  it('leads from the opening to every status, and from every open one to an end', () => {
    const reachable = (start: string) => {
      const seen = new Set([start]);
      for (let size = 0; size !== seen.size; ) {
        size = seen.size;
        for (const { from, to } of Object.values(transitions))
          if (to !== 'same' && from.some((status) => seen.has(status))) seen.add(to);
      }
      return seen;
    };
    expect([...reachable('new')].sort()).toEqual([...ticketStatuses].sort());
    for (const status of ticketStatuses.filter(isOpen))
      expect([...reachable(status)].some((each) => !isOpen(each as 'closed'))).toBe(true);
  });

  it('writes a line of its own for every deed', () => {
    const lines = deeds.map((deed) => transitions[deed].event);
    expect(new Set(lines).size).toBe(deeds.length);
  });

  it('stops clocks, calls and timers wherever a ticket ends', () => {
    for (const { to, effects, leg } of Object.values(transitions)) {
      if (to !== 'cancelled' && to !== 'closed' && to !== 'resolved') continue;
      // What is done is still to be asked about: that clock goes on.
      if (to !== 'resolved') expect(effects).toContain('clocks.stop');
      expect(leg).toBe('ends');
    }
    for (const deed of ['cancel', 'merge'] as const)
      expect(transitions[deed].effects).toEqual(
        expect.arrayContaining(['paging.stop', 'take-timer.stop', 'wake-up.drop']),
      );
  });
});

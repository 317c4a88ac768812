import { describe, expect, it } from 'vitest';
import { isOpen, sayStatus, transitions } from '../../src/tickets/states.ts';
import { ticketStatuses } from '../../src/tickets/ticket.ts';

describe('the table of states', () => {
  it('names every status in words', () => {
    const words = ticketStatuses.map(sayStatus);
    expect(new Set(words).size).toBe(ticketStatuses.length);
    for (const word of words) expect(word).toMatch(/^\p{Script=Han}{3}$/u);
  });

  it('lets nothing be done to what is closed or cancelled', () => {
    for (const { from } of Object.values(transitions))
      for (const status of from) expect(isOpen(status)).toBe(true);
  });

  it('lets a matter be settled on the spot, but not before somebody has taken it', () => {
    expect(transitions.resolve.from).toContain('accepted');
    expect(transitions.resolve.from).not.toContain('new');
  });
});

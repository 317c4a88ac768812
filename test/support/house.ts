// The house of the shipped configuration, with a clock and ids that tests hold in their hands.
import { resolve } from 'node:path';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load.ts';
import type { House } from '../../src/tickets/house.ts';
import { smallLexicon } from './lexicon.ts';
import { kfRules, openRules } from './recording-channel.ts';

export function shippedConfig(): Config {
  const loaded = loadConfig({ env: {}, configDir: resolve(import.meta.dirname, '../../config') });
  if (!loaded.ok)
    throw new Error(loaded.problems.map((problem) => `${problem.file}: ${problem.what}`).join('\n'));
  return loaded.config;
}

/** `say` joins key and fields: the wording is the replies' own matter. */
export function createHouse(ports: Pick<House, 'clock' | 'ids'>, changes: Partial<House> = {}): House {
  const config = shippedConfig();
  return {
    ...ports,
    people: () => ({ staff: config.staff, roster: config.roster }),
    sla: config.sla,
    calendar: config.calendar,
    escalation: config.escalation,
    incidents: config.incidents,
    notices: config.notices,
    dispatch: config.dispatch,
    prices: config.prices,
    complaints: config.complaints,
    applications: config.applications,
    bills: config.bills,
    retention: config.retention,
    departments: config.departments,
    communities: config.communities,
    lexicon: smallLexicon,
    handoffOf: () => 'console',
    rulesOf: (channel) => (channel === 'wecom-kf' ? kfRules : channel === 'wecom-app' ? openRules : null),
    staffAccountId: '1000002',
    say: (key, fields) => ({
      type: 'text',
      text: [key, ...Object.entries(fields).map(([name, value]) => `${name}=${value}`)].join(' '),
    }),
    ask: (key, fields, choices) => ({
      type: 'menu',
      head: [key, ...Object.entries(fields).map(([name, value]) => `${name}=${value}`)].join(' '),
      items: choices,
    }),
    ...changes,
  };
}

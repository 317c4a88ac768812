// Reads the environment and config/*.yaml into one frozen Config, or into every problem there is. Called by app and cli only.
import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { parseEnv as parseDotEnv } from 'node:util';
import type { z } from 'zod';
import { joinApplications } from './applications.ts';
import type { CalendarConfig, Config, ConfigResult } from './config.ts';
import { joinChannels, joinCommunities, joinIntake } from './desk.ts';
import {
  botFrameworkOf,
  dingtalkOf,
  emergencyCallOf,
  feishuOf,
  mediaBucketOf,
  modelOf,
  officialAccountOf,
  parseEnv,
  wecomOf,
} from './environment.ts';
import type { Environment } from './environment-schema.ts';
import { applicationsFile } from './files/applications.ts';
import { loadBills } from './files/bills.ts';
import { complaintsFile } from './files/complaints.ts';
import {
  channelsFile,
  dispatchFile,
  incidentsFile,
  intakeFile,
  modelFile,
  noticesFile,
  retentionFile,
} from './files/desk.ts';
import { estateFile } from './files/estate.ts';
import { departmentsFile, rosterFile, staffFile } from './files/people.ts';
import { priceListFile } from './files/price-list.ts';
import { calendarFile, escalationFile, slaFile } from './files/promises.ts';
import type { Lookup } from './names.ts';
import { lookupIn } from './names.ts';
import { joinDepartments, joinRoster, joinStaff } from './people.ts';
import { joinPrices } from './prices.ts';
import type { Problem } from './problem.ts';
import { joinCalendar, joinEscalation, joinSla } from './promises.ts';
import type { CheckedFile } from './yaml-file.ts';
import { checkYaml } from './yaml-file.ts';

export type ConfigSources = {
  env: Readonly<Record<string, string | undefined>>;
  /** Wins over CONFIG_DIR. */
  configDir?: string;
};

/** Everything or nothing: a configuration with one problem is no configuration. */
export function loadConfig({ env, configDir }: ConfigSources): ConfigResult {
  const environment = parseEnv(env);
  const dir = resolve(configDir ?? environment.value?.CONFIG_DIR ?? (env.CONFIG_DIR || './config'));
  const files = readFiles(dir);
  const joined = joinFiles(files);
  const read = loadBills(join(dir, 'bills'), joined.parts?.communities ?? null, shownPath);
  const problems = [
    ...environment.problems,
    ...joined.problems,
    ...passiveOfMany(environment.value, files, joined.parts),
    ...read.problems,
  ];
  if (problems.length > 0 || !environment.value || !joined.parts) return { ok: false, problems };
  return {
    ok: true,
    config: deepFreeze(configOf(environment.value, { ...joined.parts, bills: read.bills }, dir)),
    notices: [...environment.notices, ...noticesAbout(joined.parts)],
  };
}

/** The process environment over the lines of a .env file, when there is one. */
export function withDotEnv(
  env: Readonly<Record<string, string | undefined>>,
  file = '.env',
): Record<string, string | undefined> {
  const text = readText(file);
  return text === null ? { ...env } : { ...parseDotEnv(text), ...env };
}

/** Words of a passive account go out with the request that waits for them, so whoever thinks must be the process that was asked. */
function passiveOfMany(
  environment: Environment | undefined,
  { channels }: Files,
  parts: Parts | null,
): Problem[] {
  const isPassive = parts?.channels.officialAccount.replies === 'passive';
  if (!isPassive || !environment?.DATABASE_URL || officialAccountOf(environment) === null) return [];
  return [
    channels.problemAt(
      ['officialAccount', 'replies'],
      '"passive" needs one process that does everything, but DATABASE_URL allows several',
      'Use the embedded database with such an account, or have the account verified and use "custom"',
    ),
  ];
}

type Files = ReturnType<typeof readFiles>;

function readFiles(dir: string) {
  const read = <T>(name: string, schema: z.ZodType<T>): CheckedFile<T> => {
    const path = join(dir, name);
    return checkYaml(shownPath(path), readText(path), schema);
  };
  return {
    estate: read('estate.yaml', estateFile),
    departments: read('departments.yaml', departmentsFile),
    staff: read('staff.yaml', staffFile),
    roster: read('roster.yaml', rosterFile),
    sla: read('sla.yaml', slaFile),
    calendar: read('calendar.yaml', calendarFile),
    channels: read('channels.yaml', channelsFile),
    escalation: read('escalation.yaml', escalationFile),
    incidents: read('incidents.yaml', incidentsFile),
    notices: readNotices(dir),
    dispatch: read('dispatch.yaml', dispatchFile),
    complaints: read('complaints.yaml', complaintsFile),
    applications: readApplications(dir),
    intake: read('intake.yaml', intakeFile),
    retention: read('retention.yaml', retentionFile),
    model: read('model.yaml', modelFile),
    prices: readPrices(dir),
  };
}

/** Null where the file has problems: whoever starts the desk is told of them. */
export function readCalendar(dir: string): CalendarConfig | null {
  const path = join(dir, 'calendar.yaml');
  const file = checkYaml(shownPath(path), readText(path), calendarFile);
  return file.value ? joinCalendar(file.value, lookupIn(file)) : null;
}

export function readApplications(dir: string) {
  const path = join(dir, 'applications.yaml');
  return checkYaml(shownPath(path), readText(path), applicationsFile);
}

/** A house without a list publishes no price: every question for one goes to a person. */
export function readPrices(dir: string) {
  const path = join(dir, 'price-list.yaml');
  return checkYaml(shownPath(path), readText(path) ?? NO_PRICES, priceListFile);
}

/** A house from before there were notices knows them as they are shipped. */
function readNotices(dir: string) {
  const path = join(dir, 'notices.yaml');
  return checkYaml(shownPath(path), readText(path) ?? readText(SHIPPED_NOTICES), noticesFile);
}

const SHIPPED_NOTICES = join(import.meta.dirname, '../../config/notices.yaml');

const NO_PRICES = 'version: 1';

type Parts = Pick<
  Config,
  | 'communities'
  | 'departments'
  | 'staff'
  | 'roster'
  | 'sla'
  | 'calendar'
  | 'channels'
  | 'escalation'
  | 'incidents'
  | 'notices'
  | 'dispatch'
  | 'prices'
  | 'complaints'
  | 'applications'
  | 'intake'
  | 'retention'
> & { modelRules: z.infer<typeof modelFile> };

/** A file with problems of its own is left out of the cross checks; what depends on it can only be judged once it is mended. */
function joinFiles(files: Files): { parts: Parts | null; problems: Problem[] } {
  const lookups: Lookup[] = [];
  const look = (file: CheckedFile<unknown>): Lookup => {
    const lookup = lookupIn(file);
    lookups.push(lookup);
    return lookup;
  };
  const {
    estate,
    departments,
    staff,
    roster,
    sla,
    calendar,
    channels,
    escalation,
    incidents,
    notices,
    dispatch,
    complaints,
    applications,
    intake,
    retention,
    model,
    prices,
  } = files;

  const communities = estate.value && joinCommunities(estate.value, look(estate));
  const people =
    staff.value &&
    departments.value &&
    communities &&
    joinStaff(staff.value.staff, departments.value.departments, communities, look(staff));
  const teams =
    departments.value && people && joinDepartments(departments.value.departments, people, look(departments));
  const duties =
    roster.value &&
    teams &&
    people &&
    communities &&
    joinRoster(roster.value, teams, people, communities, look(roster));
  const grades = sla.value && joinSla(sla.value, look(sla));
  const hours = calendar.value && joinCalendar(calendar.value, look(calendar));
  const accounts = channels.value && communities && joinChannels(channels.value, communities, look(channels));
  const ladders = escalation.value && people && joinEscalation(escalation.value, people, look(escalation));
  const published = prices.value && communities && joinPrices(prices.value, communities, look(prices));
  const granted =
    applications.value && teams && joinApplications(applications.value, teams, look(applications));
  const pace = intake.value && joinIntake(intake.value, look(intake));

  const problems = [
    ...Object.values(files).flatMap((file) => file.problems),
    ...lookups.flatMap((lookup) => lookup.problems),
  ];
  if (
    !communities ||
    !people ||
    !teams ||
    !duties ||
    !grades ||
    !incidents.value ||
    !notices.value ||
    !dispatch.value ||
    !complaints.value ||
    !granted ||
    !hours ||
    !accounts ||
    !ladders ||
    !published ||
    !pace ||
    !retention.value ||
    !model.value
  ) {
    return { parts: null, problems };
  }
  return {
    parts: {
      communities,
      departments: teams,
      staff: people,
      roster: duties,
      sla: grades,
      calendar: hours,
      channels: accounts,
      escalation: ladders,
      incidents: incidents.value,
      notices: notices.value,
      dispatch: dispatch.value,
      prices: published,
      complaints: complaints.value,
      applications: granted,
      intake: pace,
      retention: retention.value,
      modelRules: model.value,
    },
    problems,
  };
}

function configOf(
  environment: Environment,
  { modelRules, ...parts }: Parts & Pick<Config, 'bills'>,
  configDir: string,
): Config {
  const wecom = wecomOf(environment);
  const officialAccount = officialAccountOf(environment);
  const feishu = feishuOf(environment);
  const botFramework = botFrameworkOf(environment);
  const dingtalk = dingtalkOf(environment);
  const model = modelOf(environment, modelRules);
  const burstMs = environment.BURST_MS ?? parts.intake.burstMs;
  return {
    ...parts,
    mode: environment.NODE_ENV,
    roles: environment.ROLES,
    server: { host: environment.HOST, port: environment.PORT, publicUrl: environment.PUBLIC_URL ?? null },
    paths: {
      configDir,
      flowsDir: resolve(environment.FLOWS_DIR),
      dataDir: resolve(environment.DATA_DIR),
      evalDataDir: environment.EVAL_DATA ? resolve(environment.EVAL_DATA) : null,
    },
    apiToken: environment.RECEPTION_API_TOKEN ?? null,
    adminPassword: environment.RECEPTION_ADMIN_PASSWORD ?? null,
    fieldKey: environment.FIELD_KEY ?? null,
    databaseUrl: environment.DATABASE_URL ?? null,
    redisUrl: environment.REDIS_URL ?? null,
    model,
    wecom,
    officialAccount,
    feishu,
    botFramework,
    dingtalk,
    mediaBucket: mediaBucketOf(environment),
    emergencyCall: emergencyCallOf(environment),
    webhookLoopback: environment.WEBHOOK_LOOPBACK,
    simulator:
      environment.SIMULATOR ??
      (wecom === null &&
        officialAccount === null &&
        feishu === null &&
        botFramework === null &&
        dingtalk === null &&
        !parts.channels.accounts.some(({ channel, demo }) => channel === 'web' && !demo) &&
        environment.NODE_ENV !== 'production' &&
        environment.ROLES.length > 1),
    intake: {
      ...parts.intake,
      burstMs,
      maxBurstMs: Math.max(parts.intake.maxBurstMs, burstMs),
      // Fetching the file takes a moment before anybody can listen to it.
      listenMs: model?.voice.enabled ? model.voice.timeoutMs + 4_000 : 0,
    },
  };
}

function noticesAbout(parts: Parts): string[] {
  const open = Object.values(parts.sla.grades).filter((policy) => !policy.confirmed);
  const levels = Object.values(parts.complaints.levels).filter((policy) => !policy.confirmed);
  const kinds = Object.values(parts.applications.kinds).filter((rule) => !rule.confirmed);
  const ask = (file: string, names: string) =>
    `${file} 里的 ${names} 级是我们的建议值，请公司核对，核对好的改成 confirmed: true。`;
  return [
    ...(open.length === 0 ? [] : [ask('config/sla.yaml', open.map(({ grade }) => grade).join('、'))]),
    ...(levels.length === 0
      ? []
      : [ask('config/complaints.yaml', levels.map(({ level }) => level).join('、'))]),
    ...(kinds.length === 0
      ? []
      : [
          `config/applications.yaml 里的 ${kinds.map(({ kind }) => kind).join('、')} 是我们的建议值，请公司核对，核对好的改成 confirmed: true。`,
        ]),
  ];
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // Said as a problem (or as no .env) by whoever asked; the reason is in the name of the file.
  }
}

function shownPath(path: string): string {
  const short = relative('.', path);
  return short.startsWith('..') ? path : short;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}

// What commands that work on the stored data take from the environment, and how they end.
import { Fault } from '../base/errors.ts';
import { loadConfig, withDotEnv } from '../config/load.ts';
import { printProblems } from '../config/problem.ts';

export type StoreSettings = {
  dataDir: string;
  databaseUrl: string | null;
  /** FIELD_KEY, base64; null = the key lies in the data folder. */
  ownKey: string | null;
  hasBucket: boolean;
  searchPath: string;
};

export function storeSettings(): StoreSettings {
  const loaded = loadConfig({ env: withDotEnv(process.env) });
  if (!loaded.ok) throw new Fault('cli/configuration', printProblems(loaded.problems));
  const { paths, databaseUrl, fieldKey, mediaBucket } = loaded.config;
  return {
    dataDir: paths.dataDir,
    databaseUrl: databaseUrl?.reveal() ?? null,
    ownKey: fieldKey?.reveal() ?? null,
    hasBucket: mediaBucket !== null,
    searchPath: process.env.PATH ?? '',
  };
}

/** A Fault is said in its own words; anything else keeps its stack. Ends with 1 after either. */
export async function runCommand(help: string, work: (args: string[]) => Promise<void>): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    console.log(help);
    return;
  }
  try {
    await work(args);
  } catch (error) {
    const isUsage = String((error as { code?: unknown }).code ?? '').startsWith('ERR_PARSE_ARGS');
    console.error(error instanceof Fault ? error.message : isUsage ? help : error);
    process.exitCode = 1;
  }
}

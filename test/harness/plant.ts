// Plants a defect into a copy of the tree and asks the suite named with it whether it notices.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlantedDefect } from './planted-defects.ts';

const PARTS = [
  'src',
  'config',
  'flows',
  'prompts',
  'ARCHITECTURE.md',
  'test',
  'package.json',
  'tsconfig.json',
  'vitest.config.ts',
];

/** `noticed`: the suite ran and failed. Otherwise its last words are the answer. */
export async function isNoticed(root: string, defect: PlantedDefect): Promise<true | string> {
  const copy = copyOfTree(root);
  try {
    plant(copy, defect);
    const { code, output } = await runSuite(root, copy, defect);
    // A suite that could not even start has noticed nothing.
    return code !== 0 && /Tests .*failed/.test(output) ? true : output.slice(-2_000);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Places of a defect that are not in this tree exactly once: its patch has grown old. */
export function lostPlaces(root: string, { patch }: PlantedDefect): string[] {
  return patch
    .filter(({ file, find }) => readFileSync(join(root, file), 'utf8').split(find).length !== 2)
    .map(({ file }) => file);
}

function copyOfTree(root: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'desk-defect-'));
  for (const part of PARTS) cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

function plant(copy: string, { patch }: PlantedDefect): void {
  for (const { file, find, replace } of patch) {
    const path = join(copy, file);
    writeFileSync(path, readFileSync(path, 'utf8').split(find).join(replace));
  }
}

function runSuite(
  root: string,
  copy: string,
  { suite, only }: PlantedDefect,
): Promise<{ code: number | null; output: string }> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', suite, ...(only ? ['-t', only] : [])];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: copy,
      env: { ...process.env, NO_COLOR: '1', CI: 'true' },
    });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('exit', (code) => resolve({ code, output }));
  });
}

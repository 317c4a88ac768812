// Tests the tests: each defect is planted into a copy of the tree, and the suite named with it must notice.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type PlantedDefect, plantedDefects } from '../harness/planted-defects.ts';

const ROOT = process.cwd();
const caught: string[] = [];

describe.concurrent('the suites notice that', () => {
  it.each(plantedDefects.map((defect) => [defect.name, defect] as const))(
    '%s',
    async (_, defect) => {
      const copy = copyOfTree();
      try {
        plant(copy, defect);
        const { code, output } = await runSuite(copy, defect);
        expect(output, 'the suite must have run at all').toMatch(/Tests .*failed/);
        expect(code).not.toBe(0);
        caught.push(`${defect.name} (${defect.suite}${defect.only ? ` “${defect.only}”` : ''})`);
      } finally {
        rmSync(copy, { recursive: true, force: true });
      }
    },
    240_000,
  );
});

afterAll(() => {
  process.stdout.write(`planted defects: ${caught.length} of ${plantedDefects.length} caught\n`);
  for (const line of [...caught].sort()) process.stdout.write(`  caught: ${line}\n`);
});

function copyOfTree(): string {
  const copy = mkdtempSync(join(tmpdir(), 'desk-defect-'));
  for (const part of [
    'src',
    'config',
    'flows',
    'test',
    'package.json',
    'tsconfig.json',
    'vitest.config.ts',
  ]) {
    cpSync(join(ROOT, part), join(copy, part), { recursive: true });
  }
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

function plant(copy: string, defect: PlantedDefect): void {
  for (const { file, find, replace } of defect.patch) {
    const path = join(copy, file);
    const source = readFileSync(path, 'utf8');
    const parts = source.split(find);
    expect(parts.length, `${file} holds the place of “${defect.name}” exactly once`).toBe(2);
    writeFileSync(path, parts.join(replace));
  }
}

function runSuite(
  copy: string,
  { suite, only }: PlantedDefect,
): Promise<{ code: number | null; output: string }> {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
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

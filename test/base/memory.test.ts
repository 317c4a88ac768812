// In a process of its own each time: the engine's flags are the whole process's.
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

const memory = new URL('../../src/base/memory.ts', import.meta.url).href;

/** Mebibytes of the young generation and of the whole heap after much that lived for a while. */
function afterMuch(before: string): { youngMib: number; heapMib: number } {
  const script = `
    import { getHeapSpaceStatistics } from 'node:v8';
    const { giveMemoryBack, limitYoungGeneration } = await import(${JSON.stringify(memory)});
    ${before}
    let kept = [];
    for (let round = 0; round < 60; round++) {
      for (let n = 0; n < 40_000; n++) kept.push({ n, text: 'x' + n });
      if (kept.length > 300_000) kept = kept.slice(150_000);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    kept = [];
    AFTER
    const young = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space').space_size;
    console.log(JSON.stringify({ youngMib: young >> 20, heapMib: process.memoryUsage().heapTotal >> 20 }));
  `.replace('AFTER', before.includes('giveMemoryBack') ? 'giveMemoryBack();' : '');
  return JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }),
  );
}

it('limitYoungGeneration ends the growth of the young generation where it stops paying', () => {
  const free = afterMuch('');
  const limited = afterMuch('limitYoungGeneration();');
  expect(free.youngMib).toBeGreaterThanOrEqual(64);
  expect(limited.youngMib).toBeLessThanOrEqual(32);
});

it('giveMemoryBack leaves little more than what is in use', () => {
  expect(afterMuch('/* giveMemoryBack */').heapMib).toBeLessThan(afterMuch('').heapMib / 2);
});

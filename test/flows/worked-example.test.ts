import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openFlowHouse } from '../../src/cli/flow-house.ts';
import { loadFlowTests } from '../../src/flows/test-files.ts';
import { playFlowTest } from '../../src/flows/test-runner.ts';

it('what docs/flows.md says to write makes a scene that works', () => {
  const blocks = [...readFileSync('docs/flows.md', 'utf8').matchAll(/```yaml\n(.*?)```/gsu)].map(
    (match) => match[1] ?? '',
  );
  const [words = '', zhCn = '', zhTw = '', en = '', flow = '', tests = ''] = blocks;
  const folder = mkdtempSync(join(tmpdir(), 'worked-example-'));
  try {
    cpSync('flows', join(folder, 'flows'), { recursive: true });
    cpSync('config', join(folder, 'config'), { recursive: true });
    appendFileSync(join(folder, 'config/lexicon/scenes.yaml'), words);
    for (const [lang, text] of [
      ['zh-CN', zhCn],
      ['zh-TW', zhTw],
      ['en', en],
    ] as const)
      writeFileSync(join(folder, `flows/replies/${lang}/trolley.yaml`), text);
    writeFileSync(join(folder, 'flows/trolley.yaml'), flow);
    writeFileSync(join(folder, 'flows/tests/trolley.yaml'), tests);
    const { house, problems } = openFlowHouse(join(folder, 'flows'), join(folder, 'config'));
    const { cases, problems: inTests } = loadFlowTests(join(folder, 'flows/tests'));
    expect([...problems, ...inTests]).toEqual([]);
    const own = cases.filter((one) => one.suite === 'trolley');
    expect(own.length).toBe(3);
    expect(own.flatMap((one) => playFlowTest(one, house).failures)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

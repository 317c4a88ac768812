// npm run flows:record -- --conversation ID [--url http://127.0.0.1:8080] [--to FILE]: a conversation the desk has had, as a flow test.
// It is read through the API of the running desk (RECEPTION_API_TOKEN); nothing personal of it is written.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { withDotEnv } from '../config/load.ts';
import { recordTurns, type Said } from '../flows/record-case.ts';
import { playFlowTest } from '../flows/test-runner.ts';
import { createAddressFinder } from '../understanding/entities/address.ts';
import { normalise } from '../understanding/normalise.ts';
import { createRedactor } from '../understanding/redact.ts';
import { openFlowHouse } from './flow-house.ts';

type Answer = { items: Said[]; next?: string | null };

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { conversation: { type: 'string' }, url: { type: 'string' }, to: { type: 'string' } },
  });
  const env = withDotEnv(process.env);
  const token = env.RECEPTION_API_TOKEN ?? '';
  if (values.conversation === undefined || token === '') {
    console.error(
      '用法：npm run flows:record -- --conversation 会话号；变量 RECEPTION_API_TOKEN 要和正在运行的前台一样。',
    );
    return 1;
  }
  const base = values.url ?? `http://127.0.0.1:${env.PORT ?? '8080'}`;
  const path = `/api/v1/conversations/${encodeURIComponent(values.conversation)}/messages?limit=200`;
  const response = await fetch(`${base}${path}`, { headers: { authorization: `Bearer ${token}` } }).catch(
    () => null,
  );
  if (response === null || !response.ok) {
    console.error(
      response === null
        ? `连不上 ${base}：前台要开着，端口不同的话加 --url。`
        : `前台答了 ${response.status}：请核对会话号和 RECEPTION_API_TOKEN。`,
    );
    return 1;
  }
  const { items } = (await response.json()) as Answer;
  const { house, estate, problems } = openFlowHouse(env.FLOWS_DIR ?? 'flows', env.CONFIG_DIR ?? 'config');
  if (problems.length > 0) {
    console.error('流程文件有问题，请先运行 npm run flows:check。');
    return 1;
  }
  const findAddresses = createAddressFinder(estate);
  const turns = recordTurns(items, {
    redactor: createRedactor(findAddresses),
    placeIn: (words) =>
      findAddresses(normalise(words), { bare: true, taken: [] }).find(({ address }) => address)?.address ??
      null,
  });
  const name = `recorded ${items[0]?.createdAt.slice(0, 10) ?? ''}: say here what should have happened`;
  const given = { clock: items[0]?.createdAt ?? '2026-11-23T02:00:00Z', channel: 'kf' as const };
  const { observed } = playFlowTest({ file: '', suite: 'recorded', name, line: 1, given, turns }, house);
  const cases = [
    {
      name,
      turns: turns.map((turn, index) => ({
        ...turn,
        ...(observed[index] ? { expect: observed[index] } : {}),
      })),
    },
  ];
  const text = [
    '# 由真实会话记下，人、住处、号码都是虚构的。expect 是小助手现在的做法：改成应该的样子，再改流程。',
    stringify({ version: 1, suite: 'recorded', given, cases }, { lineWidth: 0 }),
  ].join('\n');
  if (values.to === undefined) console.log(text);
  else writeFileSync(values.to, text);
  return 0;
}

process.exitCode = await main();

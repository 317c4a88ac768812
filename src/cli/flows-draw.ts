// npm run flows:draw [-- --to FOLDER] — one SVG for every flow and pattern, and a page that shows them all.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { drawFlow, toDot } from '../flows/draw.ts';
import { formatProblem } from '../flows/problem.ts';
import { openFlowHouse } from './flow-house.ts';

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { to: { type: 'string', default: './drawings' } } });
  const { house, problems } = openFlowHouse(
    process.env.FLOWS_DIR ?? 'flows',
    process.env.CONFIG_DIR ?? 'config',
  );
  if (problems.length > 0) {
    for (const problem of problems) console.error(formatProblem(problem));
    console.error('先改好上面的问题（npm run flows:check），再画。');
    return 1;
  }
  // A graph engine of a megabyte: loaded by this command only.
  const { instance } = await import('@viz-js/viz');
  const viz = await instance();
  mkdirSync(values.to, { recursive: true });
  const flows = Object.values(house.book.flows).sort(
    (a, b) => Number(a.kind === 'pattern') - Number(b.kind === 'pattern') || a.id.localeCompare(b.id),
  );
  const sections = flows.map((flow) => {
    const svg = viz.renderString(toDot(drawFlow(flow, house.book.replies)), { format: 'svg' });
    writeFileSync(join(values.to, `${flow.id}.svg`), svg);
    return `<section><h2>${flow.title['zh-CN']} <small>${flow.file}</small></h2>${svg.slice(svg.indexOf('<svg'))}</section>`;
  });
  const page = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>流程图</title>
<style>body{font-family:sans-serif;margin:2rem;color:#222}small{color:#666;font-weight:normal}section{margin-bottom:3rem}svg{max-width:100%;height:auto}</style>
<h1>流程图</h1>${sections.join('\n')}</html>\n`;
  writeFileSync(join(values.to, 'index.html'), page);
  console.log(`画好了 ${flows.length} 张，在 ${values.to}，打开 index.html 看全部。`);
  return 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  process.exitCode = await main();

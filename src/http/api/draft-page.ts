// The draft of a report as a page to print.
import type { Chapter } from '../../reports/draft.ts';
import { escapeHtml } from './register-files.ts';

export const DRAFT_NOTE = '草稿：数字由系统统计，请核对、补充后签字。';
export const SIGNATURES = '编制人签字：　　　　　　　　审核人签字：';

export function toDraftPage(chapters: readonly Chapter[], title: string): string {
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>${escapeHtml(title)}</title>
<style>
@page { size: A4; margin: 20mm; }
body { font: 14px/1.7 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #000; margin: 24px; }
h1 { font-size: 22px; text-align: center; }
h2 { font-size: 17px; margin-top: 24px; }
table { border-collapse: collapse; width: 100%; margin: 8px 0 16px; }
caption { text-align: left; font-weight: bold; }
th, td { border: 1px solid #333; padding: 3px 6px; text-align: left; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p>${DRAFT_NOTE}</p>
${chapters.map(chapterOf).join('\n')}
<p>${SIGNATURES}</p>
</body>
</html>
`;
}

function chapterOf({ title, sentences, tables }: Chapter): string {
  const said = sentences.map((sentence) => `<p>${escapeHtml(sentence)}</p>`).join('\n');
  return `<h2>${escapeHtml(title)}</h2>\n${said}\n${tables.map(tableOf).join('\n')}`;
}

function tableOf({ title, head, rows }: Chapter['tables'][number]): string {
  const cells = (tag: string, texts: readonly string[]) =>
    `<tr>${texts.map((text) => `<${tag}>${escapeHtml(text)}</${tag}>`).join('')}</tr>`;
  return `<table><caption>${escapeHtml(title)}</caption><thead>${cells('th', head)}</thead><tbody>${rows
    .map((row) => cells('td', row))
    .join('')}</tbody></table>`;
}

// Writes the text of .env.example from the schema of the environment, so that the two can not disagree.
import { environmentSchema, notesOf, variableNames } from './environment-schema.ts';

export function envExample(): string {
  const lines = [
    '# 环境变量示例：复制为 .env 再改。由 `npm run env:example` 生成，不要手改。',
    '# 开头带 # 的行表示不填，使用默认值；这里不要写真实密钥。',
  ];
  let group = '';
  for (const name of variableNames) {
    const notes = notesOf(name);
    if (notes.group !== group) {
      group = notes.group;
      lines.push('', `# ── ${group} ──`);
    }
    lines.push(`# ${notes.zh}${defaultWords(defaultOf(name))}`);
    lines.push(`#${name}=${notes.example ?? defaultOf(name)}`);
  }
  return `${lines.join('\n')}\n`;
}

function defaultWords(value: string): string {
  return value === '' ? '' : `（默认 ${value}）`;
}

function defaultOf(name: (typeof variableNames)[number]): string {
  const result = environmentSchema.shape[name].safeParse(undefined);
  return result.success && result.data !== undefined ? String(result.data) : '';
}

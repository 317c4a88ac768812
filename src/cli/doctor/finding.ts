// What a check has found, in words an administrator can act on. Never holds a secret.

export type Finding = {
  /** What was looked at: 磁盘, 企业微信凭证 … */
  about: string;
  /** `bad` = the desk does not work so; `heed` = it works, somebody should know; `off` = not used here. */
  state: 'ok' | 'heed' | 'bad' | 'off';
  words: string;
  /** What to do about it, and where. */
  remedy?: string;
};

const SIGNS: Record<Finding['state'], string> = { ok: '好', heed: '留意', bad: '不行', off: '没用' };

export function printFindings(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ about, state, words, remedy }) => [
    `[${SIGNS[state]}] ${about}：${words}`,
    ...(remedy === undefined ? [] : [`       ${remedy}`]),
  ]);
  const bad = findings.filter((finding) => finding.state === 'bad').length;
  return [...lines, '', bad === 0 ? '都查过了，可以用。' : `有 ${bad} 处要先处理。`].join('\n');
}

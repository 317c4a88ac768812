// The two measuring pipes as a process: lines in, lines out, nothing else.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

function pipe(command: string, input: string): { lines: unknown[]; status: number | null; stderr: string } {
  const { stdout, status, stderr } = spawnSync(process.execPath, [`src/cli/${command}.ts`], {
    cwd: root,
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return {
    lines: stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line)),
    status,
    stderr,
  };
}
const row = (value: unknown) => `${JSON.stringify(value)}\n`;

describe('npm run understand', () => {
  it('says what is said in every line, and goes on after a bad one', () => {
    const { lines, status, stderr } = pipe(
      'understand',
      row({ id: 'a', text: '3栋2单元501厨房水管爆了，电话13800001234' }) +
        '{"id":"b","te\n' +
        row({ id: 'c' }) +
        row({ id: 'd', text: '物业费怎么交', now: 'yesterday' }) +
        row({ id: 'e', text: '\uD800\uDC00\uD800物业费怎么交', now: '2026-11-27T10:00:00+08:00' }) +
        row({ text: '' }),
    );
    expect(lines).toEqual([
      {
        id: 'a',
        intent: 'repair',
        complaintClass: null,
        also: [],
        grade: 1,
        urgent: true,
        hazards: ['burst'],
        addresses: [{ building: '3', unit: '2', floor: null, room: '501' }],
        phones: ['+8613800001234'],
        times: [],
        emotion: 0,
        acts: [],
      },
      { id: 'b', error: 'not-json' },
      { id: 'c', error: 'no-text' },
      { id: 'd', error: 'bad-now' },
      expect.objectContaining({ id: 'e', intent: 'inquiry', grade: 4, urgent: false }),
      expect.objectContaining({ id: null, intent: 'chitchat', grade: 4 }),
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('derives nothing: no floor from a room, and buildings no estate has', () => {
    const { lines } = pipe('understand', row({ id: 1, text: '88栋9单元2305没电了' }));
    expect(lines).toEqual([
      expect.objectContaining({
        addresses: [{ building: '88', unit: '9', floor: null, room: '2305' }],
      }),
    ]);
  });

  it('ends quietly when its reader has enough', () => {
    const many = row({ id: 1, text: '楼道灯不亮' }).repeat(20_000);
    const { status, stdout, stderr } = spawnSync(
      'sh',
      ['-c', `"${process.execPath}" src/cli/understand.ts | head -n 1`],
      { cwd: root, input: many, encoding: 'utf8' },
    );
    expect(stdout.split('\n').filter(Boolean)).toHaveLength(1);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('npm run group', () => {
  it('puts the same problem at the same place together, whatever the times look like', () => {
    const { lines } = pipe(
      'group',
      row({
        id: 1,
        title: '松涛小区工地夜间施工噪音扰民',
        text: '松涛小区旁工地每晚施工',
        time: '2026/1/3 9:00:00',
      }) +
        row({ id: 2, title: '青枫路路灯坏了', text: '青枫路一片漆黑', time: 43_500.5 }) +
        'broken\n' +
        row({
          id: 3,
          title: '松涛小区旁工地夜间施工噪音大',
          text: '松涛小区旁边工地每晚施工到两点',
          time: '昨天',
        }),
    );
    const groups = lines.map((line) => (line as { group?: string | null }).group);
    expect(groups[0]).toEqual(expect.any(String));
    expect(groups[3]).toBe(groups[0]);
    expect(groups[1]).toBeNull();
    expect(lines[2]).toEqual({ error: 'not-json' });
  });
});

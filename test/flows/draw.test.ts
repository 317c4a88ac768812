// The drawing shows the whole flow: every step, every way, the words residents read; and it can be laid out.
import { instance } from '@viz-js/viz';
import { describe, expect, it } from 'vitest';
import { drawFlow, sayCondition, toDot } from '../../src/flows/draw.ts';
import { book } from './support.ts';

const flows = Object.values(book.flows);

describe.each(flows.map((flow) => [flow.id, flow] as const))('%s', (_id, flow) => {
  const drawing = drawFlow(flow, book.replies);

  it('has a box for each of its steps, and each can be reached', () => {
    const ids = new Set(drawing.boxes.map(({ id }) => id));
    for (const id of Object.keys(flow.steps)) expect(ids).toContain(id);
    const reached = new Set(drawing.ways.map(({ to }) => to));
    for (const { id } of drawing.boxes) if (id !== '(start)') expect(reached).toContain(id);
    for (const { from, to } of drawing.ways) expect(ids.has(from) && ids.has(to)).toBe(true);
  });

  it('has two ways from every fork', () => {
    for (const step of Object.values(flow.steps).filter(({ kind }) => kind === 'when'))
      expect(drawing.ways.filter(({ from }) => from === step.id).map(({ label }) => label)).toEqual([
        '是',
        '否',
      ]);
  });

  it('can be laid out', async () => {
    const viz = await instance();
    const svg = viz.renderString(toDot(drawing), { format: 'svg' });
    expect(svg).toContain('<svg');
    expect(svg.match(/class="node"/g)).toHaveLength(drawing.boxes.length);
  });
});

describe('a drawing', () => {
  it('shows the words a resident reads', () => {
    const lines = flows
      .filter(({ id }) => id === 'repair')
      .flatMap((flow) => drawFlow(flow, book.replies).boxes.flatMap((box) => box.lines));
    expect(lines.join()).toMatch(/请问在哪一栋/);
    expect(lines.join()).toMatch(/登记成单/);
  });

  it('says conditions in words', () => {
    const slot = { path: ['slots', 'contact'], at: 0 };
    expect(sayCondition({ op: 'empty', of: slot, negated: false })).toBe('没有 contact');
    expect(sayCondition({ op: 'not', of: { op: '=', left: slot, right: { literal: 1, at: 0 } } })).toBe(
      '不是（contact = 1）',
    );
  });

  it('keeps names in braces whole and quotes what DOT would read', () => {
    const dot = toDot({
      title: '"',
      boxes: [
        {
          id: 'a',
          shape: 'box',
          color: '#fff',
          lines: ['已按最紧急的情况登记，也通知了{{owner.name}}，{{promise}}。"'],
        },
      ],
      ways: [],
    });
    expect(dot).toContain('{{owner.name}}');
    expect(dot).toContain('\\"');
  });
});

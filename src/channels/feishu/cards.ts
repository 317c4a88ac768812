// A menu as a card with buttons (消息卡片), and what comes back when one is pressed (card.action.trigger).
import { z } from 'zod';
import type { OutboundContent } from '../contract.ts';

type Menu = Extract<OutboundContent, { type: 'menu' }>;

/** Everything is plain_text: in the other kind, marks within the words would be read as markup. */
export function menuCard({ head, items, tail = '' }: Menu): Record<string, unknown> {
  const plain = (content: string) => ({ tag: 'plain_text', content });
  return {
    config: { wide_screen_mode: true },
    elements: [
      { tag: 'div', text: plain(head) },
      {
        tag: 'action',
        layout: 'flow',
        actions: items.map(({ id, label }) => ({
          tag: 'button',
          type: 'default',
          text: plain(label),
          value: { menuId: id, says: label },
        })),
      },
      ...(tail === '' ? [] : [{ tag: 'note', elements: [plain(tail)] }]),
    ],
  };
}

const pressed = z.object({ menuId: z.string().min(1).max(256), says: z.string().min(1).max(512) });

/** The value of a button of ours as it came back. */
export function pressedChoice(value: unknown): { menuId: string; says: string } | null {
  const read = pressed.safeParse(value);
  return read.success ? read.data : null;
}

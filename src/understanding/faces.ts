// Faces and WeChat stickers that stand for a word: 👌, 🙏, [强], [抱拳]. Only when there are no words beside them.
import type { ActId } from './commands.ts';

const FACES: readonly [act: ActId, faces: string][] = [
  ['yes', '👌 👍 🆗 ✅ ☑ ✔ 💯 🙆 🤝 [OK] [强] [赞] [好] [耶]'],
  ['no', '👎 ❌ ✖ ❎ 🙅 🚫 [弱] [NO] [拒绝]'],
  ['thanks', '🙏 🌹 💐 🤗 ❤ 🫶 [抱拳] [合十] [玫瑰] [爱心] [比心] [感谢] [握手] [鲜花]'],
  ['bye', '👋 [再见]'],
];
const ACT_OF = new Map(FACES.flatMap(([act, faces]) => faces.split(' ').map((face) => [face, act] as const)));
const STICKER = /\[[\p{L}\p{N}]{1,4}\]/gu;
const EMOJI = /\p{Extended_Pictographic}/gu;

/** The acts of a message of faces alone; none when it has words of its own. `text` is normalised. */
export function readFaces(text: string): ActId[] {
  const stickers = text.match(STICKER) ?? [];
  const emoji = text.match(EMOJI) ?? [];
  if (stickers.length + emoji.length === 0) return [];
  if (/[\p{L}\p{N}]/u.test(text.replace(STICKER, ''))) return [];
  const found = [...stickers, ...emoji].flatMap((face) => ACT_OF.get(face) ?? []);
  return [...new Set(found)];
}

// A message as one plain Chinese text, for whoever reads the thread. Pure.
import type { InboundContent, MergedItem, SharedContent, SpokenContent } from '../channels/contract.ts';

/** Null for events and for what only a program could read. */
export function plainWords(content: InboundContent | SpokenContent): string | null {
  switch (content.type) {
    case 'text':
      return content.text;
    case 'menu':
      return joined('\n', content.head, content.tail ?? '');
    case 'image':
      return '〔图片〕';
    case 'voice':
      return `〔语音〕${content.recognition ?? ''}`;
    case 'video':
      return '〔视频〕';
    case 'file':
      return '〔文件〕';
    case 'location':
      return `〔位置〕${joined('，', content.name, content.address) || `${content.latitude}, ${content.longitude}`}`;
    case 'other':
      return `〔${OTHER_NAMES.get(content.platformType) ?? '看不了的消息'}〕`;
    default:
      return isShared(content) ? sharedWords(content) : null;
  }
}

/** Kinds the documents name without their fields. */
const OTHER_NAMES = new Map([
  ['note', '笔记'],
  ['meeting', '会议'],
  ['schedule', '日程'],
  ['image', '图片'],
  ['voice', '语音'],
  ['video', '视频'],
  ['file', '文件'],
  ['location', '位置'],
]);

/** True for what a resident passed on rather than said. */
export function isShared(content: InboundContent | SpokenContent): content is SharedContent {
  return content.type in SHARED_NAMES;
}

const SHARED_NAMES: Record<SharedContent['type'], string> = {
  link: '链接',
  business_card: '名片',
  miniprogram: '小程序',
  msgmenu: '选项',
  channels: '视频号',
  channels_shop_product: '商品',
  channels_shop_order: '订单',
  merged_msg: '聊天记录',
};

function sharedWords(content: SharedContent): string {
  return `〔${SHARED_NAMES[content.type]}〕${sharedBody(content)}`;
}

function sharedBody(content: SharedContent): string {
  switch (content.type) {
    case 'link':
      return joined('，', content.title, content.description ?? '', content.url);
    case 'business_card':
      return content.userId;
    case 'miniprogram':
      return content.title;
    case 'msgmenu':
      return joined('\n', content.head, ...content.items.map((item) => `· ${item}`), content.tail);
    case 'channels':
      return joined('：', content.nickname, content.title);
    case 'channels_shop_product':
      return joined('，', content.title, yuan(content.priceFen), content.shop);
    case 'channels_shop_order':
      return joined('，', content.products, content.price, content.state, content.shop);
    case 'merged_msg':
      return joined(
        '\n',
        content.title,
        ...content.items.map(mergedLine),
        content.leftOut === 0 ? '' : `（还有 ${content.leftOut} 条没有展开）`,
      );
  }
}

/** 业主甲：电梯又停了; lines of a chat inside a chat are set in. */
function mergedLine({ sender, content }: MergedItem): string {
  const said = plainWords(content) ?? '';
  const line = sender === '' ? said : `${sender}：${said}`;
  return line.replaceAll('\n', '\n　');
}

/** What is said in it, without names and marks: the words understanding may look through. */
export function sharedSayings(content: SharedContent): string[] {
  switch (content.type) {
    case 'merged_msg':
      return content.items.flatMap(({ content: inner }) => {
        if (inner.type === 'text') return [inner.text];
        return isShared(inner) ? sharedSayings(inner) : [];
      });
    case 'link':
      return [joined('，', content.title, content.description ?? '')];
    case 'channels':
      return [content.title];
    default:
      return [];
  }
}

function yuan(fen: number | null): string {
  return fen === null ? '' : `${(fen / 100).toFixed(2)}元`;
}

function joined(mark: string, ...parts: string[]): string {
  return parts.filter((part) => part !== '').join(mark);
}

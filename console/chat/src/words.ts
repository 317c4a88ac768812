// What the page itself says, in three languages. What the desk says comes from the desk.

export type Lang = 'zh-CN' | 'zh-TW' | 'en';

export const LANGS: readonly { lang: Lang; name: string }[] = [
  { lang: 'zh-CN', name: '简体' },
  { lang: 'zh-TW', name: '繁體' },
  { lang: 'en', name: 'English' },
];

const zhCN = {
  desk: '物业前台',
  bot: '前台小助手',
  person: '客服同事',
  me: '我',
  language: '语言',
  close: '收起聊天',
  thread: '对话',
  write: '请在这里写您要办的事',
  send: '发送',
  photo: '发照片',
  photoAlt: '照片',
  photoWaiting: '照片正在存…',
  photoGone: '这张照片没有存下来',
  older: '看更早的对话',
  choices: '可以直接点',
  typing: '正在输入…',
  sending: '正在发送…',
  waiting: '还没发出，连上网就自动发',
  slow: '发得有点快，过一会儿自动再发',
  failed: '没有发出',
  again: '再发一次',
  remove: '删掉',
  offline: '网络断了。您写的先存在这台设备上，连上后自动发出。',
  opening: '正在打开…',
  notOpen: '暂时连不上，正在再试。急事请打电话',
  call: '打电话',
  privacy: '您告诉我们的电话和住址，只用来办您的事。',
  forget: '清空这台设备上的对话',
  forgetSure: '清空后，这台设备上看不到之前的对话了；已经登记的事照常办。确定清空吗？',
  noChat: '这个聊天入口没有打开。请直接联系物业前台。',
  tooLong: '这段话太长了，请分几次发。',
  tooLarge: '这张照片太大了，请缩小一点再发。',
  notPhoto: '这里只收照片，请换成图片再发。',
  tooManyPhotos: '照片发得有点多，请过一会儿再发。',
  staleMenu: '这个选项已经没有了，直接打字就行。',
  today: '今天',
  yesterday: '昨天',
};

export type Words = Record<keyof typeof zhCN, string>;

const zhTW: Words = {
  desk: '物業前台',
  bot: '前台小助手',
  person: '客服同事',
  me: '我',
  language: '語言',
  close: '收起聊天',
  thread: '對話',
  write: '請在這裡寫您要辦的事',
  send: '傳送',
  photo: '傳照片',
  photoAlt: '照片',
  photoWaiting: '照片正在存…',
  photoGone: '這張照片沒有存下來',
  older: '看更早的對話',
  choices: '可以直接點',
  typing: '正在輸入…',
  sending: '正在傳送…',
  waiting: '還沒送出，連上網路就自動傳送',
  slow: '傳得有點快，過一會兒自動再傳',
  failed: '沒有送出',
  again: '再傳一次',
  remove: '刪掉',
  offline: '網路斷了。您寫的先存在這台裝置上，連上後自動送出。',
  opening: '正在打開…',
  notOpen: '暫時連不上，正在再試。急事請打電話',
  call: '打電話',
  privacy: '您告訴我們的電話和住址，只用來辦您的事。',
  forget: '清空這台裝置上的對話',
  forgetSure: '清空後，這台裝置上看不到之前的對話了；已經登記的事照常辦。確定清空嗎？',
  noChat: '這個聊天入口沒有打開。請直接聯絡物業前台。',
  tooLong: '這段話太長了，請分幾次傳。',
  tooLarge: '這張照片太大了，請縮小一點再傳。',
  notPhoto: '這裡只收照片，請換成圖片再傳。',
  tooManyPhotos: '照片傳得有點多，請過一會兒再傳。',
  staleMenu: '這個選項已經沒有了，直接打字就行。',
  today: '今天',
  yesterday: '昨天',
};

const en: Words = {
  desk: 'Front desk',
  bot: 'Desk assistant',
  person: 'Our colleague',
  me: 'You',
  language: 'Language',
  close: 'Close chat',
  thread: 'Conversation',
  write: 'Tell us what you need',
  send: 'Send',
  photo: 'Send a photo',
  photoAlt: 'Photo',
  photoWaiting: 'Saving the photo…',
  photoGone: 'This photo was not saved',
  older: 'Show earlier messages',
  choices: 'You can tap one',
  typing: 'Typing…',
  sending: 'Sending…',
  waiting: 'Not sent yet. It goes out by itself once you are online',
  slow: 'A bit too fast. It goes out by itself in a moment',
  failed: 'Not sent',
  again: 'Send again',
  remove: 'Delete',
  offline: 'You are offline. What you write stays on this device and is sent once you are back online.',
  opening: 'Opening…',
  notOpen: 'We cannot be reached right now; trying again. If it is urgent, please call',
  call: 'Call',
  privacy: 'Your phone number and address are only used to handle your request.',
  forget: 'Clear the chat on this device',
  forgetSure:
    'The conversation will no longer show on this device. What has been registered is still being handled. Clear it?',
  noChat: 'This chat is not open. Please contact the front desk directly.',
  tooLong: 'That is too long for one message. Please send it in parts.',
  tooLarge: 'This photo is too large. Please send a smaller one.',
  notPhoto: 'Only photos can be sent here.',
  tooManyPhotos: 'That is a lot of photos. Please wait a little before the next one.',
  staleMenu: 'That option is no longer there. Please just type.',
  today: 'Today',
  yesterday: 'Yesterday',
};

const WORDS: Record<Lang, Words> = { 'zh-CN': zhCN, 'zh-TW': zhTW, en };

export function wordsIn(lang: Lang): Words {
  return WORDS[lang];
}

/** What somebody picked, else what their browser speaks; English is for those who read no Chinese. */
export function languageOf(picked: string | null, spoken: readonly string[]): Lang {
  for (const name of [...(picked === null ? [] : [picked]), ...spoken]) {
    if (/^zh\b(?!-Hans).*(?:TW|HK|MO|Hant)/i.test(name)) return 'zh-TW';
    if (/^zh\b/i.test(name)) return 'zh-CN';
    if (/^en\b/i.test(name)) return 'en';
  }
  return spoken.length === 0 ? 'zh-CN' : 'en';
}

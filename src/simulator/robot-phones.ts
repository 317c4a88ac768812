// Phones of those who write to the company's own messengers: 企业微信应用, 飞书, 钉钉, and the Bot Framework's Direct Line. What they see is
// put into the fields of 微信客服, so that one page shows all.
import type { FakeBotFramework, SentActivity } from './fake-bot-framework/fake-bot-framework.ts';
import type { FakeDingtalk } from './fake-dingtalk/fake-dingtalk.ts';
import { buttonsOf, type FakeFeishu } from './fake-feishu/fake-feishu.ts';
import type { FakeWecom } from './fake-wecom/fake-wecom.ts';
import type { Seen } from './fake-wecom/ledger.ts';
import type { Phone } from './phones.ts';
import { noticeWords } from './views.ts';

/** Neither is there anything to take back, nor are there pieces of other kinds to send. */
const plain = { recalls: () => false, sendsFile: () => null, sendsKind: () => null };

type Shown = Pick<Seen, 'msgtype' | 'body'>;
type Said = { seq: number; at: number; messageId: string };

const seen = ({ seq, at, messageId }: Said, from: Seen['from'], shown: Shown): Seen => ({
  ...{ seq, at, messageId, from, recalled: false },
  ...shown,
});
const words = (content: string): Shown => ({ msgtype: 'text', body: { content } });
const menu = (head: string, list: { id: string; content: string }[]): Shown => ({
  msgtype: 'msgmenu',
  body: { head_content: head, list: list.map((click) => ({ type: 'click', click })) },
});
const inOrder = (said: Seen[], heard: Seen[]) => [...said, ...heard].toSorted((a, b) => a.seq - b.seq);

/** The platform gives the words their id after they are written; whoever writes is told it. */
function toldOf(
  person: { writes(text: string): void; sendsPhoto(bytes: Uint8Array, contentType: string): void },
  said: () => readonly { messageId: string }[],
): Pick<Phone, 'writes' | 'sendsPhoto'> {
  const lastId = () => said().at(-1)?.messageId ?? '';
  return {
    writes(text) {
      person.writes(text);
      return lastId();
    },
    sendsPhoto(bytes, contentType) {
      person.sendsPhoto(bytes, contentType);
      return lastId();
    },
  };
}

export function memberPhone(fake: FakeWecom, userId: string): Phone {
  const member = fake.member(userId);
  const { ledger } = fake;
  return {
    ...plain,
    writes: member.writesToApp,
    clicksMenu: () => null,
    enters: member.opensApp,
    sendsPhoto: member.sendsPhotoToApp,
    sees: () =>
      inOrder(
        ledger
          .of('app.said')
          .filter((each) => each.userId === userId)
          .map((each) => seen(each, 'resident', ofMember(each.msgtype, each.fields))),
        ledger
          .noticesOf(userId)
          .map((each) => seen({ ...each, messageId: each.noticeId }, 'product', words(noticeWords(each)))),
      ),
  };
}

function ofMember(msgtype: string, fields: Record<string, string>): Shown {
  if (msgtype === 'image') return { msgtype, body: { media_id: fields.MediaId ?? '' } };
  return msgtype === 'text' ? words(fields.Content ?? '') : { msgtype, body: fields };
}

export function feishuPhone(fake: FakeFeishu, openId: string): Phone {
  const person = fake.person(openId);
  const { ledger } = fake;
  return {
    ...plain,
    ...toldOf(person, () => ledger.of('person.said')),
    clicksMenu(id) {
      const [messageId = '', nth = ''] = id.split('#');
      const card = ledger.messagesTo(openId).find((each) => each.messageId === messageId);
      if (!buttonsOf(card?.content)[Number(nth) - 1]) return null;
      person.presses(Number(nth), messageId);
      return messageId;
    },
    enters: () => {},
    sees: () =>
      inOrder(
        ledger
          .of('person.said')
          .filter((each) => each.openId === openId)
          .map((each) => seen(each, 'resident', ofFeishu(each))),
        ledger.messagesTo(openId).map((each) => seen(each, 'product', ofFeishu(each))),
      ),
  };
}

function ofFeishu({
  msgtype,
  content,
  messageId,
}: {
  msgtype: string;
  content: unknown;
  messageId: string;
}): Shown {
  const {
    text = '',
    image_key: key = '',
    elements = [],
  } = content as {
    text?: string;
    image_key?: string;
    elements?: { text?: { content: string }; elements?: { content: string }[] }[];
  };
  if (msgtype === 'image') return { msgtype, body: { media_id: key } };
  if (msgtype !== 'interactive') return words(text);
  const lines = elements.flatMap((each) =>
    [each.text, ...(each.elements ?? [])].map((one) => one?.content ?? ''),
  );
  const list = buttonsOf(content).map((button, at) => ({
    id: `${messageId}#${at + 1}`,
    content: button.text.content,
  }));
  return menu(lines.filter((line) => line !== '').join('\n'), list);
}

export function dingtalkPhone(fake: FakeDingtalk, userId: string): Phone {
  const person = fake.person(userId);
  const { ledger } = fake;
  return {
    ...plain,
    ...toldOf(person, () => ledger.of('person.said')),
    // Choices are numbered here; who wants one writes its number.
    clicksMenu: () => null,
    enters: () => {},
    sees: () =>
      inOrder(
        ledger
          .of('person.said')
          .filter((each) => each.userId === userId)
          .map((each) => seen(each, 'resident', ofDingtalk(each.content))),
        fake.messagesTo(userId).map((each) => seen(each, 'product', ofDingtalk(each.content))),
      ),
  };
}

function ofDingtalk(said: unknown): Shown {
  const { content = '', downloadCode } = said as { content?: string; downloadCode?: string };
  if (downloadCode !== undefined) return { msgtype: 'image', body: { media_id: downloadCode } };
  return words(content.trim());
}

export function botPhone(fake: FakeBotFramework, person: string): Phone {
  const to = { person };
  const conversation = `directline-${person}`;
  const { ledger } = fake;
  const heard = () => ledger.of('message.accepted').filter((each) => each.conversation === conversation);
  return {
    ...plain,
    writes: (text) => fake.brings(to, { type: 'message', text }),
    sendsPhoto: (bytes, contentType) =>
      fake.brings(to, { type: 'message', attachments: [fake.keepsFile(bytes, contentType)] }),
    clicksMenu(id) {
      const [messageId = '', nth = ''] = id.split('#');
      const offer = heard().find((each) => each.messageId === messageId)?.activity.suggestedActions?.actions;
      const value = offer?.[Number(nth) - 1]?.value;
      return value === undefined ? null : fake.brings(to, { type: 'message', text: value });
    },
    enters: () => void fake.brings(to, { type: 'conversationUpdate', membersAdded: [{ id: person }] }),
    sees: () =>
      inOrder(
        ledger
          .of('person.said')
          .filter((each) => each.conversation === conversation && each.activity.type === 'message')
          .map((each) => seen(each, 'resident', ofActivity(each.messageId, each.activity))),
        heard().map((each) => seen(each, 'product', ofActivity(each.messageId, each.activity))),
      ),
  };
}

type Card = { body?: { text?: string; facts?: { title: string; value: string }[] }[] };

function ofActivity(messageId: string, activity: Partial<SentActivity> & { attachments?: unknown }): Shown {
  const {
    text = '',
    suggestedActions,
    attachments,
  } = activity as SentActivity & {
    attachments?: { contentUrl?: string; content?: Card }[];
  };
  const [file] = attachments ?? [];
  if (file?.contentUrl !== undefined)
    return { msgtype: 'image', body: { media_id: file.contentUrl.split('/').at(-1) ?? '' } };
  const facts = (file?.content?.body ?? []).flatMap((part) => [
    ...(part.text === undefined ? [] : [`【${part.text}】`]),
    ...(part.facts ?? []).map(({ title, value }) => `${title}：${value}`),
  ]);
  const shown = [text, ...facts].join('\n');
  const actions = suggestedActions?.actions ?? [];
  if (actions.length === 0) return words(shown);
  return menu(
    shown,
    actions.map(({ title }, at) => ({ id: `${messageId}#${at + 1}`, content: title })),
  );
}

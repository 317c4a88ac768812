// Every sample of the Official Account, 飞书 and 钉钉 that the collection's index names is decided here: heard, noted, refused, or a form
// we do or do not send. A sample nobody has decided fails; so does a decision that the channel does not keep.
import { describe, expect, it } from 'vitest';
import { createDingtalkDoor } from '../../src/channels/dingtalk/door.ts';
import { createFeishuDoor } from '../../src/channels/feishu/door.ts';
import { createOaDoor } from '../../src/channels/wechat-oa/door.ts';
import { parseOaCallback } from '../../src/channels/wechat-oa/parse.ts';
import { sealEvent } from '../../src/simulator/fake-feishu/seal.ts';
import { testClock } from './support/fake-platform.ts';
import { evalJson, evalTexts } from './support/fixtures.ts';

const NOW = 1_767_225_600_000;

/** What becomes of it: `heard` = a turn thinks about it, `noted` = kept and nothing to think about. */
type Decision = 'heard' | 'noted' | 'nothing' | 'challenge' | 'refused' | 'sent' | 'never-sent';

const all = <D extends Decision>(decision: D, folder: string, names: string) =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => [`${folder}/${name}`, decision] as const);

const decided = new Map<string, Decision>([
  ...all(
    'heard',
    'wechat-official/message',
    `text.xml text.retry.xml text.menu_click.xml text.template_data_menu.xml image.xml voice.xml voice.recognition.xml video.xml
     shortvideo.xml location.xml link.xml`,
  ),
  ...all('heard', 'wechat-official/event', 'subscribe.xml subscribe.scene.xml SCAN.xml'),
  ...all(
    'noted',
    'wechat-official/event',
    `unsubscribe.xml CLICK.xml VIEW.xml view_miniprogram.xml scancode_push.xml scancode_waitmsg.xml
     TEMPLATESENDJOBFINISH.success.xml TEMPLATESENDJOBFINISH.user_block.xml TEMPLATESENDJOBFINISH.system_failed.xml
     subscribe_msg_popup_event.xml subscribe_msg_change_event.xml subscribe_msg_sent_event.xml
     kf_create_session.xml kf_close_session.xml kf_switch_session.xml`,
  ),
  // Where somebody is was not told to us by them.
  ...all('nothing', 'wechat-official/event', 'LOCATION.xml'),
  // The shape only: nobody has signed it.
  ...all('refused', 'wechat-official/envelope', 'post_body.aes.xml'),
  ...all('sent', 'wechat-official/reply', 'text.xml success.txt'),
  ...all(
    'never-sent',
    'wechat-official/reply',
    'image.xml voice.xml video.xml music.xml news.xml transfer_customer_service.xml transfer_customer_service.named.xml',
  ),
  ...all(
    'sent',
    'wechat-official/api',
    `custom_send.text.request.json custom_send.msgmenu.request.json stable_token.request.json stable_token.response.json
     template_send.request.json template_send.response.json subscribe_bizsend.request.json subscribe_bizsend.response.json
     menu_create.request.json menu_create.response.json token.error.response.json`,
  ),
  ...all(
    'never-sent',
    'wechat-official/api',
    `custom_send.image.request.json custom_send.voice.request.json custom_send.video.request.json custom_send.news.request.json
     custom_send.miniprogrampage.request.json custom_send.as_kf.request.json custom_send.as_kf.response.json
     custom_typing.request.json custom_typing.response.json kfsession_create.request.json kfsession_create.response.json`,
  ),
  ...all(
    'heard',
    'feishu',
    `im.message.receive_v1.text.json im.message.receive_v1.duplicate.json im.message.receive_v1.group_mention.json
     im.message.receive_v1.image.json v1_event.json`,
  ),
  ...all('challenge', 'feishu', 'url_verification.json'),
  ...all('heard', 'dingtalk', 'robot.text.json robot.group_text.json robot.picture.json'),
  // Unsealed it is nobody's; sealed it is answered (dingtalk.test.ts).
  ...all('refused', 'dingtalk', 'event.check_url.json'),
]);

type Opened = ReturnType<ReturnType<typeof createOaDoor>['open']>;
type Index = { files: { file: string }[] };
const index = evalJson<Index>('index.json');
const platforms = /^(wechat-official|feishu|dingtalk)\//;

describe.skipIf(index === null)('the collection', () => {
  const listed = (index?.files ?? []).map(({ file }) => file).filter((file) => platforms.test(file));

  it('has a decision for each sample, and no decision for what is not there', () => {
    expect(listed.filter((file) => !decided.has(file))).toEqual([]);
    expect([...decided.keys()].filter((file) => !listed.includes(file))).toEqual([]);
  });

  const brought = [...decided].filter(([, decision]) => !decision.endsWith('sent'));
  it.each(brought)('%s is %s', (file, decision) => {
    expect(whatBecomesOf(file)).toBe(decision);
  });
});

function whatBecomesOf(file: string): Decision {
  const [platform = '', folder = ''] = file.split('/');
  if (platform === 'feishu') return ofOpened(bringToFeishu(textOf(file)));
  if (platform === 'dingtalk') return ofOpened(bringToDingtalk(textOf(file)));
  if (folder === 'envelope') return ofOpened(bringToOa(textOf(file)));
  const callback = parseOaCallback(textOf(file), new Map());
  if (callback.kind === 'item') return callback.inConversation ? 'heard' : 'noted';
  return callback.kind === 'whereabouts' ? 'nothing' : 'refused';
}

function textOf(file: string): string {
  const [, folder = '', name = ''] = /^(.*)\/([^/]+)$/.exec(file) ?? [];
  const found = evalTexts(folder).find((each) => each.name === name);
  if (!found) throw new Error(`no ${file}`);
  return found.text;
}

function ofOpened(opened: Opened): Decision {
  if (!opened.ok) return 'refused';
  const { callback } = opened;
  if (callback.kind === 'item') return callback.inConversation ? 'heard' : 'noted';
  return callback.kind === 'challenge' ? 'challenge' : 'nothing';
}

function bringToOa(body: string): Opened {
  const door = createOaDoor({
    ...{ token: 'PmChatTok3n', encodingAesKey: 'a'.repeat(43), appId: 'wx1', menu: new Map() },
    ...{ acceptsPlain: false, clock: testClock(NOW) },
  });
  return door.open(new URLSearchParams({ encrypt_type: 'aes', msg_signature: '0' }), Buffer.from(body));
}

function bringToFeishu(event: string): Opened {
  const encryptKey = 'feishu-encrypt-key-demo';
  const { body, signed } = sealEvent(event, {
    ...{ encryptKey, timestamp: '1767225600', nonce: 'n1', iv: Buffer.from('0123456789abcdef') },
  });
  const door = createFeishuDoor({ appId: 'cli_demo', verificationToken: 'pmFeishuVerify', encryptKey });
  return door.open(new URLSearchParams(), Buffer.from(body), (name) => signed[name] ?? null);
}

function bringToDingtalk(body: string): Opened {
  const clock = testClock(NOW);
  const door = createDingtalkDoor({
    ...{ appKey: 'dingkey', appSecret: 'dingtalk-app-secret-demo', robotCode: 'dingrobot' },
    ...{ events: null, clock, ids: { next: () => '', secret: () => '', random: () => 0 } },
  });
  const signed: Record<string, string> = {
    timestamp: String(NOW),
    sign: '3tRhoNA16iu7o9UdVt2Sfj4M2AjBCmLbFi47I+VPXr0=',
  };
  return door.open(new URLSearchParams(), Buffer.from(body), (name) => signed[name] ?? null);
}

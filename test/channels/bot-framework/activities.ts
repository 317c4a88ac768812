// Activities as the service's documents show them (Activity schema; Teams: conversation basics, files, messages), names made up.
const base = {
  timestamp: '2026-11-24T02:00:00.123Z',
  recipient: { id: '28:bot', name: '物业前台' },
};
const teams = {
  ...base,
  channelId: 'msteams',
  serviceUrl: 'https://smba.trafficmanager.net/apac/',
  from: { id: '29:1bSnHZ7Js2STWrgk6ScEErLk1Lp2zQuD5H2qQ960rtvstKp8tKLl-3r8b6DoW0QxZimuTxk', name: 'Wang' },
  conversation: { id: 'a:17I0kl9EkpE1O9PH5TWrzrLNwnWWcfrU7QZjKR0WSyOMh', conversationType: 'personal' },
};
const directLine = {
  ...base,
  channelId: 'directline',
  serviceUrl: 'https://directline.botframework.com/',
  from: { id: 'dl_4b1', name: '' },
  conversation: { id: 'HdjRsoQVH0z6zOMlnbPDB8-as' },
};

export const activities = {
  teamsMention: {
    ...teams,
    type: 'message',
    id: '1485983408511',
    text: '<at>物业前台</at> 3栋2单元501客厅灯不亮了',
    textFormat: 'plain',
    attachments: [{ contentType: 'text/html', content: '<div>3栋2单元501客厅灯不亮了</div>' }],
    entities: [
      { type: 'mention', mentioned: { id: '28:bot', name: '物业前台' }, text: '<at>物业前台</at>' },
      { type: 'clientInfo', locale: 'zh-CN', country: 'CN', platform: 'Android' },
    ],
    channelData: { tenant: { id: '72f988bf' } },
    locale: 'zh-CN',
  },
  teamsFile: {
    ...teams,
    type: 'message',
    id: '1485983408512',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.teams.file.download.info',
        contentUrl: 'https://contoso.sharepoint.com/personal/wang/Documents/照片.pdf',
        name: '照片.pdf',
        content: {
          downloadUrl: 'https://contoso.sharepoint.com/download?tempauth=1',
          uniqueId: '1',
          fileType: 'pdf',
        },
      },
    ],
  },
  teamsBotAdded: {
    ...teams,
    type: 'conversationUpdate',
    id: 'f:3ec1',
    membersAdded: [{ id: '28:bot' }],
  },
  teamsGroup: {
    ...teams,
    type: 'message',
    id: '1485983408513',
    conversation: {
      id: '19:253b1f341670408fb6fe51050b6e5ceb@thread.skype',
      isGroup: true,
      conversationType: 'channel',
    },
    text: '<at>物业前台</at> 停水了',
  },
  teamsDeleted: {
    ...teams,
    type: 'messageDelete',
    id: '1485983408511',
    channelData: { eventType: 'softDeleteMessage' },
  },
  teamsInvoke: { ...teams, type: 'invoke', id: 'f:9', name: 'composeExtension/query', value: {} },
  directLinePhotos: {
    ...directLine,
    type: 'message',
    id: 'HdjRsoQVH0z6zOMlnbPDB8-as|0000001',
    text: '楼道灯',
    attachments: [
      {
        contentType: 'image/jpeg',
        contentUrl: 'https://directline.botframework.com/attachments/1/a.jpg',
        name: 'a.jpg',
      },
      { contentType: 'audio/mp4', contentUrl: 'https://directline.botframework.com/attachments/1/b.m4a' },
    ],
  },
  directLineTyping: { ...directLine, type: 'typing', id: 'HdjRsoQVH0z6zOMlnbPDB8-as|0000002' },
  slackMessage: {
    ...base,
    channelId: 'slack',
    serviceUrl: 'https://slack.botframework.com/',
    type: 'message',
    id: '1700000000.000100',
    from: { id: 'U019:T023', name: 'li' },
    conversation: { id: 'B01:T023:D044', isGroup: false },
    text: '物业费怎么交',
    channelData: { SlackMessage: { type: 'event_callback' } },
  },
  withoutId: { ...directLine, type: 'message', text: '没有编号' },
} satisfies Record<string, object>;

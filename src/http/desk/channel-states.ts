// Which channels are on, and what one that is off wants: in the words of `npm run doctor`. Names of variables, never their values.
import type { ChannelId } from '../../channels/contract.ts';
import { channelSecrets } from '../../config/channel-secrets.ts';
import type { ChannelsConfig } from '../../config/config.ts';

type Shown = { id: ChannelId; state: 'on' | 'waiting' | 'off'; words: string; accounts: number };

const WANTS: Readonly<Record<Exclude<ChannelId, 'web'>, readonly string[]>> = {
  'wecom-kf': channelSecrets.wecom,
  'wecom-app': channelSecrets.wecom,
  'wechat-oa': channelSecrets['official account'],
  feishu: channelSecrets.feishu,
  dingtalk: channelSecrets.dingtalk,
  'bot-framework': channelSecrets['bot framework'],
};

export function channelsOn(
  { accounts }: Pick<ChannelsConfig, 'accounts'>,
  states: Readonly<Record<string, string>>,
): Shown[] {
  const ids: ChannelId[] = [...(Object.keys(WANTS) as (keyof typeof WANTS)[]), 'web'];
  return ids.map((id) => {
    const said = states[id];
    const listed = accounts.filter((each) => each.channel === id).length;
    if (said === undefined) return { id, state: 'off', words: missing(id), accounts: listed };
    if (said === 'waiting')
      return {
        ...{ id, state: 'waiting', accounts: listed },
        words: '平台没有回应，或者没有接受。请在服务器上运行 npm run doctor，它会说哪里要改。',
      };
    const words = said === 'starting' ? '打开了，还没有跟平台说过话' : '打开了，收发正常';
    return { id, state: 'on', words, accounts: listed };
  });
}

function missing(id: ChannelId): string {
  if (id === 'web')
    return '这条渠道没有打开。要用：在 config/channels.yaml 里加一条 channel: web（带 demo 的只在演示时用），重启。';
  return `这条渠道没有打开。要用：在 .env 里填上 ${WANTS[id].join('、')}，重启，再运行 npm run doctor。`;
}

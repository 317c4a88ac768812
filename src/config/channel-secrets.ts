// The variables a channel needs as a whole: with some of them it does not start, with none it is off. Names only.
import type { VariableName } from './environment-schema.ts';

export const channelSecrets = {
  wecom: [
    'WECOM_CORP_ID',
    'WECOM_AGENT_ID',
    'WECOM_APP_SECRET',
    'WECOM_CALLBACK_TOKEN',
    'WECOM_CALLBACK_AES_KEY',
  ],
  'official account': ['WECHAT_OA_APP_ID', 'WECHAT_OA_APP_SECRET', 'WECHAT_OA_TOKEN', 'WECHAT_OA_AES_KEY'],
  feishu: ['FEISHU_APP_ID', 'FEISHU_APP_SECRET', 'FEISHU_VERIFICATION_TOKEN', 'FEISHU_ENCRYPT_KEY'],
  dingtalk: ['DINGTALK_APP_KEY', 'DINGTALK_APP_SECRET', 'DINGTALK_ROBOT_CODE'],
  'dingtalk events': ['DINGTALK_EVENT_TOKEN', 'DINGTALK_EVENT_AES_KEY'],
  'bot framework': ['MicrosoftAppId', 'MicrosoftAppPassword'],
} as const satisfies Record<string, readonly VariableName[]>;

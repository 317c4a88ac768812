// Every channel keeps one and the same contract; test/contracts/channels/ says what is in it.
import { describe } from 'vitest';
import { botFramework, hasBotbuilder } from '../contracts/channels/bot-framework.ts';
import { describeChannel } from '../contracts/channels/channel.contract.ts';
import { dingtalk, feishu } from '../contracts/channels/robots.ts';
import { app, kf, officialAccount } from '../contracts/channels/subjects.ts';
import { web } from '../contracts/channels/web.ts';

for (const channel of [kf, app, officialAccount, web, feishu, dingtalk]) describeChannel(channel);
describe.skipIf(!hasBotbuilder)('where botbuilder is installed', () => describeChannel(botFramework));

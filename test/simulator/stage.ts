// The simulator's router on a real port, with the fake platform behind it and tickets that the test holds in its hand.
import type { AddressInfo } from 'node:net';
import express from 'express';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { createIds } from '../../src/base/ids.ts';
import { createFakeBotFramework } from '../../src/simulator/fake-bot-framework/fake-bot-framework.ts';
import { createFakeDingtalk } from '../../src/simulator/fake-dingtalk/fake-dingtalk.ts';
import { createFakeFeishu } from '../../src/simulator/fake-feishu/fake-feishu.ts';
import { createFakeOa } from '../../src/simulator/fake-wechat-oa/fake-wechat-oa.ts';
import { createFakeWecom } from '../../src/simulator/fake-wecom/fake-wecom.ts';
import { createSimulatorRouter, type SimTicket } from '../../src/simulator/routes.ts';

export const lin = 'wmSimLin';

export async function openSimulator({ clock = systemClock }: { clock?: Clock } = {}) {
  const ids = createIds(clock);
  const tickets: SimTicket[] = [];
  const accepted: { ticketId: string; staffUserId: string }[] = [];
  const leaving = new AbortController();
  const fake = createFakeWecom({
    clock,
    ids,
    corpId: 'wwSimulator',
    secrets: ['app-secret'],
    callback: { url: '', token: 'token', encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C' },
    accounts: ['wkSim'],
    agentId: '1',
    staff: ['WangZhiQiang'],
  });
  const { url: platformUrl } = await fake.start();
  const oa = createFakeOa({
    ...{ clock, ids, appId: 'wxSimulator', secrets: ['oa-secret'], accountId: 'gh_1' },
    callback: { token: 'token', encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C' },
  });
  const feishu = createFakeFeishu({
    ...{ clock, ids, appId: 'cli_sim', secret: 's', verificationToken: 'v', encryptKey: 'k' },
  });
  const dingtalk = createFakeDingtalk({ clock, ids, appKey: 'ding', appSecret: 's', robotCode: 'ding' });
  const bot = createFakeBotFramework({ clock, wallClock: clock, ids, appId: 'app', appPassword: 'p' });
  const app = express();
  app.use(
    '/simulator',
    createSimulatorRouter({
      ...{ fake, oa, feishu, dingtalk, bot, clock, webChat: '/chat' },
      accountName: '翠湖花园物业',
      staff: [{ userId: 'WangZhiQiang', name: '王志强', title: '工程师傅' }],
      tickets: async () => tickets,
      async accept(ticketId, staffUserId) {
        const ticket = tickets.find((one) => one.id === ticketId);
        if (!ticket?.canAccept) return { ok: false, say: '这张单已经有人接了' };
        accepted.push({ ticketId, staffUserId });
        ticket.canAccept = false;
        ticket.status = '已受理';
        return { ok: true };
      },
      signal: leaving.signal,
    }),
  );
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { access_token: token } = (await (
    await fetch(`${platformUrl}/cgi-bin/gettoken?corpid=wwSimulator&corpsecret=app-secret`)
  ).json()) as { access_token: string };

  async function platform(path: string, body: Record<string, unknown>): Promise<void> {
    const init = { method: 'POST', body: JSON.stringify(body) };
    const answer = (await (await fetch(`${platformUrl}${path}?access_token=${token}`, init)).json()) as {
      errcode: number;
    };
    if (answer.errcode !== 0) throw new Error(`the fake platform refused with ${answer.errcode}`);
  }

  return {
    ...{ fake, oa, feishu, dingtalk, bot },
    tickets,
    accepted,
    origin,
    page: `${origin}/simulator`,
    api: `${origin}/simulator/api`,
    /** What the bot writes to a resident. */
    async botSays(residentId: string, content: Record<string, unknown>) {
      await platform('/cgi-bin/kf/send_msg', { touser: residentId, open_kfid: 'wkSim', ...content });
    },
    async notify(text: string) {
      await platform('/cgi-bin/message/send', {
        touser: 'WangZhiQiang',
        agentid: 1,
        msgtype: 'text',
        text: { content: text },
      });
    },
    async close() {
      leaving.abort();
      await fake.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type SimulatorStage = Awaited<ReturnType<typeof openSimulator>>;

export function ticket(more: Partial<SimTicket> = {}): SimTicket {
  return {
    id: 't1',
    code: 'BX-0001',
    grade: 1,
    title: '水管爆裂',
    place: '3栋2单元501 厨房',
    status: '待受理',
    canAccept: true,
    promise: '15 分钟内到场',
    promiseDueAt: Date.now() + 15 * 60_000,
    openedAt: Date.now(),
    events: [{ at: Date.now(), type: 'ticket.opened' }],
    ...more,
  };
}

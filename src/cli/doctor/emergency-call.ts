// Whether the program that rings telephones would hear us. It is asked, and rings nobody.
import type { Clock } from '../../base/clock.ts';
import type { Ids } from '../../base/ids.ts';
import type { Config } from '../../config/config.ts';
import { createWebhookCaller } from '../../webhooks/emergency-call.ts';
import { createGuardedPost } from '../../webhooks/post.ts';
import type { Finding } from './finding.ts';

const about = '紧急电话';

export async function examineEmergencyCall(
  { emergencyCall, escalation, webhookLoopback }: Config,
  { clock, ids }: { clock: Clock; ids: Ids },
): Promise<Finding> {
  if (emergencyCall === null)
    return { about, state: 'off', words: '没有填 EMERGENCY_CALL_URL，特急单只发消息，不打电话' };
  const isUsed =
    escalation.ladders.some(({ grades, steps }) => grades.includes(1) && steps.some(({ call }) => call)) ||
    escalation.overdue.steps.some(({ call }) => call);
  if (!isUsed)
    return {
      about,
      state: 'heed',
      words: '填了 EMERGENCY_CALL_URL，可是没有哪一步要打电话',
      remedy: '请在 config/escalation.yaml 一级的步骤里写 call: true，或者去掉 EMERGENCY_CALL_URL。',
    };
  const caller = createWebhookCaller({
    url: emergencyCall.url,
    secret: emergencyCall.secret.reveal(),
    post: createGuardedPost({ clock, loopback: webhookLoopback }),
    clock,
  });
  const result = await caller.ping(ids.next(), new AbortController().signal);
  if (result.kind === 'placed') return { about, state: 'ok', words: '对方认得签名，有应答' };
  return {
    about,
    state: 'bad',
    words: `试着问了一下，没有通（${result.code}）`,
    remedy:
      '请核对 EMERGENCY_CALL_URL（要 https，外面能访问）和两边的密钥；对方收到 type 为 ping 的消息要答 2xx，不拨电话。',
  };
}

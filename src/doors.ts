// Puts behind each platform's door what becomes of what comes in: kept first, and whoever goes on with it is rung for.
import type { CallbackDoor, TokenDoor } from './channels/contract.ts';
import type { Connections } from './connections.ts';
import { pressCard } from './desk/card-press.ts';
import { hearMember } from './desk/members.ts';
import { createWebhook, type HeardCallback, type WebhookPorts } from './http/webhooks.ts';
import { keepItem } from './intake/accept.ts';
import type { House } from './tickets/house.ts';

export type DoorPorts = Omit<WebhookPorts, 'door' | 'hear'> & {
  house: House;
  /** Words have been kept. */
  onItems(): void;
  /** Something was done that may have made work for anybody. */
  onWork(): void;
};

/** A webhook for each platform that is joined; null for the others. */
export function createDoors(connections: Connections, { house, onItems, onWork, ...ports }: DoorPorts) {
  const { wecom, officialAccount, feishu, dingtalk, botFramework } = connections;
  return {
    wecomWebhook:
      wecom &&
      createWebhook({
        ...ports,
        door: wecom.door,
        async hear(callback) {
          if (callback.kind === 'member-item') await hearMember(callback, { ...ports, house });
          else if (callback.kind === 'card-press') {
            const changeable = connections.channel('wecom-app')?.rules.cardChangeableMs ?? 0;
            await pressCard(callback, { store: ports.store, house, cardChangeableMs: changeable });
          }
          onWork();
          return '';
        },
      }),
    wechatWebhook:
      officialAccount &&
      brought(officialAccount.door, async (callback) => {
        const { passive } = officialAccount;
        const keep = () => keepAll(callback);
        if (passive && callback.kind === 'item' && callback.inConversation)
          return passive.answer(callback.item, keep);
        await keep();
        return '';
      }),
    feishuWebhook: feishu && brought(feishu.door, keepAndConfirm),
    dingtalkWebhook: dingtalk && brought(dingtalk.door, keepAndConfirm),
    botFrameworkWebhook: botFramework && brought(botFramework.door, keepAndConfirm),
  };

  /** For platforms whose messages are brought, and never fetched. */
  function brought(door: CallbackDoor | TokenDoor, hear: WebhookPorts['hear']) {
    return createWebhook({ ...ports, door, hear, onWakeUp: () => {}, onMissed: () => {} });
  }

  async function keepAndConfirm(callback: HeardCallback): Promise<string> {
    await keepAll(callback);
    return '';
  }

  /** One by one: what was kept before a break is known when all of it comes again. */
  async function keepAll(callback: HeardCallback): Promise<void> {
    const items = callback.kind === 'items' ? callback.items : callback.kind === 'item' ? [callback] : [];
    if (items.length === 0) return;
    for (const each of items) await keepItem(each, ports);
    onItems();
  }
}

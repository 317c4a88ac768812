// The account's own menu (自定义菜单, menu/create). The platform's console takes it away once callbacks are switched on, so it is made here.
import type { MenuButton, OfficialAccountRules } from '../../config/config.ts';
import type { ApiResult, WecomApi } from '../wecom/api.ts';

/** Followers see it within some minutes. */
export function publishMenu(api: WecomApi, buttons: OfficialAccountRules['buttons']): Promise<ApiResult> {
  return api.call('POST', '/cgi-bin/menu/create', { button: buttons.map(buttonBody) });
}

function buttonBody(button: OfficialAccountRules['buttons'][number]): Record<string, unknown> {
  return 'more' in button ? { name: button.name, sub_button: button.more.map(leafBody) } : leafBody(button);
}

/** The key of a press is what it says, so nothing else needs to know the menu. */
function leafBody(button: MenuButton): Record<string, unknown> {
  return 'says' in button
    ? { type: 'click', name: button.name, key: button.says }
    : { type: 'view', name: button.name, url: button.link };
}

// A card for our people → template_card button_interaction (docs 90236), and its change (docs 94888). Pure.
import type { CardChange, StaffCard } from '../contract.ts';

/** As the documents recommend; a phone cuts what is longer without a word, so it is cut here with a sign. */
const TITLE_CHARS = 26;
const DETAIL_CHARS = 30;
const WORDS_CHARS = 112;
const VALUE_CHARS = 26;
const MOST_LINES = 6;
/** The button that only shows. */
const DETAIL = 'detail';

export function cardBody(card: StaffCard): Record<string, unknown> {
  return { msgtype: 'template_card', template_card: { ...faceOf(card), task_id: card.cardId } };
}

/** One line takes the place of the buttons, and none can be pressed any more; or another face, under the same task. */
export function cardChangeBody(change: {
  userId: string;
  agentId: number;
  updateCode: string;
  to: CardChange;
}): Record<string, unknown> {
  return {
    userids: [change.userId],
    partyids: [],
    tagids: [],
    atall: 0,
    agentid: change.agentId,
    response_code: change.updateCode,
    ...(change.to.kind === 'line'
      ? { button: { replace_name: change.to.label } }
      : { template_card: faceOf(change.to.card) }),
  };
}

function faceOf(card: StaffCard): Record<string, unknown> {
  return {
    card_type: 'button_interaction',
    main_title: { title: cut(card.title, TITLE_CHARS), desc: cut(card.detail, DETAIL_CHARS) },
    ...(card.words === '' ? {} : { sub_title_text: cut(card.words, WORDS_CHARS) }),
    horizontal_content_list: card.lines
      .slice(0, MOST_LINES)
      .map(({ label, value }) => ({ keyname: label, value: cut(value, VALUE_CHARS) })),
    // The whole card opens the matter, also where there is no room for a button of its own.
    ...(card.link === undefined ? {} : { card_action: { type: 1, url: card.link } }),
    button_list: card.buttons.map(({ key, label }, index) => ({
      text: label,
      style: index === 0 ? 1 : 2,
      ...(key === DETAIL && card.link !== undefined ? { type: 1, url: card.link } : { key }),
    })),
  };
}

function cut(words: string, most: number): string {
  const characters = [...words];
  return characters.length <= most ? words : `${characters.slice(0, most - 1).join('')}…`;
}

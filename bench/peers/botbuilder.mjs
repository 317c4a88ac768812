// Peer 2: the same repair as botbuilder's own waterfall dialog with prompts, on its memory storage: nothing is kept when it stops.
import botbuilder from 'botbuilder';
import dialogs from 'botbuilder-dialogs';
import { DONE, GREETING, PHONE, PHONE_STEP, QUESTIONS, WAKE_WORD } from './job.mjs';
import { serve } from './wire.mjs';

const { ActivityHandler, BotAdapter, ConversationState, MemoryStorage, TurnContext } = botbuilder;
const { DialogSet, TextPrompt, WaterfallDialog } = dialogs;

const state = new ConversationState(new MemoryStorage());
const set = new DialogSet(state.createProperty('dialog'));
let tickets = 0;
set.add(new TextPrompt('words'));
set.add(
  new TextPrompt(
    'phone',
    async ({ recognized }) => recognized.succeeded && PHONE.test(recognized.value ?? ''),
  ),
);
const asks = QUESTIONS.map((question, index) => async (step) => {
  if (index > 0) step.values.answers = [...(step.values.answers ?? []), step.result];
  const prompt = index === PHONE_STEP ? 'phone' : 'words';
  return step.prompt(prompt, { prompt: question, retryPrompt: question });
});
set.add(
  new WaterfallDialog('repair', [
    ...asks,
    async (step) => {
      tickets += 1;
      await step.context.sendActivity(`${DONE}${tickets}`);
      return step.endDialog([...(step.values.answers ?? []), step.result]);
    },
  ]),
);

class RepairBot extends ActivityHandler {
  constructor() {
    super();
    this.onMessage(async (context, next) => {
      const dialog = await set.createContext(context);
      const { status } = await dialog.continueDialog();
      if (status === 'empty') {
        if (context.activity.text.includes(WAKE_WORD)) await dialog.beginDialog('repair');
        else await context.sendActivity(GREETING);
      }
      await next();
    });
  }

  async run(context) {
    await super.run(context);
    await state.saveChanges(context, false);
  }
}

const SAID = Symbol('said');
class WecomAdapter extends BotAdapter {
  async sendActivities(context, activities) {
    return activities.map((activity, index) => {
      if (activity.type === 'message') context.turnState.get(SAID).push(activity.text);
      return { id: String(index) };
    });
  }

  async updateActivity() {}
  async deleteActivity() {}
  async continueConversation() {}

  async answer(user, text, messageId) {
    const context = new TurnContext(this, {
      type: 'message',
      id: messageId,
      text,
      channelId: 'wecom',
      from: { id: user },
      recipient: { id: 'desk' },
      conversation: { id: user },
      serviceUrl: 'urn:wecom',
    });
    const said = [];
    context.turnState.set(SAID, said);
    await this.runMiddleware(context, (inner) => bot.run(inner));
    return said.join('\n');
  }
}

const bot = new RepairBot();
const adapter = new WecomAdapter();
serve((user, text, messageId) => adapter.answer(user, text, messageId));

// Who the resident has shown to be, where else they write, and the way back when it was somebody else.
import { useMutation } from '@tanstack/react-query';
import { App, Button, Dropdown } from 'antd';
import { useNavigate } from 'react-router';
import { deed, wordsFor } from '../base/api.ts';
import type { DeskConversation } from '../base/shapes.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { CHANNELS } from '../base/words.ts';

const RELATIONS = { owner: '业主', tenant: '租客', family: '家人' } as const;
const REASONS = [
  { key: 'wrong-person', label: '认错人了，不是登记的那位' },
  { key: 'shared-phone', label: '手机是家里人共用的' },
  { key: 'moved-out', label: '已经搬走' },
  { key: 'other', label: '其他' },
];

type Props = { conversation: DeskConversation; mayUndo: boolean; onChanged: () => void };

export function KnownAs({ conversation, mayUndo, onChanged }: Props) {
  const { message } = App.useApp();
  const navigate = useNavigate();
  const { knownAs, elsewhere } = conversation;
  const undo = useMutation({
    mutationFn: (reason: string) => deed(`/conversations/${conversation.id}/unbind-home`, { reason }),
    onSuccess: () => {
      message.success('取消了，两边的事已经分开');
      onChanged();
    },
    onError: (error) => {
      message.warning(wordsFor(error));
    },
  });
  if (knownAs.length === 0) return null;
  return (
    <section>
      <h3>登记的住户</h3>
      <div className="beside">
        {knownAs.map(({ home, relation, how, at }) => (
          <p key={home}>
            {home} {RELATIONS[relation]}，{sayInstant(at, houseNow())}{' '}
            {how === 'colleague' ? '同事核对的' : '自己认证的'}
          </p>
        ))}
        {elsewhere.map(({ id, channel, lastAt }) => (
          <p key={id}>
            同一个人也在{CHANNELS[channel] ?? channel}
            {lastAt === null ? '' : `，最近 ${sayInstant(lastAt, houseNow())}`}
            <Button type="link" size="small" onClick={() => navigate(`/conversations/${id}`)}>
              看那边的会话
            </Button>
          </p>
        ))}
      </div>
      {mayUndo && (
        <Dropdown
          menu={{
            items: [{ key: 'why', disabled: true, label: '为什么取消？会记下来' }, ...REASONS],
            onClick: ({ key }) => undo.mutate(key),
          }}
          trigger={['click']}
        >
          <Button size="small" loading={undo.isPending}>
            不是这个人，取消认证
          </Button>
        </Dropdown>
      )}
    </section>
  );
}

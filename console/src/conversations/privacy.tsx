// What the resident wants done with what is kept of them, by when, and how it ended.
import { useMutation } from '@tanstack/react-query';
import { App, Button, Dropdown, Popconfirm, Space } from 'antd';
import { deed, wordsFor } from '../base/api.ts';
import { Countdown } from '../base/marks.tsx';
import type { DeskConversation } from '../base/shapes.ts';

const WANTED = { erase: '要求删除个人信息', withdraw: '撤回了同意' } as const;
const OUTCOMES = [
  { key: 'done', label: '都办好了' },
  { key: 'kept-by-law', label: '能删的删了，依法要留的留着' },
  { key: 'taken-back', label: '住户改主意了，先不动' },
];

type Props = { conversation: DeskConversation; maySettle: boolean; mayErase: boolean; onChanged: () => void };

export function Privacy({ conversation, maySettle, mayErase, onChanged }: Props) {
  const { message } = App.useApp();
  const settle = useMutation({
    mutationFn: (given: { kind: string; outcome: string }) =>
      deed(`/conversations/${conversation.id}/settle-privacy`, given),
    onSuccess: () => {
      message.success('记下了，已经告诉住户');
      onChanged();
    },
    onError: (error) => {
      message.warning(wordsFor(error));
    },
  });
  const erase = useMutation({
    mutationFn: () => deed(`/conversations/${conversation.id}/erase-resident`, {}),
    onSuccess: () => {
      message.success('先告诉住户，消息发出以后就删');
      onChanged();
    },
    onError: (error) => {
      message.warning(wordsFor(error));
    },
  });
  if (conversation.privacy.length === 0) return null;
  return (
    <section>
      <h3>个人信息</h3>
      {conversation.privacy.map(({ kind, dueAt }) => (
        <div key={kind} className="beside">
          <strong>{WANTED[kind]}</strong>
          <p>
            <Countdown dueAt={dueAt} what="答复" />
          </p>
          <Space>
            {mayErase && kind === 'erase' && (
              <Popconfirm
                title="删了就找不回来"
                description="会话、照片，单子里的姓名、电话、住址都会删掉，各个渠道的一起删。"
                okText="删除"
                cancelText="先不删"
                onConfirm={() => erase.mutate()}
              >
                <Button size="small" danger loading={erase.isPending}>
                  现在删除
                </Button>
              </Popconfirm>
            )}
            {maySettle && (
              <Dropdown
                menu={{ items: OUTCOMES, onClick: ({ key }) => settle.mutate({ kind, outcome: key }) }}
                trigger={['click']}
              >
                <Button size="small" loading={settle.isPending}>
                  办完了
                </Button>
              </Dropdown>
            )}
          </Space>
        </div>
      ))}
    </section>
  );
}

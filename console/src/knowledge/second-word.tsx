// A second person's word on a draft: approved, or put aside.
import { useMutation } from '@tanstack/react-query';
import { Alert, Button, type ButtonProps, Space } from 'antd';
import type { ReactNode } from 'react';
import { deed, wordsFor } from '../base/api.ts';

type Word = 'approve' | 'discard';

export function SecondWord({
  path,
  revision,
  may,
  size,
  onSaid,
  onSettled = () => {},
  children,
}: {
  path: string;
  /** What was seen. */
  revision: number;
  may: Record<Word, boolean>;
  size?: ButtonProps['size'];
  onSaid: (word: Word) => void;
  onSettled?: () => void;
  /** Stands before the buttons. */
  children?: ReactNode;
}) {
  const act = useMutation({
    mutationFn: (word: Word) => deed(`${path}/${word}`, {}, revision),
    onSuccess(_, word) {
      // Not awaited: what is said stands for seconds.
      onSaid(word);
    },
    onSettled,
  });
  return (
    <>
      {act.error && <Alert type="warning" className="gap-below" title={wordsFor(act.error)} />}
      <Space wrap>
        {children}
        {may.approve && (
          <Button size={size} type="primary" loading={act.isPending} onClick={() => act.mutate('approve')}>
            批准
          </Button>
        )}
        {may.discard && (
          <Button size={size} disabled={act.isPending} onClick={() => act.mutate('discard')}>
            放下不用
          </Button>
        )}
      </Space>
    </>
  );
}

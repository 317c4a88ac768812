// One of several is added, changed or taken away.
import { Alert, Button, type FormInstance, Modal, Popconfirm, type PopconfirmProps, Space } from 'antd';
import type { ReactNode } from 'react';
import { wordsFor } from '../base/api.ts';
import type { useWrite } from './written.ts';

type TakingAway = Required<Pick<PopconfirmProps, 'title' | 'okText' | 'cancelText' | 'onConfirm'>> &
  Pick<PopconfirmProps, 'description'> & { button: string };

export function EditModal<Given>({
  title,
  form,
  write,
  onDone,
  takingAway,
  children,
}: {
  title: string;
  form: FormInstance<Given>;
  write: ReturnType<typeof useWrite>;
  onDone: () => void;
  /** null = there is nothing to take away yet. */
  takingAway: TakingAway | null;
  children: ReactNode;
}) {
  return (
    <Modal
      open
      title={title}
      onCancel={onDone}
      okText="保存"
      cancelText="不改了"
      confirmLoading={write.isPending}
      onOk={() => form.submit()}
      footer={(buttons) => (
        <Space wrap>
          {takingAway && <TakeAway {...takingAway} disabled={write.isPending} />}
          {buttons}
        </Space>
      )}
    >
      {children}
      {write.error && <Alert type="warning" title={wordsFor(write.error)} />}
    </Modal>
  );
}

function TakeAway({ button, disabled, ...asked }: TakingAway & { disabled: boolean }) {
  return (
    <Popconfirm {...asked}>
      <Button danger disabled={disabled}>
        {button}
      </Button>
    </Popconfirm>
  );
}

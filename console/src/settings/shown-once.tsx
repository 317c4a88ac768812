// What is shown this one time and kept nowhere in the clear: a link of invitation, a secret.
import { Alert, Modal, Typography } from 'antd';
import type { ReactNode } from 'react';

export function ShownOnce<T>({
  what,
  title,
  warning,
  words,
  secretOf,
  onClose,
}: {
  /** Null: nothing is to be shown. */
  what: T | null;
  title: string;
  warning: string;
  words: (what: T) => ReactNode;
  secretOf: (what: T) => string;
  onClose: () => void;
}) {
  return (
    <Modal open={what !== null} title={title} footer={null} onCancel={onClose} destroyOnHidden>
      {what && (
        <>
          <Alert type="warning" showIcon className="gap-below" title={warning} />
          <p>{words(what)}</p>
          <Typography.Paragraph code copyable>
            {secretOf(what)}
          </Typography.Paragraph>
        </>
      )}
    </Modal>
  );
}

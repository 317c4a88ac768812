// How many people stand for an answer or a phrase.
import { useMay } from '../base/session.ts';
import { AloneSwitch } from '../settings/alone-switch.tsx';

export function Approval({ approvers }: { approvers: 1 | 2 }) {
  const may = useMay();
  return (
    <p className="soft">
      {approvers === 2 ? '一位写，另一位看过再批准。' : '现在写的人自己就可以批准。'}
      {may('writeApproval') && <AloneSwitch of="approval" what="批准" people={approvers} />}
    </p>
  );
}

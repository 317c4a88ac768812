// How many people stand for an answer or a phrase; a company of one says so here.
import { Switch } from 'antd';
import { useMay } from '../base/session.ts';
import { newestOf, useWrite, useWritten } from '../settings/written.ts';

export function Approval({ approvers }: { approvers: 1 | 2 }) {
  const may = useMay();
  const written = useWritten();
  const write = useWrite('approval', '改好了，马上生效');
  const send = (isAlone: boolean) =>
    write.mutate({
      body: { people: isAlone ? 1 : 2 },
      seen: newestOf(written.data, 'approval')?.version ?? 0,
    });
  return (
    <p className="soft">
      {approvers === 2 ? '一位写，另一位看过再批准。' : '现在写的人自己就可以批准。'}
      {may('writeApproval') && (
        <span className="line-facts">
          <Switch
            size="small"
            aria-label="一个人就可以批准"
            checked={approvers === 1}
            loading={write.isPending || written.isPending}
            onChange={send}
          />
          只有一位经理的公司：一个人就可以批准
        </span>
      )}
    </p>
  );
}

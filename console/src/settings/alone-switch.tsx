// A company of one says that one person is enough for what otherwise takes two.
import { App, Switch } from 'antd';
import { newestOf, useWrite, useWritten } from './written.ts';

type AskFirst = { title: string; content: string; okText: string; cancelText: string };

export function AloneSwitch({
  of,
  what,
  people,
  askFirst,
}: {
  of: 'approval' | 'exports';
  /** What one person may then do: 批准. */
  what: string;
  people: 1 | 2;
  askFirst?: AskFirst;
}) {
  const written = useWritten();
  const write = useWrite(of, '改好了，马上生效');
  const { modal } = App.useApp();
  return (
    <span className="line-facts">
      <Switch
        size="small"
        aria-label={`一个人就可以${what}`}
        checked={people === 1}
        loading={write.isPending || written.isPending}
        onChange={(isAlone) => {
          const change = () =>
            write.mutate({
              body: { people: isAlone ? 1 : 2 },
              seen: newestOf(written.data, of)?.version ?? 0,
            });
          if (isAlone && askFirst) modal.confirm({ ...askFirst, onOk: change });
          else change();
        }}
      />
      只有一位经理的公司：一个人就可以{what}
    </span>
  );
}

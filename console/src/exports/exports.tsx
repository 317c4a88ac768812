// 导出放行: what somebody wants to take out, released by another; one's own is fetched here, once.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Empty, Popconfirm, Space } from 'antd';
import { deed, fetchOnce, wordsFor } from '../base/api.ts';
import { useMay, useSession } from '../base/session.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { AloneSwitch } from '../settings/alone-switch.tsx';
import { Loaded, useWatch } from '../watch/parts.tsx';
import { type ExportItem, type ExportPage, STATES, sayWhat, WHY } from './shapes.ts';

export function Exports() {
  const page = useWatch<ExportPage>('/exports');
  const may = useMay();
  return (
    <Loaded from={page}>
      {({ people, minutes, items }) => (
        <>
          <p className="soft">
            {people === 2
              ? `带很多人资料的文件：一位申请，另一位经理或管理员放行，${minutes} 分钟内下载一次。`
              : '现在一个人就可以导出带很多人资料的文件，每次都会记在操作记录里。'}
            {may('writeExporters') && (
              <AloneSwitch of="exports" what="导出" people={people} askFirst={ASK_FIRST} />
            )}
          </p>
          {items.length === 0 && (
            <Empty description="没有。在登记簿、报表、住户台账点导出，填好用途，申请会列到这里。" />
          )}
          {items.map((item) => (
            <Request key={item.id} item={item} />
          ))}
        </>
      )}
    </Loaded>
  );
}

const ASK_FIRST = {
  title: '以后一个人就可以导出带很多人资料的文件？',
  content: '会记在操作记录里，其他能放行的人会收到通知。',
  okText: '改成一个人',
  cancelText: '不改',
};

type Act = 'release' | 'decline' | 'file';
const DONE: Record<Act, string> = {
  release: '已放行，申请的同事可以下载了',
  decline: '好的，这次先不导出',
  file: '已下载。用完请删除',
};

function Request({ item }: { item: ExportItem }) {
  const may = useMay();
  const client = useQueryClient();
  const { message } = App.useApp();
  const act = useMutation({
    mutationFn: async (what: Act) => {
      const path = `/exports/${item.id}/${what}`;
      await (what === 'file' ? fetchOnce(path, item.version) : deed(path, {}, item.version));
    },
    onSuccess: (_, what) => {
      message.success(DONE[what]);
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['watch', '/exports'] });
      void client.invalidateQueries({ queryKey: ['board'] });
    },
  });
  const { state, isMine, decided, untilAt } = item;
  const isOpen = state === 'asked' || state === 'released';
  const said = state === 'declined' && decided?.isAsker ? '撤回了' : STATES[state];
  return (
    <section className="watch-line" aria-label={`${sayWhat(item)} ${said}`}>
      <strong>{sayWhat(item)}</strong> <Where item={item} />
      <p>
        {WHY[item.why]}：{item.note}
      </p>
      <div className="line-facts">
        <span>
          {isMine ? '您' : item.askedBy} {sayInstant(item.askedAt, houseNow())} 申请
        </span>
        <em>{said}</em>
        {decided && !decided.isAsker && (
          <span>
            {decided.by} {sayInstant(decided.at, houseNow())} {state === 'declined' ? '看过' : '放行'}
          </span>
        )}
        {state === 'released' && untilAt !== null && <span>{sayInstant(untilAt, houseNow())} 前下载</span>}
      </div>
      {act.error && <Alert type="warning" className="gap-below" title={wordsFor(act.error)} />}
      <Space wrap>
        {state === 'asked' && !isMine && may('releaseExport') && (
          <Popconfirm
            title="放行以后，这份文件就可以带出去。用途说得清楚吗？"
            okText="放行"
            cancelText="再看看"
            onConfirm={() => act.mutate('release')}
          >
            <Button type="primary" loading={act.isPending}>
              放行
            </Button>
          </Popconfirm>
        )}
        {isOpen && (isMine || may('releaseExport')) && (
          <Button disabled={act.isPending} onClick={() => act.mutate('decline')}>
            {isMine ? '不要了' : state === 'asked' ? '先不导出' : '收回放行'}
          </Button>
        )}
        {state === 'asked' && isMine && <span className="soft">请另一位经理或管理员来放行。</span>}
        {state === 'released' && isMine && (
          <Button type="primary" loading={act.isPending} onClick={() => act.mutate('file')}>
            下载（一次）
          </Button>
        )}
      </Space>
    </section>
  );
}

/** Whose, and of which days. */
function Where({ item: { operation, communityIds, query } }: { item: ExportItem }) {
  const { communities } = useSession();
  const { from, to } = query;
  const days = from === undefined ? '' : from === to || to === undefined ? from : `${from} 至 ${to}`;
  const names = communities.filter(({ id }) => communityIds.includes(id)).map(({ name }) => name);
  const where = operation === 'getImportTemplate' ? '全公司' : names.join('、');
  return (
    <span>
      {where} {days}
    </span>
  );
}

// 投诉调查单: what happened, how the resident feels, what they want; who was heard, what was found, who was brought in, and what is still
// missing. Words as they were written; the deeds stand above, with all others.
import { useQuery } from '@tanstack/react-query';
import { Alert, Descriptions } from 'antd';
import { read, wordsFor } from '../base/api.ts';
import { useMay } from '../base/session.ts';
import type { Sheet, TicketView } from '../base/shapes.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { FINDINGS, HEARD, PARTIES, ROOT_CAUSES } from '../base/words.ts';
import { useHouse } from './house.ts';

/** Of complaints, and of whatever is looked back at. */
export function useSheet(ticket: TicketView | undefined) {
  const may = useMay();
  const isKept = ticket !== undefined && (ticket.kind === 'complaint' || ticket.reviews.length > 0);
  return useQuery({
    queryKey: ['complaint', ticket?.id],
    queryFn: () => read<Sheet>(`/tickets/${ticket?.id}/complaint`),
    enabled: isKept && may('getComplaint'),
    retry: false,
  });
}

type Props = { ticket: TicketView; sheet: Sheet | undefined; error: Error | null };

export function ComplaintSheet({ ticket, sheet, error }: Props) {
  if (error) return <Alert type="info" className="gap-below" title={wordsFor(error)} />;
  if (!sheet) return null;
  const isOver = ticket.status === 'closed' || ticket.status === 'cancelled';
  return (
    <section className="complaint-sheet" aria-label="投诉调查单">
      {ticket.kind === 'complaint' && <Investigation sheet={sheet} />}
      {sheet.reviews.map((review) => (
        <Review key={review.id} review={review} />
      ))}
      {!isOver && sheet.lacking.length > 0 && (
        <Alert
          type="warning"
          className="gap-below"
          title={sheet.lacking.map((line) => <div key={line}>办结前：{line}</div>)}
        />
      )}
    </section>
  );
}

function Investigation({ sheet }: { sheet: Sheet }) {
  const house = useHouse();
  const now = houseNow();
  const at = (instant: string) => sayInstant(Date.parse(instant), now);
  const who = (id: string | null) => house.person(id) ?? '对接系统';
  const { finding, proposal, approval } = sheet;
  return (
    <>
      <h3>投诉调查单{sheet.prefilled ? '（系统先按住户的话分好，请核对）' : ''}</h3>
      <Descriptions
        column={1}
        size="small"
        bordered
        className="gap-below"
        items={[
          { key: 'fact', label: '事实', children: sheet.fact || '还没有说清' },
          { key: 'emotion', label: '情绪', children: sheet.emotion || '平静' },
          { key: 'demand', label: '核心诉求', children: sheet.demand || '住户还没有说，请问一句' },
          {
            key: 'about',
            label: '回避的同事',
            children: sheet.colleagues.map((id) => house.person(id)).join('、') || '没有提到',
          },
          ...sheet.heard.map((each) => ({
            key: `heard-${each.at}-${each.whom}`,
            label: `${each.colleague ? house.person(each.colleague) : HEARD[each.whom]}说`,
            children: `${each.words}（${who(each.by)} ${at(each.at)}）`,
          })),
          {
            key: 'finding',
            label: '调查结论',
            children: finding
              ? `${FINDINGS[finding.verdict]}：${finding.words}（${who(finding.by)} ${at(finding.at)}）`
              : '还没有写',
          },
          ...sheet.thirdParties.map((each) => ({
            key: each.id,
            label: `请${PARTIES[each.party]}`,
            children: `${[each.name, each.reason].filter((word) => word).join('，')}；${
              each.answeredAt ? `答复：${each.result}` : `要在 ${at(each.dueAt)} 前答复`
            }`,
          })),
          {
            key: 'proposal',
            label: '处理方案',
            children: proposal ? `${proposal.words}（${who(proposal.by)}）` : '还没有写',
          },
          {
            key: 'approval',
            label: '同意办结',
            children: approval
              ? [`${who(approval.by)} ${at(approval.at)}`, approval.note].filter((word) => word).join('：')
              : '还没有',
          },
        ]}
      />
    </>
  );
}

const WHY: Record<string, string> = {
  serious: '重大投诉',
  'twice-dissatisfied': '住户两次不满意',
  overdue: '拖得太久',
};

function Review({ review }: { review: Sheet['reviews'][number] }) {
  const house = useHouse();
  const now = houseNow();
  const owner = house.person(review.owner) ?? '还没有人牵头';
  const lines = [
    `案例复盘（${WHY[review.why]}）：${owner}，${sayInstant(Date.parse(review.dueAt), now)} 前做完并核实`,
    ...(review.cause
      ? [`根子在${ROOT_CAUSES[review.cause]}：${review.broke}`, `以后：${review.measure}`]
      : []),
    ...(review.manual ? [`手册要改：${review.manual}`] : []),
    ...(review.verifiedAt ? [`${house.person(review.verifiedBy) ?? ''}已核实：${review.seen}`] : []),
  ];
  return (
    <Alert
      type={review.verifiedAt ? 'success' : 'info'}
      className="gap-below"
      title={lines.map((line) => <div key={line}>{line}</div>)}
    />
  );
}

// 回访: whom to ask how it went, with the questions to ask; an answer is three presses.
import { Button, Input, Radio, Space } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { deed, wordsFor } from '../base/api.ts';
import { Countdown } from '../base/marks.tsx';
import { useMay } from '../base/session.ts';
import { houseNow, sayInstant } from '../base/time.ts';
import { useHouse } from '../tickets/house.ts';
import { useDeed } from '../tickets/use-deed.ts';
import { Loaded, TicketLine, useOpened, useWatch } from './parts.tsx';
import type { FollowUp, FollowUps } from './shapes.ts';

const QUESTIONS = [
  { name: 'onTime', ask: '师傅是按说好的时间到的吗？', yes: '按时', no: '晚了' },
  { name: 'solved', ask: '问题解决了吗？', yes: '解决了', no: '还没有' },
  { name: 'kind', ask: '师傅的态度怎么样？', yes: '好', no: '不好' },
] as const;
const VERDICTS = [
  { value: 'satisfied', label: '满意' },
  { value: 'fair', label: '一般' },
  { value: 'dissatisfied', label: '不满意' },
] as const;

export default function FollowUpsPage() {
  const page = useWatch<FollowUps>('/follow-ups');
  const house = useHouse();
  const { open, drawer } = useOpened();
  const [calling, setCalling] = useState<string | null>(null);
  const may = useMay();
  return (
    <Loaded from={page}>
      {({ items, more }) => {
        const list = (of: FollowUp[]) =>
          of.map((item) => {
            const { ticket, dueAt, call, worker, result, mayAsk } = item;
            const survey = ticket.surveys.find((each) => each.cycle === ticket.cycle);
            return (
              <div key={ticket.id} className={`watch-line edge-${ticket.grade}`}>
                <TicketLine ticket={ticket} onOpen={open}>
                  {worker && <span>{house.person(worker)} 办的</span>}
                  {survey?.askedAt && !call && (
                    <span>{sayInstant(Date.parse(survey.askedAt), houseNow())} 发了评价，等回话</span>
                  )}
                  {(survey?.tries.length ?? 0) > 0 && <em>打过 {survey?.tries.length} 次没打通</em>}
                  <Countdown dueAt={dueAt} what="回访" />
                </TicketLine>
                {result && <p className="line-told">处理结果：{result}</p>}
                {calling === ticket.id ? (
                  <Call item={item} onClose={() => setCalling(null)} />
                ) : mayAsk ? (
                  may('followUpTicket') && (
                    <div className="line-deeds">
                      <Button
                        size="small"
                        type={call ? 'primary' : 'default'}
                        onClick={() => setCalling(ticket.id)}
                      >
                        打电话回访
                      </Button>
                    </div>
                  )
                ) : (
                  <p className="soft">这件事您经手过，请别的同事回访。</p>
                )}
              </div>
            );
          });
        const calls = items.filter((each) => each.call);
        const waiting = items.filter((each) => !each.call);
        return (
          <div className="sheet">
            <section className="panel" aria-label="要打电话的">
              <h2>要打电话的（{calls.length}）</h2>
              {calls.length === 0 ? (
                <p className="soft">没有要打电话的。发出的评价一直没有回话，就会列到这里。</p>
              ) : (
                list(calls)
              )}
            </section>
            <section className="panel" aria-label="等住户回话的">
              <h2>办好了、等住户回话的（{waiting.length + more}）</h2>
              {waiting.length === 0 ? (
                <p className="soft">没有。工单处理好以后会列到这里。</p>
              ) : (
                list(waiting)
              )}
              {more > 0 && <p className="soft">还有 {more} 张没有列出来。</p>}
            </section>
            {drawer}
          </div>
        );
      }}
    </Loaded>
  );
}

function Call({ item: { ticket, result }, onClose }: { item: FollowUp; onClose: () => void }) {
  const act = useDeed();
  const navigate = useNavigate();
  const [answers, setAnswers] = useState<Record<string, boolean>>({});
  const [note, setNote] = useState('');
  const [phone, setPhone] = useState<string | null>(null);
  const isUnsolved = answers.solved === false;

  async function record(verdict: string) {
    const body = {
      verdict,
      ...(note.trim() === '' ? {} : { note: note.trim() }),
      ...(Object.keys(answers).length === 0 ? {} : { answers }),
    };
    const done =
      verdict === 'dissatisfied' ? '已记下，单子重新打开，要写整改计划' : '回访已记下，谢谢您打这个电话';
    if (await act.run(ticket, 'follow-up', body, done)) onClose();
  }
  async function notReached() {
    if (await act.run(ticket, 'not-reached', {}, '已记下，过会儿再打')) onClose();
  }
  async function show() {
    try {
      const body = { reason: 'call-back' };
      const path = `/conversations/${ticket.conversationId}/reveal`;
      const { phone } = await deed<{ phone: string | null }>(path, body);
      setPhone(phone ?? '住户没有留电话');
    } catch (error) {
      setPhone(wordsFor(error));
    }
  }
  return (
    <div className="call">
      <p>
        您好，我是物业服务中心的。您{ticket.place.text ? `家（${ticket.place.text}）` : ''}反映的
        {ticket.description ? `“${ticket.description}”` : '事情'}，
        {result ? `我们这边记的是：${result}。` : '师傅已经处理过。'}想问您几句：
      </p>
      <Space className="gap-below">
        <span>电话 {phone ?? ticket.contact.phone ?? '没有留'}</span>
        {phone === null && ticket.conversationId && ticket.contact.phone && (
          <Button size="small" onClick={() => void show()}>
            看完整号码
          </Button>
        )}
        {ticket.conversationId && (
          <Button size="small" onClick={() => navigate(`/conversations/${ticket.conversationId}`)}>
            改成发消息
          </Button>
        )}
      </Space>
      {QUESTIONS.map(({ name, ask, yes, no }) => (
        <div key={name} className="call-question">
          <span>{ask}</span>
          <Radio.Group
            size="small"
            optionType="button"
            aria-label={ask}
            value={answers[name]}
            onChange={(event) => setAnswers({ ...answers, [name]: event.target.value as boolean })}
            options={[
              { value: true, label: yes },
              { value: false, label: no },
            ]}
          />
        </div>
      ))}
      <Input.TextArea
        aria-label="住户还说了什么"
        placeholder="住户还说了什么（不写也可以）"
        maxLength={400}
        rows={2}
        className="growing"
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <Space wrap className="gap-above">
        <span>总的来说：</span>
        {VERDICTS.map(({ value, label }) => (
          <Button
            key={value}
            disabled={act.isBusy || (isUnsolved && value === 'satisfied')}
            onClick={() => void record(value)}
          >
            {label}
          </Button>
        ))}
        <Button disabled={act.isBusy} onClick={() => void notReached()}>
          没打通
        </Button>
        <Button type="text" onClick={onClose}>
          先不打
        </Button>
      </Space>
      <p className="soft">
        {isUnsolved
          ? '问题还没有解决：请选“一般”或“不满意”。选“不满意”会重新打开这张单。'
          : '选“不满意”会重新打开这张单，并请负责人写整改计划。'}
      </p>
    </div>
  );
}

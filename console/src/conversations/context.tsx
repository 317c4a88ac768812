// What stands around a conversation: who it is, what the bot has understood, and the matters with their clocks.
import { EyeOutlined } from '@ant-design/icons';
import { useMutation } from '@tanstack/react-query';
import { App, Button, Descriptions, Dropdown } from 'antd';
import { useState } from 'react';
import { deed, wordsFor } from '../base/api.ts';
import { MatterButton } from '../base/marks.tsx';
import { useMay } from '../base/session.ts';
import type { DeskConversation } from '../base/shapes.ts';
import { isOpen } from '../base/words.ts';
import { Hold } from '../tickets/hold.tsx';
import { TicketDrawer } from '../tickets/ticket-drawer.tsx';
import { KnownAs } from './known-as.tsx';
import { Privacy } from './privacy.tsx';
import { Verified } from './verified.tsx';

const REASONS = [
  { key: 'call-back', label: '要给住户回电话' },
  { key: 'visit', label: '上门前联系' },
  { key: 'emergency', label: '紧急情况' },
  { key: 'identity', label: '核实身份' },
  { key: 'other', label: '其他' },
];
const SHOWN_MS = 60_000;

export function Context({
  conversation,
  onChanged,
}: {
  conversation: DeskConversation;
  onChanged: () => void;
}) {
  const [ticketId, setTicketId] = useState<string | null>(null);
  const may = useMay();
  const { profile, understood, tickets } = conversation;
  const open = tickets.filter(isOpen);
  const done = tickets.filter((ticket) => !isOpen(ticket));
  const place = tickets.find((ticket) => ticket.place.text)?.place.text;
  const told = place ? `${place}（住户说的）` : null;
  return (
    <div className="context-parts">
      <section>
        <h3>住户</h3>
        <Descriptions
          column={1}
          size="small"
          items={[
            { key: 'name', label: '姓名', children: profile.name ?? '还不知道' },
            { key: 'home', label: '住址', children: profile.home ?? told ?? '还不知道' },
            {
              key: 'phone',
              label: '电话',
              children: <Phone conversation={conversation} mayReveal={may('revealResident')} />,
            },
            {
              key: 'verified',
              label: '身份',
              children: (
                <Verified conversation={conversation} mayVerify={may('verifyHome')} onChanged={onChanged} />
              ),
            },
          ]}
        />
      </section>
      <KnownAs conversation={conversation} mayUndo={may('unbindHome')} onChanged={onChanged} />
      <Privacy
        conversation={conversation}
        maySettle={may('settlePrivacy')}
        mayErase={may('eraseResident')}
        onChanged={onChanged}
      />
      {understood.length > 0 && (
        <section>
          <h3>小助手问到的</h3>
          <Descriptions
            column={1}
            size="small"
            items={understood.map(({ label, text }) => ({ key: label + text, label, children: text }))}
          />
        </section>
      )}
      {conversation.incidents.length > 0 && (
        <section>
          <h3>正在处置的群体事件</h3>
          {conversation.incidents.map((incident) => (
            <Beside
              key={incident.id}
              incident={incident}
              conversationId={conversation.id}
              onChanged={onChanged}
            />
          ))}
        </section>
      )}
      <section>
        <h3>没办完的事（{open.length}）</h3>
        {open.length === 0 ? (
          <p className="soft">没有。</p>
        ) : (
          open.map((ticket) => <MatterButton key={ticket.id} ticket={ticket} onOpen={setTicketId} />)
        )}
      </section>
      {done.length > 0 && (
        <section>
          <h3>以前的事</h3>
          {done.slice(0, 5).map((ticket) => (
            <MatterButton key={ticket.id} ticket={ticket} onOpen={setTicketId} />
          ))}
        </section>
      )}
      <Hold conversation={conversation} onChanged={onChanged} />
      <TicketDrawer id={ticketId} onClose={() => setTicketId(null)} onChanged={onChanged} />
    </div>
  );
}

/** Nobody promises one resident of a group complaint more than all of them are told. */
function Beside({
  incident,
  conversationId,
  onChanged,
}: {
  incident: DeskConversation['incidents'][number];
  conversationId: string;
  onChanged: () => void;
}) {
  const { message } = App.useApp();
  const may = useMay();
  const join = useMutation({
    mutationFn: () => deed(`/incidents/${incident.id}/attach`, { conversationId }),
    onSuccess: () => {
      message.success('已归到这件事里，住户会收到最新的通报');
      onChanged();
    },
    onError: (error) => {
      message.warning(wordsFor(error));
    },
  });
  return (
    <div className="beside">
      <strong>{incident.title}</strong> {incident.joined ? '这位住户在里面' : ''}
      <p className="soft">
        {incident.say === null
          ? '还没有定怎么说，请先别答应什么。'
          : incident.kind === 'complaint'
            ? `统一口径，别多说：${incident.say}`
            : `最新进展：${incident.say}`}
      </p>
      {!incident.joined && may('attachToIncident') && (
        <Button size="small" loading={join.isPending} onClick={() => join.mutate()}>
          归到这件事
        </Button>
      )}
    </div>
  );
}

/** Masked, until a reason is given; masked again a minute later. */
function Phone({ conversation, mayReveal }: { conversation: DeskConversation; mayReveal: boolean }) {
  const { message } = App.useApp();
  const [shown, setShown] = useState<string[] | null>(null);
  const reveal = useMutation({
    mutationFn: (reason: string) =>
      deed<{ phones: string[] }>(`/conversations/${conversation.id}/reveal`, { reason }),
    onSuccess: ({ phones }) => {
      setShown(phones);
      window.setTimeout(() => setShown(null), SHOWN_MS);
    },
    onError: (error) => {
      message.warning(wordsFor(error));
    },
  });
  const masked =
    conversation.profile.phone ?? conversation.tickets.find((each) => each.contact.phone)?.contact.phone;
  if (shown)
    return <strong className="figures">{shown.length === 0 ? '没有留电话' : shown.join('、')}</strong>;
  if (!masked) return <>还没有留</>;
  return (
    <span>
      <span className="figures">{masked}</span>
      {mayReveal && (
        <Dropdown
          menu={{
            items: [{ key: 'why', disabled: true, label: '为什么要看？会记下来' }, ...REASONS],
            onClick: ({ key }) => reveal.mutate(key),
          }}
          trigger={['click']}
        >
          <Button type="link" size="small" icon={<EyeOutlined />} loading={reveal.isPending}>
            查看
          </Button>
        </Dropdown>
      )}
    </span>
  );
}

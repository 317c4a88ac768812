// 常用话: what colleagues pick with / while they write. Whoever approves them writes them here, with a first and a last day.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Input, Space } from 'antd';
import { useState } from 'react';
import { deed, wordsFor } from '../base/api.ts';
import { useMay } from '../base/session.ts';
import { Loaded, useWatch } from '../watch/parts.tsx';

type Wording = {
  key: string;
  version: number;
  text: string | null;
  approver: string | null;
  effective: string | null;
  expires: string | null;
};
type Page = { today: string; items: Wording[] };

const NEW: Wording = { key: 'new', version: 0, text: '', approver: null, effective: null, expires: null };

export function Phrases() {
  const page = useWatch<Page>('/wordings');
  const may = useMay();
  const [open, setOpen] = useState<string | null>(null);
  const close = () => setOpen(null);
  return (
    <Loaded from={page}>
      {({ items, today }) => (
        <section className="panel" aria-label="常用话">
          <p className="soft">回复住户时在输入框开头按 / 就能选。</p>
          {may('writeWording') &&
            (open === NEW.key ? (
              <Line wording={NEW} today={today} onDone={close} />
            ) : (
              <Button onClick={() => setOpen(NEW.key)}>加一句</Button>
            ))}
          {items.map((each) => (
            <div key={each.key} className="watch-line">
              {open === each.key ? (
                <Line wording={each} today={today} onDone={close} />
              ) : (
                <Space>
                  <span className={each.text === null ? 'soft' : ''}>{each.text ?? '这句已经停用'}</span>
                  {each.expires && (
                    <span className={each.expires < today ? 'overdue' : 'soft'}>
                      {each.approver} 批准，{each.effective} 到 {each.expires}
                      {each.expires < today ? '，已到期' : ''}
                    </span>
                  )}
                  {may('writeWording') && (
                    <Button size="small" onClick={() => setOpen(each.key)}>
                      改
                    </Button>
                  )}
                </Space>
              )}
            </div>
          ))}
        </section>
      )}
    </Loaded>
  );
}

function Line({ wording, today, onDone }: { wording: Wording; today: string; onDone: () => void }) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [text, setText] = useState(wording.text ?? '');
  const [effective, setEffective] = useState(today);
  const [expires, setExpires] = useState(`${Number(today.slice(0, 4)) + 1}-12-31`);
  const write = useMutation({
    mutationFn: (words: string | null) =>
      deed(
        `/wordings/${wording.key}`,
        { text: words, effective, expires },
        wording.version > 0 ? wording.version : undefined,
      ),
    onSuccess: () => {
      message.success('已保存');
      onDone();
    },
    onSettled: () => {
      void client.invalidateQueries({
        predicate: ({ queryKey: [kind] }) => kind === 'watch' || kind === 'phrases',
      });
    },
  });
  return (
    <div className="gap-below">
      {write.error && <Alert type="warning" className="gap-below" title={wordsFor(write.error)} />}
      <Input.TextArea
        className="growing"
        aria-label="这句话"
        autoFocus
        maxLength={300}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Space wrap className="gap-above">
        从
        <Input
          type="date"
          aria-label="从哪天开始"
          min={today}
          value={effective}
          onChange={(event) => setEffective(event.target.value)}
        />
        到
        <Input
          type="date"
          aria-label="到哪天为止"
          min={today}
          value={expires}
          onChange={(event) => setExpires(event.target.value)}
        />
        <Button
          type="primary"
          disabled={text.trim() === ''}
          loading={write.isPending}
          onClick={() => write.mutate(text.trim())}
        >
          批准并保存
        </Button>
        {wording.key !== NEW.key && wording.text !== null && (
          <Button danger onClick={() => write.mutate(null)}>
            停用
          </Button>
        )}
        <Button type="text" onClick={onDone}>
          不改了
        </Button>
      </Space>
    </div>
  );
}

// A deed on an application, with the version that was shown; a newer state comes along with the refusal.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { deed, wordsFor } from '../base/api.ts';
import type { Application } from '../base/shapes.ts';

type Order = { application: Application; name: 'ask' | 'approve' | 'refuse' | 'finish'; body: object };

const DONE = {
  ask: '已经告诉住户要补什么，审核时间先停着',
  approve: '通过了，已经告诉住户',
  refuse: '退回了，原因和办法都告诉住户了',
  finish: '登记好了',
} as const;

export function useApplicationDeed(onDone: () => void) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const act = useMutation({
    mutationFn: ({ application, name, body }: Order) =>
      deed<Application>(`/applications/${application.id}/${name}`, body, application.version),
    onSuccess: (_application, { name }) => {
      message.success(DONE[name]);
      onDone();
    },
    onError: (error) => {
      message.warning(wordsFor(error));
    },
    onSettled: () =>
      void client.invalidateQueries({
        predicate: ({ queryKey: [kind] }) =>
          kind === 'applications' || kind === 'tickets' || kind === 'board' || kind === 'ticket',
      }),
  });
  return { isBusy: act.isPending, run: (order: Order) => act.mutate(order) };
}

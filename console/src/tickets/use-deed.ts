// A deed on a ticket from whatever page shows it: with the version that was shown; a newer state comes along with the refusal.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { deed, Refused, wordsFor } from '../base/api.ts';
import type { TicketView } from '../base/shapes.ts';

type Order = { ticket: TicketView; name: string; body: object; done: string };

export function useDeed(onChanged: () => void = () => {}) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const act = useMutation({
    mutationFn: ({ ticket, name, body }: Order) =>
      deed<TicketView>(`/tickets/${ticket.id}/${name}`, body, ticket.version),
    onSuccess: (ticket, { done }) => {
      client.setQueryData(['ticket', ticket.id], ticket);
      if (done !== '') message.success(done);
    },
    onError: (error, { ticket }) => {
      const isStale = error instanceof Refused && error.status === 409;
      if (isStale && error.current) client.setQueryData(['ticket', ticket.id], error.current);
      message.warning(isStale ? `${wordsFor(error)}（已经换成最新的）` : wordsFor(error));
    },
    onSettled: (_ticket, _error, order) => {
      void client.invalidateQueries({
        predicate: ({ queryKey: [kind, of] }) =>
          of === order.ticket.id || kind === 'tickets' || kind === 'board' || kind === 'watch',
      });
      onChanged();
    },
  });
  return {
    isBusy: act.isPending,
    /** The ticket as it is afterwards; null = it was refused, and why has been said. */
    run: (ticket: TicketView, name: string, body: object, done: string) =>
      act.mutateAsync({ ticket, name, body, done }).catch(() => null),
  };
}

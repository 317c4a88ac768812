import { systemClock } from '../../src/base/clock.ts';
import { createIds } from '../../src/base/ids.ts';
import { createSignalsAlone } from '../../src/signals/alone.ts';
import { describeSignals } from '../contracts/signals.contract.ts';

describeSignals('signals of one process', async () => {
  const signals = createSignalsAlone({ clock: systemClock, ids: createIds(systemClock) });
  return { first: signals, second: signals, close: () => signals.stop() };
});

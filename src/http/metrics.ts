// What is counted. Names follow Prometheus' habits; labels never hold anything personal.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    callbacks: new Counter({
      name: 'desk_callbacks_total',
      help: 'Callbacks by outcome',
      labelNames: ['channel', 'outcome'],
      registers,
    }),
    callbackSeconds: new Histogram({
      name: 'desk_callback_seconds',
      help: 'Time to answer a callback',
      buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.3, 1, 5],
      registers,
    }),
    turns: new Counter({
      name: 'desk_turns_total',
      help: 'Turns by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    sends: new Counter({
      name: 'desk_sends_total',
      help: 'Sends by result',
      labelNames: ['channel', 'result'],
      registers,
    }),
    modelCalls: new Counter({
      name: 'desk_model_calls_total',
      help: 'Questions to the language model by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    voices: new Counter({
      name: 'desk_voices_total',
      help: 'Voice messages given to speech recognition by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    feedReads: new Counter({
      name: 'desk_feed_reads_total',
      help: 'Reads of fetched channels by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    apiAnswers: new Counter({
      name: 'desk_api_answers_total',
      help: 'Answers of the integration API',
      labelNames: ['operation', 'status'],
      registers,
    }),
    purged: new Counter({
      name: 'desk_purged_total',
      help: 'Rows past their term that were emptied or taken off, by kind',
      labelNames: ['kind'],
      registers,
    }),
    outbox: new Gauge({
      name: 'desk_outbox_rows',
      help: 'Unfinished outbox rows',
      labelNames: ['state'],
      registers,
    }),
    processes: new Gauge({
      name: 'desk_processes',
      help: 'Processes seen on this database, this one included',
      registers,
    }),
    redis: new Gauge({
      name: 'desk_redis_state',
      help: 'How Redis is: off (none configured), ok or waiting; the present state is 1',
      labelNames: ['state'],
      registers,
    }),
    staffTasks: new Gauge({ name: 'desk_staff_tasks_open', help: 'Things a person must do', registers }),
  };
}

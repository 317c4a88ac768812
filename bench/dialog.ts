// The job of every comparison: a resident reports a repair in six messages. Said by nobody in particular. An everyday one: a danger, or
// words that may be one, would page people beside it, which the peers never do (test/bench.test.ts).

export const dialog = [
  '我要报修',
  '厨房水管漏水，一直在滴',
  '3栋2单元1502',
  '是的',
  '13800001234',
  '今天下午三点以后',
];

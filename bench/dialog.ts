// The job of every comparison: a resident reports a repair in six messages. Said by nobody in particular.

export const dialog = [
  '我要报修',
  '厨房水管漏水，地上都是水',
  '3栋2单元1502',
  '是的',
  '13800001234',
  '今天下午三点以后',
];

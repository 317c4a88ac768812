// What both peers do with a message: the desk's repair as a plain script, six messages in, six answers out, a ticket at the end.

export const QUESTIONS = [
  '请问是哪里出了什么问题？',
  '请问在哪一栋、哪个单元、哪一户？',
  '您看我记得对吗？',
  '请问师傅打哪个电话联系您？',
  '您什么时间方便师傅上门？',
];
export const DONE = '登记好了，单号';
export const WAKE_WORD = '报修';
export const GREETING = '您好，请回复“报修”。';
export const PHONE = /^1\d{10}$/;
/** Which answer must be a phone number; anything else is asked for again. */
export const PHONE_STEP = 3;

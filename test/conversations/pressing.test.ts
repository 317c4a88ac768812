import { expect, it } from 'vitest';
import { asksForSomebodyAbove } from '../../src/conversations/pressing.ts';

it.each([
  '找你们经理来',
  '我要见你们领导',
  '叫负责人给我打电话',
  '让主管回我',
  'I want to speak to your manager',
])('asks for somebody above: %s', (words) => expect(asksForSomebodyAbove(words)).toBe(true));
it.each(['转人工', '经理态度很差', '主任家漏水', '师傅什么时候来'])('does not: %s', (words) =>
  expect(asksForSomebodyAbove(words)).toBe(false),
);

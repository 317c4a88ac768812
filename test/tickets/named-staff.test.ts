// Whom a complaint names: by surname and title, or by the whole name, in this community only.
import { expect, it } from 'vitest';
import { colleaguesNamed } from '../../src/tickets/named-staff.ts';

const staff = [
  { id: 'wang', name: '王志强', communityIds: ['cuihu'] },
  { id: 'wang-2', name: '王芳', communityIds: ['donghu'] },
  { id: 'li', name: '李建国', communityIds: ['cuihu', 'donghu'] },
];

it.each([
  ['a surname with a title', ['保安王师傅'], '', ['wang']],
  ['a small name', ['管家小李'], '', ['li']],
  ['姓', ['姓王的'], '', []],
  ['姓 and the surname at the end', ['客服姓李'], '', ['li']],
  ['a whole name in the words', [], '李建国答应的事没有做', ['li']],
  ['several', ['王师傅', '李经理'], '', ['wang', 'li']],
  ['nobody of ours', ['保安赵师傅'], '', []],
  ['a role alone', ['保安'], '保安骂人', []],
])('%s', (_what, names, words, ids) => {
  expect(colleaguesNamed({ names, words }, staff, 'cuihu')).toEqual(ids);
});

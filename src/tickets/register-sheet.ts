// The register as the company's form has it: columns in its order, values as people read them. Pure.
import { GRADE_NAMES } from './describe.ts';
import type { House } from './house.ts';
import type { RegisterLine } from './register.ts';
import type { ContactWay, RegisterFacts } from './register-entry.ts';
import { sayStatus } from './states.ts';

export const WAY_WORDS: Record<ContactWay, string> = {
  'wecom-kf': '微信客服',
  'wecom-app': '企业微信',
  'wechat-oa': '公众号',
  web: '网页',
  'bot-framework': '其他聊天',
  feishu: '飞书',
  dingtalk: '钉钉',
  phone: '电话',
  'walk-in': '来访',
  group: '业主群',
  patrol: '巡查',
  referred: '转办',
};
const IDENTITY_WORDS: Record<NonNullable<RegisterFacts['identity']>, string> = {
  owner: '业主',
  tenant: '租户',
  family: '家属',
  visitor: '访客',
  shop: '商户',
};
const MOOD_WORDS: Record<NonNullable<RegisterFacts['mood']>, string> = {
  calm: '平静',
  anxious: '焦急',
  unhappy: '不满',
  agitated: '激动',
};

type Names = Pick<House, 'people' | 'communities' | 'lexicon'>;
type Column = { title: string; width: number; tell: (line: RegisterLine, names: Names) => string };

/** China has no summer time. */
const SHANGHAI_OFFSET_MS = 8 * 60 * 60_000;

export function sayMinute(at: number): string {
  return new Date(at + SHANGHAI_OFFSET_MS).toISOString().slice(0, 16).replace('T', ' ');
}

const yesNo = (value: boolean | null) => (value === null ? '' : value ? '是' : '否');
const person = (id: string | null, { people }: Names) =>
  id === null ? '' : (people().staff.find((member) => member.id === id)?.name ?? id);

export const registerColumns: readonly Column[] = [
  { title: '登记编号', width: 14, tell: ({ entry }) => entry.code ?? '待登记' },
  { title: '接待时间', width: 17, tell: ({ entry }) => sayMinute(entry.at) },
  { title: '渠道', width: 10, tell: ({ entry }) => WAY_WORDS[entry.way] },
  { title: '接待人（首问）', width: 12, tell: ({ receptionist }, names) => person(receptionist, names) },
  { title: '机器人首接', width: 8, tell: ({ entry }) => yesNo(entry.botFirst) },
  {
    title: '小区',
    width: 12,
    tell: ({ entry }, { communities }) =>
      communities.find((each) => each.id === entry.communityId)?.name ?? entry.communityId,
  },
  { title: '楼栋房号/公共部位', width: 20, tell: ({ entry }) => entry.facts.place ?? '' },
  { title: '客户姓名', width: 10, tell: ({ entry }) => entry.facts.name ?? '' },
  {
    title: '身份',
    width: 8,
    tell: ({ entry }) => (entry.facts.identity === null ? '' : IDENTITY_WORDS[entry.facts.identity]),
  },
  { title: '联系电话', width: 14, tell: ({ entry }) => entry.facts.phone ?? '' },
  { title: '身份核实方式', width: 12, tell: ({ entry }) => entry.facts.verifiedBy ?? '' },
  {
    title: '来意类别',
    width: 12,
    tell: ({ entry }, { lexicon }) => {
      const known = [...lexicon.hazards, ...lexicon.faults].find((each) => each.id === entry.facts.category);
      return known?.label ?? entry.facts.category ?? '';
    },
  },
  { title: '诉求原文', width: 40, tell: ({ entry }) => entry.facts.words ?? '' },
  { title: '事实要点', width: 30, tell: ({ entry }) => entry.facts.facts ?? '' },
  {
    title: '客户情绪',
    width: 8,
    tell: ({ entry }) => (entry.facts.mood === null ? '' : MOOD_WORDS[entry.facts.mood]),
  },
  { title: '复述确认', width: 8, tell: ({ entry }) => yesNo(entry.facts.paraphrased) },
  { title: '期望', width: 20, tell: ({ entry }) => entry.facts.expectation ?? '' },
  {
    title: '紧急等级',
    width: 10,
    tell: ({ tickets }) => (tickets[0] === undefined ? '' : GRADE_NAMES[tickets[0].grade]),
  },
  { title: '处理建议', width: 20, tell: ({ entry }) => entry.facts.advice ?? '' },
  { title: '当场解决', width: 8, tell: ({ entry }) => yesNo(entry.facts.solvedAtOnce) },
  { title: '答复内容', width: 30, tell: ({ entry }) => entry.facts.answer ?? '' },
  { title: '承诺时限', width: 18, tell: ({ tickets }) => tickets[0]?.promise.text ?? '' },
  {
    title: '跟进负责人',
    width: 12,
    tell: ({ tickets }, names) => person(tickets[0]?.assignee ?? tickets[0]?.firstOwner ?? null, names),
  },
  {
    title: '关联单号',
    width: 16,
    tell: ({ tickets }) =>
      tickets.map((ticket) => `${ticket.code}（${sayStatus(ticket.status)}）`).join('、'),
  },
  {
    title: '通话录音',
    width: 20,
    tell: ({ entry }, names) => {
      const { callRecorded, recordingTold } = entry.facts;
      if (callRecorded !== true) return callRecorded === false ? '没有' : '';
      return recordingTold === null
        ? '有，待确认已告知'
        : `有，${person(recordingTold.by, names)}已告知（${sayMinute(recordingTold.at)}）`;
    },
  },
  { title: '补录', width: 6, tell: ({ entry }) => (entry.late ? (entry.facts.lateReason ?? '是') : '') },
  { title: '登记人', width: 10, tell: ({ entry }, names) => person(entry.enteredBy, names) },
  { title: '还差', width: 16, tell: ({ missing }) => missing.join('、') },
  { title: '备注', width: 16, tell: ({ entry }) => entry.facts.note ?? '' },
  { title: '保密', width: 6, tell: ({ entry }) => (entry.facts.confidential ? '保密' : '') },
];

export function toCells(line: RegisterLine, names: Names): string[] {
  return registerColumns.map((column) => column.tell(line, names));
}

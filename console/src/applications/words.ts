// Applications in the words of the desk: kinds, states, and what was told as lines with a name.
import type { Application } from '../base/shapes.ts';

export const APPLICATION_KINDS: Record<Application['kind'], string> = {
  decoration: '装修',
  access: '门禁',
  visit: '访客',
  appointment: '预约',
};

export const APPLICATION_STATES: Record<Application['state'], string> = {
  submitted: '待审核',
  incomplete: '待补材料',
  approved: '已通过',
  refused: '已退回',
  withdrawn: '已撤回',
  expired: '已过期',
  done: '已办结',
};

export const APPROVERS: Record<string, string> = {
  nobody: '不用审',
  reception: '前台',
  lead: '部门负责人或项目经理',
  manager: '项目经理',
};

export const RELATIONS = { owner: '业主', tenant: '租户', family: '家人' } as const;

const CHOICES: Record<string, string> = {
  whole: '全屋装修',
  part: '局部改造',
  fixture: '换门窗、防盗网或空调',
  card: '办门卡、开权限',
  lost: '卡丢了补办，旧卡要先停',
  plate: '登记车牌',
  face: '录人脸',
  remove: '注销',
  car: '开车',
  foot: '走路',
};

const choicesOf = (...ids: string[]) => ids.map((value) => ({ value, label: CHOICES[value] ?? value }));

/** What may be chosen of each kind, by the lists of the flows. */
export const CHOICES_OF: Record<Application['kind'], { value: string; label: string }[]> = {
  decoration: choicesOf('whole', 'part', 'fixture'),
  access: choicesOf('card', 'lost', 'plate', 'face', 'remove'),
  visit: choicesOf('car', 'foot'),
  appointment: [],
};

export type Told = { label: string; value: string; isWarning?: boolean };

/** What was said by itself and what was chosen answer the same question. */
export function linesOf({ kind, fields }: Pick<Application, 'kind' | 'fields'>): Told[] {
  const choice = CHOICES[fields.want ?? fields.scope ?? fields.way ?? fields.heard ?? ''];
  const lines: (Told | null)[] = [
    choice === undefined ? null : { label: CHOICE_LABELS[kind], value: choice },
    said('车牌', fields.plate),
    said('时间', fields.when ?? fields.begin),
    said('办什么事', fields.topic),
    movesOf(fields),
  ];
  return lines.filter((line) => line !== null);
}

export const CHOICE_LABELS: Record<Application['kind'], string> = {
  decoration: '怎么装',
  access: '办什么',
  visit: '怎么来',
  appointment: '办什么',
};

function said(label: string, value: string | undefined): Told | null {
  return value === undefined || value === '' ? null : { label, value };
}

/** The safety of the whole house: never a line among others. */
function movesOf({ moves, structure }: Record<string, string>): Told | null {
  const is = moves ?? structure;
  if (is === undefined) return null;
  return is === 'true'
    ? { label: '动墙动管', value: '要动承重墙、燃气或移位，请先看图纸', isWarning: true }
    : { label: '动墙动管', value: '不动' };
}

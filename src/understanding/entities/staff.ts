// Staff as residents name them in a complaint: 保安王师傅, 姓李的客服, 管家小刘, 张经理. Sensitive; nobody is looked up here.
import { findAll } from '../find-all.ts';
import type { Normalised } from '../normalise.ts';
import type { Place } from './mask.ts';

export type FoundStaff = Place & { role: string | null; name: string };

/** The most common family names; a name that is none of them needs its role and a title. */
const SURNAME =
  '[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文]';
const ROLE =
  '保安队长|保安|门卫|门岗|保洁阿姨|保洁员?|管家|客服|前台|物业经理|项目经理|工程部?主管|维修工|维修师傅|维修员?|电工|水工|水电工|收费员|巡逻员|监控员|绿化工|秩序员';
const TITLE = '师傅|经理|主管|主任|队长|阿姨|大姐|大哥|先生|女士|小姐|工';
const NAMED = new RegExp(
  `(?<role>${ROLE})?(?:的|叫|那个)?(?:(?<little>[小老]${SURNAME})(?!区|孩|子|狗|猫)|(?<titled>${SURNAME}(?:${TITLE})))|(?:一个)?姓(?<family>${SURNAME})的?(?<role2>${ROLE}|师傅|经理|主管|队长)`,
  'gu',
);
/** 老马 may be anybody: a short name counts only with its role. */
export function findStaff({ text }: Pick<Normalised, 'text'>): FoundStaff[] {
  return findAll(text, NAMED).flatMap((match) => {
    const { role, little, titled, family, role2 } = match.groups ?? {};
    if (little !== undefined && role === undefined) return [];
    if (titled !== undefined && role === undefined && !/(?:师傅|经理|主管|主任|队长)$/u.test(titled))
      return [];
    return [
      {
        role: role ?? role2 ?? null,
        name: little ?? titled ?? `姓${family}`,
        start: match.index,
        end: match.index + match[0].length,
      },
    ];
  });
}

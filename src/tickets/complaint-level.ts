// How weighty a complaint is (一般, 重要, 重大), by the rules of config/complaints.yaml and with the reason. Pure. Weight is not urgency:
// nothing here touches the grade.
import type { ComplaintRule, ComplaintsConfig, StaffRole } from '../config/config.ts';
import type { ComplaintClass, HazardId } from '../understanding/commands.ts';
import type { Telling } from '../understanding/understand.ts';
import { type ComplaintLevel, complaintLevels } from './ticket.ts';

export type Weighed = {
  telling: Telling;
  complaintClass: ComplaintClass;
  hazards: readonly HazardId[];
  /** What the colleagues it names are. */
  about: readonly StaffRole[];
  isRepeat: boolean;
  hasEvidence: boolean;
};

/** Those that hold, heaviest first; the order of the file decides between equals. */
export function rulesThatHold(matter: Weighed, { rules }: Pick<ComplaintsConfig, 'rules'>): ComplaintRule[] {
  return rules.filter((rule) => holds(rule, matter)).sort((a, b) => weightOf(b.level) - weightOf(a.level));
}

export function weightOf(level: ComplaintLevel | null): number {
  return level === null ? -1 : complaintLevels.indexOf(level);
}

function holds(rule: ComplaintRule, matter: Weighed): boolean {
  const { telling } = matter;
  const any = <T>(wanted: readonly T[], had: readonly T[]) =>
    wanted.length === 0 || wanted.some((each) => had.includes(each));
  return (
    (rule.words.length === 0 || rule.words.some((word) => isSaid(word, telling.text, rule.happened))) &&
    any(rule.classes, [matter.complaintClass]) &&
    any(rule.moods, telling.kinds) &&
    any(rule.about, matter.about) &&
    (!rule.hazard || matter.hazards.length > 0) &&
    (!rule.crowd || telling.crowd) &&
    (!rule.repeat || matter.isRepeat) &&
    (!rule.evidence || matter.hasEvidence) &&
    (rule.emotionAtLeast === null || telling.level >= rule.emotionAtLeast) &&
    (rule.yuanAtLeast === null || telling.fen >= rule.yuanAtLeast * 100)
  );
}

/** 没有受伤, 不是要曝光: named, and not so. */
const DENIED = /(?:不|没|没有|没人|没有人|无人|未|别|不是要?|不想|不会|没想)$/u;
/** 差点摔伤, 万一有人受伤: it has not happened. */
const NOT_YET =
  /(?:差点|差一点|险些|怕|担心|万一|如果|要是|迟早|早晚|以免|免得|防止|避免|容易|可能)[^,，.。!！?？;；\n]{0,8}$/u;

function isSaid(word: string, words: string, happened: boolean): boolean {
  for (let at = words.indexOf(word); at >= 0; at = words.indexOf(word, at + 1)) {
    const before = words.slice(Math.max(0, at - 14), at);
    if (!DENIED.test(before) && !(happened && NOT_YET.test(before))) return true;
  }
  return false;
}

// Traditional characters → simplified ones, as far as the tables of rough words need it. Small, because a browser reads drafts with it, too.

const TRADITIONAL =
  '沒辦歸們關無與問責處規這樣給應該別動靜點誰說訴過業報單級戶發時門間個內復覆聯場決證馬趕現費賠優閉環態後對著難氣煩進實絕總傻騙隨絡繫員幫瞭應離開嗎還來師傅兩';
const SIMPLIFIED =
  '没办归们关无与问责处规这样给应该别动静点谁说诉过业报单级户发时门间个内复复联场决证马赶现费赔优闭环态后对着难气烦进实绝总傻骗随络系员帮了应离开吗还来师傅两';

const MAP = new Map([...TRADITIONAL].map((letter, index) => [letter, [...SIMPLIFIED][index] ?? letter]));

export function foldChinese(text: string): string {
  return [...text].map((letter) => MAP.get(letter) ?? letter).join('');
}

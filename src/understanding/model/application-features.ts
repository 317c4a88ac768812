// A message as the model of applications sees it: its pieces, what the rules found, and words of what is applied for. Pure.
import { type Features, featuresOf } from './features.ts';

const WORDS: readonly (readonly [name: string, words: RegExp])[] = [
  [
    'decorates',
    /装[修俢休潢]|翻新|施工|动工|开工|砸墙|敲.{0,2}墙|打通|封(?:阳台|起来)|重[新做刷铺]|防盗[窗网]|地[板暖]|图纸|橱柜|换(?:窗|大?门)|打孔|renovat|decorat|redo/iu,
  ],
  [
    'door',
    /门禁|门卡|门晋|电梯卡|梯控|[办补张]卡|卡(?:丢|掉|不见|没|折|消|弄)|刷脸|人脸|录.{0,2}脸|开门|fob|\bcard\b|\bface\b|\bdoor\b/iu,
  ],
  [
    'plate',
    /车[牌排]|新车|换车|车卖|第二辆车|\bplate\b|[京沪粤川浙苏津渝冀豫鄂湘皖鲁闽赣桂黔滇陕甘][A-Z][A-Z0-9]{4}/iu,
  ],
  [
    'visits',
    /访客|客人|来客|朋友|亲戚|同学|同事|爸妈|公婆|婆婆|弟弟|[姐哥妹舅姨姑叔娘妈].{0,8}[来到]|阿姨|月嫂|家教|保洁|师傅|搬家|货车|送货|送家|放行|放[一他她].{0,2}|让.{0,6}进|来家里|visitor|guest|friend|parents|movers|coming|delivery|let .{1,4} in/iu,
  ],
  [
    'calls on us',
    /服务中心|前台|办公室|窗口|你们那|你哋|物业(?:办公室|前台)|财务|经理|领导|管家|收[房楼]|验房|领钥匙|盖章|签[合协字]|面谈|见[面个]|office|service cent|front desk|manager|counter/iu,
  ],
  ['makes a date', /预[约月]|約|约|appointment|\bbook\b/iu],
  [
    'applies',
    /申[请情]|登[记计]|登纪|报[备个批装]|备[案个]|办|补|开通|录|加|注销|删|停掉|改|更新|审批|apply|register|permit|approv|add |remove|update/iu,
  ],
  [
    'tells a time',
    /今[天晚]|明[天早]|后天|周[一二三四五六日末]|[上下]午|晚上|等[下会]|一会|马上|[0-9]点|tomorrow|tonight|today|day\b|morning|afternoon/iu,
  ],
  [
    'asks how',
    /怎么|多少|几[点张]|哪里|什么(?:时候|材料|手续|费)|能不能|可以.{0,6}吗|how |what |when |where /iu,
  ],
];

/** `text` is normalised; `seen` are names of what the rules found. */
export function applicationFeatures(text: string, seen: readonly string[]): Features {
  const names = WORDS.flatMap(([name, words]) => (words.test(text) ? [`${name}!`] : []));
  return featuresOf(text, [...seen, ...names]);
}

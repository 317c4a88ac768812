// Words that fields bring in, in English: promises, instants, places, safety lines. What a resident or a colleague wrote stays as it is.

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS: Readonly<Record<string, string>> = {
  一: 'Mon',
  二: 'Tue',
  三: 'Wed',
  四: 'Thu',
  五: 'Fri',
  六: 'Sat',
  日: 'Sun',
};

/** First what is said as a whole, then its parts. */
const TABLE: readonly [RegExp, string | ((...parts: string[]) => string)][] = [
  // Safety lines of config/lexicon/hazards.yaml, by what they begin with.
  [
    /^请先开窗通风[\s\S]*$/,
    'Open the windows, touch no switch, light or flame; get everybody outside and phone from there.',
  ],
  [
    /^请不要扒门[\s\S]*$/,
    'Please do not force the doors; stand or sit away from them and hold the alarm button. Our people and the lift company are coming.',
  ],
  [
    /^请先离开着火的地方[\s\S]*$/,
    'Leave the fire and call 119; keep low, take the stairs and not the lift, close doors behind you. Tell us the place once you are safe.',
  ],
  [
    /^请先别碰[\s\S]*$/,
    'Do not touch it, keep away, and stay out of water near it. With dry hands, switch off the main breaker if you can reach it. If somebody got a shock call 120 and do not pull them by hand.',
  ],
  [
    /^请先关家里总阀[\s\S]*$/,
    'Close the main valve in your home or at the meter, unplug appliances nearby, move valuables up high, and mind the wet floor.',
  ],
  [
    /^请先离开那块地方[\s\S]*$/,
    'Leave that spot, walk around it and warn others; our people are coming to close it off.',
  ],
  // Promises.
  [
    /^原来说好(.+)，已经晚了，对不起$/,
    (_, rest) => `we had promised: ${sayInEnglish(rest ?? '')}; we are late, sorry`,
  ],
  [/^说好(.+)$/, (_, rest) => sayInEnglish(rest ?? '')],
  [/^(\d+)分钟内到现场$/, 'somebody is on site within $1 minutes'],
  [/^(\d+)小时内到现场$/, 'somebody is on site within $1 h'],
  [/^(\d+)小时内和您联系$/, 'we contact you within $1 h'],
  [/^最晚(.+?) ?和您联系$/, (_, when) => `we contact you by ${sayInEnglish(when ?? '')} at the latest`],
  [
    /^同事最晚(.+?) ?回复您$/,
    (_, when) => `a colleague answers you by ${sayInEnglish(when ?? '')} at the latest`,
  ],
  [
    /^最晚(.+?) ?给您审核结果$/,
    (_, when) => `you have the answer by ${sayInEnglish(when ?? '')} at the latest`,
  ],
  [
    /^材料收齐后(\d+)个工作日内给您审核结果$/,
    'you have the answer within $1 working days of the last document',
  ],
  [/^已经登记好$/, 'it is registered'],
  [/^(.+?) ?前到现场$/, (_, when) => `somebody is on site by ${sayInEnglish(when ?? '')}`],
  [/^(.+?) ?前给您回话$/, (_, when) => `you hear from us by ${sayInEnglish(when ?? '')}`],
  [/^(.+?) ?前办好$/, (_, when) => `it is done by ${sayInEnglish(when ?? '')}`],
  [/^(.+?) ?前$/, (_, when) => `before ${sayInEnglish(when ?? '')}`],
  [/^(.+?) ?前处理好$/, (_, when) => `it is settled by ${sayInEnglish(when ?? '')}`],
  [/^师傅已经到过现场$/, 'somebody has been on site'],
  [/^已经给您回过话$/, 'you have been answered'],
  [/^已经办好$/, 'it is done'],
  [/^已经处理好$/, 'it is settled'],
  // Matters of many homes, as their titles name them.
  [/停水/g, 'no water'],
  [/停电/g, 'no power'],
  [/电梯(?:停运|故障|停了)/g, 'lift out of order'],
  [/全小区/g, 'whole estate '],
  // Money.
  [/(\d+(?:\.\d{1,2})?)元/g, '¥$1'],
  // Instants and places, wherever they stand.
  [/今天 ?/g, 'today '],
  [/明天（周([一二三四五六日])）/g, (_, day) => `tomorrow (${DAYS[day ?? ''] ?? ''}) `],
  [/明天 ?/g, 'tomorrow '],
  [
    /周([一二三四五六日])（(\d+)月(\d+)日）/g,
    (_, day, month, date) => `${DAYS[day ?? ''] ?? ''} ${date} ${MONTHS[Number(month) - 1] ?? ''} `,
  ],
  [
    /(\d+)月(\d+)日(?:周([一二三四五六日]))?/g,
    (_, month, date, day) =>
      `${day === undefined ? '' : `${DAYS[day] ?? ''} `}${date} ${MONTHS[Number(month) - 1] ?? ''}`,
  ],
  [/(\d{2}:\d{2}) 到 /g, '$1 to '],
  [/以后/g, ' or later'],
  [/以前/g, ' or earlier'],
  [/([0-9A-Za-z]+)栋/g, 'Building $1 '],
  [/([0-9A-Za-z]+)单元/g, 'entrance $1 '],
  [/负([0-9]+)层/g, 'level B$1 '],
  [/([0-9]+)层/g, 'floor $1 '],
  [/([0-9]+)室/g, 'flat $1'],
  [/值班同事/g, 'the colleague on duty'],
  // Titles of config/departments; names stay as they are.
  [/工程师傅/g, 'technician '],
  [/客服管家/g, 'housekeeper '],
  [/值班主管/g, 'the supervisor on duty'],
  [/您说的问题/g, 'the problem you described'],
  [/（/g, ' ('],
  [/）/g, ')'],
  [/，/g, ', '],
  [/、/g, ', '],
];

export function sayInEnglish(words: string): string {
  let text = words;
  for (const [pattern, english] of TABLE)
    text = typeof english === 'string' ? text.replace(pattern, english) : text.replace(pattern, english);
  return text === words
    ? words
    : text
        .replace(/ {2,}/g, ' ')
        .replace(/ ([,.)])/g, '$1')
        .trim();
}

// Names of places in a text, told by what places end with; no list of an estate is needed. Pure, one pass.

/** What a name of a place ends with. */
const PLACE_END =
  /(?:小区|花园|家园|嘉园|花城|新城|新村|新区|社区|公寓|山庄|名邸|公馆|广场|大厦|国际|中心|世家|天下|[一壹1]号|工业园|产业园|科技园|园区|城|苑|园|府|湾|畔|郡|庭|居|轩|阁|邸|院|里|墅|台|岸|洲|谷|湖|河|江|溪|塘|港|岛|坝|渠|山|路|街|巷|大道|立交|桥|学校|小学|中学|幼儿园|大学|学院|医院|公园|市场|超市|商场|工地|项目|楼盘|地铁站|车站|站|村|镇|乡|公司|集团)/gu;
const NOT_OF_A_NAME = /[^\p{Script=Han}A-Z0-9]/u;
/** No name holds these: 现在工地, 那段路, 旁边小区 tell no place. 丽都 and 名都 do. */
const NO_NAME =
  /[的在从到了旁边侧我们这那该是有不与每个现近附某等被把对向请要求问为以及也就还又很太多么什谁何之其它他她]|一(?![号品])|(?<![丽名新首帝华江])都|[东南西北前后内外][侧面]|小区|楼盘|项目(?=.)|业主|政府|市民|居民|物业|开发商|投诉|反映|关于|建议|咨询|希望|反对|强烈|严重|长期|问题/gu;
/** Words of every day that only end as places do. */
const EVERYDAY =
  /(?:[家手心夜房屋哪城院村水车店公邻楼校厂河地街眼暗]里|法院|养老院|电影院|敬老院|政府|[马公铁道走修出线思电堵让回问绕带上开土毛泥]路|水泥路|泥巴路|柏油路|高速路|主干路|断头路|行车路|[农全本乡各城]村|[网基电水岗]站|加油站|变电站|搅拌站|公交站|垃圾站|中转站|地铁站|换乘站|收费站|充电站|[后平阳窗站柜灶天露舞]台|电视台|[邻民安定同隔迁]居|[家法开]庭|[上逛大]街|步行街|商业街|美食街|[商县进全老]城|洗浴城|[家下返城]乡|[城乡集村]镇|[过天]桥|人行天桥|[普惠配套公民办私立]{2}幼儿园|[校]园|[普惠配套公民办私立]{2}(?:小学|中学|学校)|[农菜]{1,2}贸?市场|房地产市场|房产市场|楼市场|[有限物业开发公交自来水燃气供电地产置]{2}公司|[总分子]公司|(?:服务|购物|活动|文化|体育|信息|培训|会展|政务|医疗|卫生|管理|检测|登记|交易|调解|维修|充值|客服|热线)中心|(?:人民|中心|附属|公立|私立|妇幼)医院|(?:生态|湿地|主题|体育|森林|口袋|街心)公园|(?:文化|市民|休闲|小区)广场|[大各两爬上]山|[沿两上]岸|[过内]河)/gu;
/** After these the name itself may be said without them (望岳小区, 望岳业委会). */
const LEFT_OUT = /(?:小区|花园|家园|嘉园|社区|公寓|山庄|名邸|公馆|大厦|国际|世家|新城|楼盘|项目|苑)$/u;
const SHORTEST_STEM = 3;
const SHORTEST_NAME = 3;
const LONGEST_NAME = 7;

/** Each name as the pieces that end at its last word (凉塘路, 星沙凉塘路), and the text with the names taken out. */
export function readPlaces(said: string): { places: Set<string>; stems: Set<string>; outside: string } {
  const stems = new Set<string>();
  const places = new Set<string>();
  const isPlace = new Uint8Array(said.length);
  const everyday = new Set([...said.matchAll(EVERYDAY)].map((match) => match.index + match[0].length));
  const noName = endsOf(said, NO_NAME);
  for (const match of said.matchAll(PLACE_END)) {
    const end = match.index + match[0].length;
    if (everyday.has(end)) continue;
    // The ending alone (幼儿园) is no name.
    let name = '';
    let isBounded = true;
    const least = Math.max(SHORTEST_NAME, match[0].length + 1);
    for (let length = least; length <= Math.min(LONGEST_NAME, end); length++) {
      const start = end - length;
      if (NOT_OF_A_NAME.test(said.slice(start, start + 1)) || holdsWord(noName, start, end - 1)) break;
      if (length === least && NOT_OF_A_NAME.test(said.slice(start, end))) break;
      name = said.slice(start, end);
      places.add(name);
      isPlace.fill(1, start, end);
      isBounded = length < LONGEST_NAME;
    }
    const stem = isBounded ? name.replace(LEFT_OUT, '') : '';
    if (stem !== name && stem.length >= SHORTEST_STEM) stems.add(stem);
  }
  const outside = Array.from({ length: said.length }, (_, at) => (isPlace[at] ? '\n' : said[at])).join('');
  return { places, stems, outside };
}

/** For each start of such a word, its nearest end. */
function endsOf(said: string, words: RegExp): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  for (const match of said.matchAll(words)) ends.set(match.index, match.index + match[0].length);
  return ends;
}

function holdsWord(ends: ReadonlyMap<number, number>, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if ((ends.get(at) ?? Number.POSITIVE_INFINITY) <= end) return true;
  return false;
}

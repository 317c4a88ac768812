// Names of persons in words: behind what somebody is (管家陈晓), before what they are called (王先生), beside a telephone number.

const SURNAMES =
  '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章苏潘葛奚范彭郎鲁韦昌马苗凤方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元卜顾孟黄穆萧尹姚邵汪祁毛禹狄米贝臧成戴宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季贾娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万柯卢莫房裘缪宗丁宣邓郁单洪包左石崔吉龚程邢裴陆荣翁甄曲封储靳段焦巴牧侯班仰仇宁栾厉祖武符刘景詹束龙叶司黎薄印宿白蒲鄂索赖卓屠蒙池乔苍闻莘党翟谭贡姬申扶堵冉宰桑桂牛寿边燕冀尚农温别庄晏柴瞿阎充慕习艾鱼容易慎廖居衡耿弘匡文寇广禄阙东欧聂晁敖冷辛阚简饶曾沙鞠丰关荆游益桓公肖付涂闫代';
const DOUBLE = '欧阳|司马|上官|诸葛|东方|皇甫|尉迟|慕容|令狐|司徒|夏侯|端木';
const TITLES =
  '先生|女士|小姐|太太|师傅|师父|阿姨|叔叔|大叔|大爷|大妈|大哥|大姐|老师|经理|主任|医生|总监|主管|工程师|伯伯|婆婆|奶奶|爷爷|教授|警官|律师|书记|队长|班长|老板|管家|姐|哥|叔|姨|嫂|工|总';

/** Words of every day that begin as a name does: 管家马上来, 保安平时不在. */
const NO_NAME =
  '周[一二三四五六日天末围边]|马上|马路|马桶|何时|何必|安排|安装|安全|方便|方面|白天|白跑|平时|平常|全部|常常|常年|成天|时间|支持|包括|包含|左右|高兴|高空|温柔|严重|严格|胡说|单元|单子|万一|江边|明天|明显|金额|计划|石头|费用|施工|广场|任何|任由|危险|路上|路口|谢谢|许多|卫生|应该|向我|乐意|连|余下|于是|于|关门|关于|关了|关上|关我|关灯|游泳|简单|容易|易|习惯|项目|舒服|季|程序|钟|都|和|从|公司|公共|公摊|公示|公告|文明|祝|班|居然|居民|居委|别|封|荣|别人|尚未|宿舍|代|代收|付|冷|曾经|曾|边|充电|莫名|莫|元|毛病|成了|沙发|东西|东侧|东门|东边|农|边上|温|辛苦|丰|水|终|池|鱼|牛|景|段|龙头|花|房|房子|房间|房东|武|田|米|井|云|苏|华|雷|贝|顾|索|堵|宣|屈|危|席|解|管|喻|空|印|符|党|乔|宁|曲|储|养|养狗|巴|桂|寿|仰|习|封|宗|章|盛|夏天|秋|林|江|湖|常|倪哥|商|乐|简|游|闻|闻到|束|薄|宰|厉|祖|申请|扶|屠|简直|广告|阳|阳台|卜|邓';
/** What may follow a name: an end, or what one says of a person. */
const AFTER =
  '(?=[\\s,，。.、;；!！?？:：(（)）〔]|[的在说是家住电手态骂一不没也就来去把给昨今老总太很真服上帮让叫这那都又跟和对刚拿收打你我还跟答处联联要会能修换做推拒辱偷凶拖扔拉黑挂回发扣吼威恶乱睡玩抽喝迟早值巡已可只才有办解负管辞离走下微加删被为因每]|[0-9]|$)';

const surname = `(?:${DOUBLE}|[${SURNAMES}])`;
const given = `(?!${NO_NAME})${surname}[\\p{Script=Han}]{1,2}?`;

/** What somebody is, or how a name is led in. Behind these a name stands by itself. */
const ROLES =
  '管家|保安|保安员|客服|保洁|保洁员|电工|水工|水电工|维修工|维修员|师傅|门卫|门岗|班长|队长|经理|主管|主任|前台|工程部|工程师|物业的|秩序员|楼管|楼长|工作人员|员工|业主|户主|租客|租户|房东|住户|邻居|联系人|收件人|访客|姓名|名字|我叫|他叫|她叫|名叫|叫做|名字叫|孩子叫|儿子叫|女儿叫|我是|本人|老公|老婆|丈夫|妻子|儿子|女儿|女婿|媳妇|孩子|小孩|朋友|同事|我爸|我妈|找|联系';

export type NamePattern = { pattern: RegExp; group?: number };

export const NAMES: readonly NamePattern[] = [
  // 王先生, 李小梅女士, 欧阳老师.
  { pattern: new RegExp(`${surname}[\\p{Script=Han}]{0,2}?(?:${TITLES})(?![0-9])`, 'gu') },
  // 老张, 小李 as somebody who is spoken of.
  {
    pattern: new RegExp(
      `(?<![大变很太最])(?!老公)[老小阿][${SURNAMES}](?![\\p{Script=Han}]{0,1}(?:区|时|心|孩|院|人家|化|路))`,
      'gu',
    ),
  },
  // 管家陈晓, 我叫王小明, 业主: 陈某, 联系人张三.
  { pattern: new RegExp(`(?:${ROLES})[:： 是叫]{0,2}(${given})${AFTER}`, 'gu'), group: 1 },
  // 我姓陈, 师傅姓王, 姓李名明.
  {
    pattern: new RegExp(`(?<![百老同])姓(?!名|氏|啥|什么|甚)(${surname}(?:名[\\p{Script=Han}]{1,2})?)`, 'gu'),
    group: 1,
  },
  // 孙悟空，13800138000.
  {
    pattern: new RegExp(
      `(?<![\\p{Script=Han}])(?!${NO_NAME})(${surname}[\\p{Script=Han}]{1,2})(?=[ ,，:：]{0,2}(?:电话|手机号?|号码)?[ ,，:：是]{0,2}(?:\\+?86[- ]?)?1[3-9][0-9])`,
      'gu',
    ),
    group: 1,
  },
  // my name is john smith, Mr. Chen. Normalised text is in capitals.
  {
    pattern:
      /(?:MY NAME IS|NAME:|(?<![A-Z])(?:MR|MRS|MS|MISS|DR)\.?) ?([A-Z]{2,20}(?: [A-Z]{2,20})?)(?![A-Z])/gu,
    group: 1,
  },
];

/** Latin names are told from other words by their capitals: I am John, this is Lily Wang. Read in the raw words. */
export const WRITTEN_NAMES =
  /(?:(?:我叫|名叫|我是|名字[是叫])(?=[A-Z])|(?:[Ii](?:'| a|’)m|[Tt]his is|[Cc]all me|[Aa]sk for|[Cc]ontact|[Nn]ame is|[Gg]uard|[Mm]anager) )(?!Building|Unit|Room|Tower|Block|Floor|The|A |In |From |At |Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)([A-Z][a-z]{1,19}(?: [A-Z][a-z]{1,19}){0,2})/gu;

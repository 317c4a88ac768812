// Files that mean harm, made here: each with the kind of message it comes as and the name under which it is refused.
import { deflateSync } from 'node:zlib';
import type { MediaType } from '../../src/channels/contract.ts';
import type { RefusalReason } from '../../src/intake/file-check.ts';
import {
  amr,
  box,
  gif,
  heic,
  jpeg,
  jpegSegment,
  mp4,
  pdf,
  png,
  pngChunk,
  silk,
  webp,
  zip,
} from '../support/sample-files.ts';

export type Hostile = { name: string; kind: MediaType; bytes: Buffer; reason: RefusalReason };

const bytes = (text: string) => Buffer.from(text, 'latin1');
const SCRIPT = '<script>alert(document.domain)</script>';
const SVG = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">${SCRIPT}</svg>`;
const ENTITY = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>';

const pictures: [string, Buffer][] = [
  ['JPEG', jpeg()],
  ['PNG', png()],
  ['GIF', gif()],
  ['WebP', webp()],
  ['HEIC', heic()],
];

/** One kind after the other, whatever is shown for it. */
const disguised: Hostile[] = (
  [
    ['an SVG', SVG, 'svg'],
    ['an SVG with an XML head', `<?xml version="1.0"?>\n${SVG}`, 'svg'],
    ['an SVG behind a comment', `<!-- photo -->${SVG}`, 'svg'],
    ['an SVG behind spaces', `\n\n\t  ${SVG}`, 'svg'],
    ['an SVG with an entity', `<?xml version="1.0"?>${ENTITY}${SVG}`, 'svg'],
    ['an SVG behind a byte order mark', `\xef\xbb\xbf${SVG}`, 'svg'],
    ['an SVG behind many comments', `${'<!---->'.repeat(300)}${SVG}`, 'svg'],
    ['a page', `<!doctype html>${SCRIPT}`, 'html'],
    ['a page in capitals', `<HTML><BODY ONLOAD=alert(1)>`, 'html'],
    ['a bare script', SCRIPT, 'html'],
    ['a frame', `<iframe src="javascript:alert(1)"></iframe>`, 'html'],
    ['a page behind a comment', `<!-- GIF89a --><html>${SCRIPT}</html>`, 'html'],
    ['a zip', zip().toString('latin1'), 'archive'],
    ['a word file with macros', zip('word/vbaProject.bin').toString('latin1'), 'archive'],
    ['an empty zip', 'PK\x05\x06'.padEnd(22, '\0'), 'archive'],
    ['a Windows program', `MZ${'\0'.repeat(58)}\x80\0\0\0PE\0\0`, 'type-not-allowed'],
    ['a Linux program', `\x7fELF\x02\x01\x01${'\0'.repeat(60)}`, 'type-not-allowed'],
    ['a script of a shell', '#!/bin/sh\nrm -rf /\n', 'type-not-allowed'],
    ['an old Word file', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'.padEnd(600, '\0'), 'type-not-allowed'],
    ['a Flash film', 'FWS\x09aaaaaaaaaaaaaaaaaaaaaaaa', 'type-not-allowed'],
    ['a RAR', 'Rar!\x1a\x07\x01\0aaaaaaaaaaaaa', 'type-not-allowed'],
    ['a 7z', "7z\xbc\xaf'\x1c\0\x04aaaaaaaaaaaa", 'type-not-allowed'],
    ['a gzip bomb', `\x1f\x8b\x08\0${'\0'.repeat(40)}`, 'type-not-allowed'],
    ['an icon', '\0\0\x01\0\x01\0\x10\x10\0\0\x01\0', 'type-not-allowed'],
    ['a TIFF', 'II*\0\x08\0\0\0\0\0\0\0\0\0\0\0', 'type-not-allowed'],
    ['a Java class', '\xca\xfe\xba\xbe\0\0\x004', 'type-not-allowed'],
    ['XML', '<?xml version="1.0"?><a/>', 'type-not-allowed'],
    ['words', '我的密码是', 'type-not-allowed'],
    ['zeros', '\0'.repeat(100), 'type-not-allowed'],
  ] as [string, string, RefusalReason][]
).map(([name, text, reason]) => ({
  name: `${name} called a photo`,
  kind: 'image',
  bytes: bytes(text),
  reason,
}));

const asFile: Hostile[] = disguised.slice(0, 20).map(({ name, bytes: content, reason }) => ({
  name: name.replace('called a photo', 'sent as a file'),
  kind: 'file',
  bytes: content,
  reason,
}));

const polyglots: Hostile[] = pictures.flatMap(([name, picture]): Hostile[] => [
  {
    name: `${name} with a zip behind it`,
    kind: 'image',
    bytes: Buffer.concat([picture, zip()]),
    reason: 'polyglot',
  },
  {
    name: `${name} with a zip and a comment behind it`,
    kind: 'image',
    bytes: Buffer.concat([picture, zip().subarray(0, -2), bytes('\x04\0abcd')]),
    reason: 'polyglot',
  },
  {
    name: `${name} with a page behind it`,
    kind: 'image',
    bytes: Buffer.concat([picture, bytes(SCRIPT)]),
    reason: 'polyglot',
  },
  {
    name: `${name} with a PDF behind it`,
    kind: 'image',
    bytes: Buffer.concat([picture, pdf()]),
    reason: 'polyglot',
  },
  {
    name: `${name} with PHP behind it`,
    kind: 'image',
    bytes: Buffer.concat([picture, bytes('<?php system($_GET[0]); ?>')]),
    reason: 'polyglot',
  },
]);

const hidden: Hostile[] = [
  {
    name: 'a JPEG whose comment is a page',
    kind: 'image',
    bytes: jpeg(2, 2, [jpegSegment(0xfe, bytes(`*/=1;${SCRIPT}/*`))]),
    reason: 'polyglot',
  },
  {
    name: 'a JPEG whose Exif holds an SVG',
    kind: 'image',
    bytes: jpeg(2, 2, [jpegSegment(0xe1, bytes(`Exif\0\0${SVG}`))]),
    reason: 'polyglot',
  },
  {
    name: 'a PNG whose text is a page',
    kind: 'image',
    bytes: png(2, 2, pngChunk('tEXt', bytes(`Comment\0<HTML >${SCRIPT}`))),
    reason: 'polyglot',
  },
  {
    name: 'a film with a page in a free box',
    kind: 'video',
    bytes: mp4(box('free', bytes(SCRIPT))),
    reason: 'polyglot',
  },
  { name: 'a film with a zip behind it', kind: 'video', bytes: mp4(box('free', zip())), reason: 'polyglot' },
  {
    name: 'a PDF with a program',
    kind: 'file',
    bytes: pdf('/OpenAction << /S /JavaScript /JS (app.alert(1)) >> '),
    reason: 'active-pdf',
  },
  {
    name: 'a PDF that starts something',
    kind: 'file',
    bytes: pdf('/OpenAction << /S /Launch /F (cmd.exe) >> '),
    reason: 'active-pdf',
  },
  {
    name: 'a PDF with a file inside',
    kind: 'file',
    bytes: pdf('/Names << /EmbeddedFiles 3 0 R /Type /EmbeddedFile >> '),
    reason: 'active-pdf',
  },
  {
    name: 'a PDF with a zip behind it',
    kind: 'file',
    bytes: Buffer.concat([pdf(), zip()]),
    reason: 'polyglot',
  },
  { name: 'a PDF called a photo', kind: 'image', bytes: pdf(), reason: 'type-not-allowed' },
  { name: 'a film called a photo', kind: 'image', bytes: mp4(), reason: 'type-not-allowed' },
  { name: 'a photo called a voice', kind: 'voice', bytes: jpeg(), reason: 'type-not-allowed' },
  {
    name: 'an MP3 called a voice',
    kind: 'voice',
    bytes: bytes('ID3\x04\0\0\0\0\0\0'.padEnd(64, '\0')),
    reason: 'type-not-allowed',
  },
];

const voices: Hostile[] = [
  { name: 'a voice that is a page', kind: 'voice', bytes: bytes(`#!AMR\n${SCRIPT}`), reason: 'polyglot' },
  {
    name: 'a voice with a zip behind it',
    kind: 'voice',
    bytes: Buffer.concat([amr(), zip()]),
    reason: 'polyglot',
  },
  {
    name: 'a Silk with a PDF behind it',
    kind: 'voice',
    bytes: Buffer.concat([silk(), pdf()]),
    reason: 'polyglot',
  },
];

const tooMuch: Hostile[] = [
  { name: 'a PNG of 30 000 × 30 000', kind: 'image', bytes: png(30_000, 30_000), reason: 'too-many-pixels' },
  {
    name: 'a PNG of the largest numbers',
    kind: 'image',
    bytes: png(0x7fffffff, 0x7fffffff),
    reason: 'too-many-pixels',
  },
  { name: 'a PNG of one endless line', kind: 'image', bytes: png(0x7fffffff, 1), reason: 'too-many-pixels' },
  {
    name: 'a JPEG of 65 535 × 65 535',
    kind: 'image',
    bytes: jpeg(65_535, 65_535),
    reason: 'too-many-pixels',
  },
  { name: 'a GIF of 65 535 × 65 535', kind: 'image', bytes: gif(65_535, 65_535), reason: 'too-many-pixels' },
  {
    name: 'a WebP of 16 384 × 16 384',
    kind: 'image',
    bytes: webp(16_384, 16_384),
    reason: 'too-many-pixels',
  },
  {
    name: 'a HEIC of 40 000 × 40 000',
    kind: 'image',
    bytes: heic(40_000, 40_000),
    reason: 'too-many-pixels',
  },
  {
    name: 'a PNG that is only its mark',
    kind: 'image',
    bytes: png().subarray(0, 12),
    reason: 'type-not-allowed',
  },
  {
    name: 'a photo of eleven megabytes',
    kind: 'image',
    bytes: Buffer.concat([jpeg(), Buffer.alloc(11 * 1024 ** 2)]),
    reason: 'too-large',
  },
  { name: 'nothing', kind: 'image', bytes: Buffer.alloc(0), reason: 'empty' },
  {
    name: 'a voice of an hour',
    kind: 'voice',
    bytes: bytes(`#!AMR\n${`\x04${'U'.repeat(12)}`.repeat(150_000)}`),
    reason: 'too-long',
  },
  {
    name: 'a Silk of an hour',
    kind: 'voice',
    bytes: bytes(`\x02#!SILK_V3${'\x01\0U'.repeat(180_000)}`),
    reason: 'too-long',
  },
  {
    name: 'a PNG that unpacks to gigabytes',
    kind: 'image',
    bytes: png(
      60_000,
      60_000,
      pngChunk('zTXt', Buffer.concat([bytes('a\0\0'), deflateSync(Buffer.alloc(1_000_000))])),
    ),
    reason: 'too-many-pixels',
  },
];

export const hostileFiles: readonly Hostile[] = [
  ...disguised,
  ...asFile,
  ...polyglots,
  ...hidden,
  ...voices,
  ...tooMuch,
];

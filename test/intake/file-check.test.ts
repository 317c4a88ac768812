import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MediaType } from '../../src/channels/contract.ts';
import { checkFile, fileEndings } from '../../src/intake/file-check.ts';
import { findIntruder } from '../../src/intake/file-intruders.ts';
import { demoPhoto } from '../../src/simulator/demo-photo.ts';
import { shippedConfig } from '../support/house.ts';
import {
  amr,
  gif,
  heic,
  jpeg,
  jpegSegment,
  mov,
  mp4,
  pdf,
  png,
  pngChunk,
  silk,
  webp,
} from '../support/sample-files.ts';
import { hostileFiles } from './hostile-files.ts';

const limits = shippedConfig().intake.media;

describe('a true file', () => {
  it.each([
    ['image', 'image/jpeg', jpeg(4000, 3000)],
    ['image', 'image/png', png()],
    ['image', 'image/png', Buffer.from(demoPhoto)],
    ['image', 'image/gif', gif()],
    ['image', 'image/webp', webp()],
    ['image', 'image/heic', heic(4032, 3024)],
    ['voice', 'audio/amr', amr()],
    ['voice', 'audio/silk', silk()],
    ['voice', 'audio/silk', silk(50, false)],
    ['video', 'video/mp4', mp4()],
    ['video', 'video/quicktime', mov()],
    ['file', 'application/pdf', pdf()],
    ['file', 'image/jpeg', jpeg()],
  ] as const)('sent as %s is kept as %s', async (kind, contentType, bytes) => {
    expect(await checkFile(kind, bytes, limits)).toEqual({ ok: true, contentType });
    expect(fileEndings).toHaveProperty([contentType]);
  });

  it('of a camera is not refused for what cameras write into it', async () => {
    const xmp = '<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF></rdf:RDF></x:xmpmeta>';
    const photo = jpeg(4000, 3000, [
      jpegSegment(0xe1, Buffer.from('Exif\0\0II*\0\x08\0\0\0', 'latin1')),
      jpegSegment(0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${xmp}`, 'latin1')),
    ]);
    expect(await checkFile('image', photo, limits)).toMatchObject({ ok: true });
    // Some phones put a short film or their own notes behind the picture.
    const live = Buffer.concat([photo, mp4(), Buffer.from('SEFHe\0\0\0')]);
    expect(await checkFile('image', live, limits)).toMatchObject({ ok: true });
    const shot = png(2, 2, pngChunk('iTXt', Buffer.from(`XML:com.adobe.xmp\0\0\0\0\0${xmp}`)));
    expect(await checkFile('image', shot, limits)).toMatchObject({ ok: true });
  });

  it('of twenty megabytes of noise is not taken for a page by chance', () => {
    let state = 1;
    const noise = Buffer.alloc(20 * 1024 ** 2);
    for (let at = 0; at < noise.length; at += 4) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      noise.writeUInt32LE(state, at);
    }
    expect(findIntruder('image/jpeg', noise)).toBeNull();
  });
});

describe('a broken file', () => {
  it.each([
    ['image', 'a PNG that is cut off', png().subarray(0, 50)],
    ['image', 'a PNG of nothing', png(0, 0)],
    ['image', 'a JPEG without a picture', Buffer.from('\xff\xd8\xff\xe0\0\x10JFIF\0\x01', 'latin1')],
    ['image', 'a JPEG of endless fill bytes', Buffer.alloc(50_000, 0xff).fill('\xff\xd8', 0, 2, 'latin1')],
    ['image', 'a JPEG whose segment leads nowhere', Buffer.from('\xff\xd8\xff\xe0\xff\xff1234', 'latin1')],
    [
      'image',
      'a JPEG whose segments have no length',
      Buffer.from(`\xff\xd8${'\xff\xe0\0\0'.repeat(50)}`, 'latin1'),
    ],
    ['voice', 'a voice that is cut off', amr().subarray(0, -5)],
    ['voice', 'a voice without a frame', amr(0)],
    ['voice', 'a Silk that is cut off', silk().subarray(0, -5)],
    ['video', 'a film that is cut off', mp4().subarray(0, -20)],
    ['file', 'a PDF that is cut off', pdf().subarray(0, 60)],
  ] as const)('(%s) %s is kept: a person may still rescue it', async (kind, _what, bytes) => {
    expect(await checkFile(kind, bytes, limits)).toMatchObject({ ok: true });
  });
});

describe('a hostile file', () => {
  it('comes in many kinds here', () => {
    expect(hostileFiles.length).toBeGreaterThanOrEqual(100);
    expect(new Set(hostileFiles.map((each) => each.name)).size).toBe(hostileFiles.length);
  });

  it.each(hostileFiles)('$name is refused and named', async ({ kind, bytes, reason }) => {
    expect(await checkFile(kind, bytes, limits)).toMatchObject({ ok: false, reason });
  });

  it('of any bytes behind any head never throws', async () => {
    const head = fc.constantFrom(jpeg(), png(), gif(), webp(), heic(), mp4(), amr(), silk(), pdf());
    const kind = fc.constantFrom<MediaType>('image', 'voice', 'video', 'file');
    await fc.assert(
      fc.asyncProperty(
        head,
        fc.nat(80),
        fc.uint8Array({ maxLength: 200 }),
        kind,
        async (from, cut, tail, as) => {
          const bytes = Buffer.concat([from.subarray(0, cut), tail]);
          const verdict = await checkFile(as, bytes, limits);
          expect(typeof verdict.ok).toBe('boolean');
        },
      ),
      { numRuns: 3_000 },
    );
  });
});

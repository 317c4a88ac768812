// The pipes' lines: whatever comes, one answer each, and nobody's line takes another's down.
import { Readable, Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createAnswers, type Line, linesOf, readLine } from '../../src/cli/json-lines.ts';

async function lines(chunks: (string | Buffer)[]): Promise<Line[]> {
  const all: Line[] = [];
  const input = Readable.from(
    chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk)),
  );
  for await (const batch of linesOf(input)) all.push(...batch);
  return all;
}
const texts = async (chunks: (string | Buffer)[]) => (await lines(chunks)).map((line) => line.text);

describe('linesOf', () => {
  it('joins what was cut between chunks, also within a character', async () => {
    const bytes = Buffer.from('{"text":"漏水"}\n');
    expect(await texts([bytes.subarray(0, 11), bytes.subarray(11)])).toEqual(['{"text":"漏水"}']);
  });

  it('takes a last line without an end, and CRLF', async () => {
    expect(await texts(['a\r\nb'])).toEqual(['a', 'b']);
  });

  it('keeps an empty line as a line, so that answers stay in step', async () => {
    expect(await texts(['a\n\nb\n'])).toEqual(['a', '', 'b']);
  });

  it('does not keep a giant line, and reads the next one', async () => {
    const giant = `{"id":"big","text":"${'水'.repeat(400_000)}`;
    const read = await lines([giant, giant, giant, giant, '"}\n{"id":2}\n']);
    expect(read.map((line) => line.tooLong)).toEqual([true, false]);
    expect(read[0]?.text.length).toBeLessThan(1000);
    expect(read.map((line) => readLine(line))).toEqual([
      { ok: false, answer: { id: 'big', error: 'line-too-long' } },
      { ok: true, row: { id: 2 } },
    ]);
  });

  it('refuses a giant line that came in one piece', async () => {
    const [line] = await lines([`{"id":7,"text":"${'水'.repeat(1_100_000)}"}\n`]);
    expect(line?.tooLong).toBe(true);
  });
});

describe('readLine', () => {
  const read = (text: string) => readLine({ text, tooLong: false });

  it.each([
    ['{"id":"a","text', { id: 'a', error: 'not-json' }],
    ['{"id":12,"text":"x', { id: 12, error: 'not-json' }],
    ['nonsense', { error: 'not-json' }],
    ['', { error: 'not-json' }],
    ['[1,2]', { error: 'not-an-object' }],
    ['null', { error: 'not-an-object' }],
    ['"text"', { error: 'not-an-object' }],
  ])('answers %s with a code, and the id when it is plain', (text, answer) => {
    expect(read(text)).toEqual({ ok: false, answer });
  });

  it('reads over a byte order mark', () => {
    expect(read('\uFEFF{"id":1}')).toEqual({ ok: true, row: { id: 1 } });
  });
});

describe('createAnswers', () => {
  it('writes one line each', async () => {
    let written = '';
    const output = new Writable({
      write(chunk, _, done) {
        written += chunk;
        done();
      },
    });
    await createAnswers(output).write([{ id: 1 }, { id: '\uD800' }]);
    expect(written).toBe('{"id":1}\n{"id":"\\ud800"}\n');
  });

  it('says so when the reader has gone, and does not throw', async () => {
    const output = new Writable({
      highWaterMark: 1,
      write(_chunk, _encoding, done) {
        done(Object.assign(new Error('gone'), { code: 'EPIPE' }));
      },
    });
    const answers = createAnswers(output);
    await answers.write([{ id: 1 }]);
    expect(await answers.write([{ id: 2 }])).toBe(false);
  });
});

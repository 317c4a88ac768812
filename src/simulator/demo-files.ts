// Small files for the played residents: two seconds of silence, and a film of one empty frame. True enough for whoever looks at bytes.

/** AMR at 12.2 kbit/s, 20 ms a frame, each of them "nothing was said". */
export function demoVoice(seconds = 2): Uint8Array {
  const silence = 0x7c; // frame type 15: no data
  return Uint8Array.from([...Buffer.from('#!AMR\n'), ...Array.from({ length: seconds * 50 }, () => silence)]);
}

export function demoVideo(): Uint8Array {
  return Buffer.concat([
    box('ftyp', Buffer.from('isom\0\0\x02\0isomiso2mp41', 'latin1')),
    box('moov', box('mvhd', Buffer.alloc(100))),
    box('mdat', Buffer.alloc(2_000)),
  ]);
}

function box(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length + 8, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, data]);
}

import { crc32, deflateSync, inflateSync } from "node:zlib";

/** https://www.w3.org/TR/png-3/: eight bits a channel, not interlaced, as Chromium writes its screenshots. */
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const MOST_COLOURS = 80;
const KEPT_COLOURS = 24;

type Pixels = { width: number; height: number; channels: number; bytes: Buffer };

/** The same picture in at most 80 colours, a third of the size: a page of text has few, and the shades between them. */
export function smallPng(png: Buffer): Buffer {
  const { width, height, channels, bytes } = pixelsOf(png);
  const colours = new Map<number, number>();
  const colourAt = (index: number) => bytes.readUIntBE(index * channels, 3);
  for (let index = 0; index < width * height; index += 1) {
    const colour = colourAt(index);
    colours.set(colour, (colours.get(colour) ?? 0) + 1);
  }
  const palette = paletteOf(colours);
  const places = new Map([...colours.keys()].map((colour) => [colour, nearest(palette, colour)]));
  const rows = Buffer.alloc((width + 1) * height);
  for (let index = 0; index < width * height; index += 1)
    rows[Math.floor(index / width) * (width + 1) + 1 + (index % width)] = places.get(colourAt(index)) ?? 0;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const table = Buffer.from(palette.flatMap((colour) => parts(colour)));
  const data = deflateSync(rows, { level: 9 });
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", head),
    chunk("PLTE", table),
    chunk("IDAT", data),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** The most frequent as they are, grounds and tints; of the rest none that differs little from one that is there. */
function paletteOf(colours: ReadonlyMap<number, number>): readonly number[] {
  const frequent = [...colours].toSorted(([, a], [, b]) => b - a).map(([colour]) => colour);
  for (let apart = 400; ; apart *= 1.5) {
    const chosen = frequent.slice(0, KEPT_COLOURS);
    for (const colour of frequent)
      if (chosen.length <= MOST_COLOURS && chosen.every((other) => distance(other, colour) > apart))
        chosen.push(colour);
    if (chosen.length <= MOST_COLOURS) return chosen;
  }
}

function nearest(palette: readonly number[], colour: number): number {
  let best = 0;
  for (const [index, other] of palette.entries())
    if (distance(other, colour) < distance(palette[best] ?? 0, colour)) best = index;
  return best;
}

function parts(colour: number): readonly [number, number, number] {
  return [colour >> 16, (colour >> 8) & 255, colour & 255];
}

function distance(one: number, other: number): number {
  const [r, g, b] = parts(one);
  const [x, y, z] = parts(other);
  return (r - x) ** 2 + (g - y) ** 2 + (b - z) ** 2;
}

function pixelsOf(png: Buffer): Pixels {
  const data: Buffer[] = [];
  for (let at = SIGNATURE.length; at < png.length; at += png.readUInt32BE(at) + 12)
    if (png.toString("latin1", at + 4, at + 8) === "IDAT")
      data.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  const [width, height, kind] = [png.readUInt32BE(16), png.readUInt32BE(20), png[25]];
  const channels = kind === 6 ? 4 : 3;
  const rows = inflateSync(Buffer.concat(data));
  const bytes = Buffer.alloc(width * height * channels);
  const length = width * channels;
  for (let row = 0; row < height; row += 1) {
    const filter = rows[row * (length + 1)];
    for (let place = 0; place < length; place += 1) {
      const at = row * length + place;
      const left = place >= channels ? (bytes[at - channels] ?? 0) : 0;
      const up = row > 0 ? (bytes[at - length] ?? 0) : 0;
      const corner = row > 0 && place >= channels ? (bytes[at - length - channels] ?? 0) : 0;
      bytes[at] = (rows[row * (length + 1) + 1 + place] ?? 0) + predicted(filter, left, up, corner);
    }
  }
  return { width, height, channels, bytes };
}

function predicted(filter: number | undefined, left: number, up: number, corner: number): number {
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) return 0;
  const guess = left + up - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';

/** A rectangle of the whole screen with its colour. */
export interface ColouredBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly colour: readonly [number, number, number];
}

const opcodes = {
  changeWindowAttributes: 2,
  getInputFocus: 43,
  createPixmap: 53,
  createGraphicsContext: 55,
  changeGraphicsContext: 56,
  clearArea: 61,
  fillRectangles: 70,
} as const;

/**
 * Paints the background of an X screen in boxes of different colours. The few requests that it takes are written out
 * here, because no program that is always there can do it: xsetroot knows one colour for the whole screen.
 */
export async function paintRootBackground(display: string, boxes: readonly ColouredBox[]): Promise<void> {
  const socket = createConnection(`/tmp/.X11-unix/X${display.replace(':', '')}`);
  try {
    await once(socket, 'connect');
    const { root, depth, firstId } = await setUp(socket);
    const pixmap = firstId;
    const context = firstId + 1;
    const width = Math.max(...boxes.map((box) => box.x + box.width));
    const height = Math.max(...boxes.map((box) => box.y + box.height));
    const foreground = 0x4;
    const backgroundPixmap = 0x1;
    socket.write(request(opcodes.createPixmap, depth, [pixmap, root, pair(width, height)]));
    socket.write(request(opcodes.createGraphicsContext, 0, [context, pixmap, foreground, 0]));
    for (const box of boxes) {
      const [red, green, blue] = box.colour;
      const pixel = ((red << 16) | (green << 8) | blue) >>> 0;
      socket.write(request(opcodes.changeGraphicsContext, 0, [context, foreground, pixel]));
      const rectangle = [pair(box.x, box.y), pair(box.width, box.height)];
      socket.write(request(opcodes.fillRectangles, 0, [pixmap, context, ...rectangle]));
    }
    socket.write(request(opcodes.changeWindowAttributes, 0, [root, backgroundPixmap, pixmap]));
    socket.write(request(opcodes.clearArea, 0, [root, 0, 0]));
    // Its answer comes after all of the above was done. The server keeps the pixmap as long as the screen needs it.
    socket.write(request(opcodes.getInputFocus, 0, []));
    const answer = await read(socket, 32);
    if (answer[0] !== 1) throw new Error(`The X server refused to paint the background: error ${answer[1]}.`);
  } finally {
    socket.destroy();
  }
}

/** Two 16-bit numbers in one word, the first in the lower half. */
const pair = (low: number, high: number): number => ((high << 16) | low) >>> 0;

function request(opcode: number, detail: number, words: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + words.length * 4);
  bytes.writeUInt8(opcode, 0);
  bytes.writeUInt8(detail, 1);
  bytes.writeUInt16LE(1 + words.length, 2);
  for (const [index, word] of words.entries()) bytes.writeUInt32LE(word, 4 + index * 4);
  return bytes;
}

async function setUp(socket: Socket): Promise<{ root: number; depth: number; firstId: number }> {
  const hello = Buffer.alloc(12);
  hello.write('l', 0);
  hello.writeUInt16LE(11, 2);
  socket.write(hello);
  const head = await read(socket, 8);
  const body = await read(socket, head.readUInt16LE(6) * 4);
  if (head[0] !== 1) throw new Error(`The X server refused the connection: ${body.toString('latin1')}`);
  const vendorBytes = Math.ceil(body.readUInt16LE(16) / 4) * 4;
  const screen = 32 + vendorBytes + body.readUInt8(21) * 8;
  return { root: body.readUInt32LE(screen), depth: body.readUInt8(screen + 38), firstId: body.readUInt32LE(4) };
}

async function read(socket: Socket, length: number): Promise<Buffer> {
  for (;;) {
    const bytes = socket.read(length) as Buffer | null;
    if (bytes) return bytes;
    await Promise.race([
      once(socket, 'readable'),
      once(socket, 'end').then(() => Promise.reject(new Error('The X server hung up.'))),
    ]);
  }
}

import { randomBytes } from 'node:crypto';
import { v7 as uuidV7 } from 'uuid';

const versionSevenId = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const greatestSequence = 0xffff_ffff;

/**
 * Makes UUIDs (v7) from the wall clock that only ever grow, also when the clock is set back: then the last time is
 * kept and the sequence counts on. Give it the newest id of the library to go on after what is there.
 */
export function createIdGenerator(lastId?: string | null): (nowMs: number) => string {
  let { time, sequence } = lastId && versionSevenId.test(lastId) ? partsOf(lastId) : { time: -1, sequence: 0 };
  return (nowMs) => {
    const random = randomBytes(16);
    if (nowMs > time) {
      time = nowMs;
      // The top bit stays free, so that there is room to count within this millisecond.
      sequence = random.readUInt32BE(6) >>> 1;
    } else if (sequence < greatestSequence) {
      sequence += 1;
    } else {
      time += 1;
      sequence = 0;
    }
    return uuidV7({ msecs: time, seq: sequence, random });
  };
}

/** The time a UUID (v7) was made at, UTC ms; undefined for any other text. */
export function timeOfId(id: string): number | undefined {
  return versionSevenId.test(id) ? partsOf(id).time : undefined;
}

/** Time and sequence as the `uuid` package lays them out: 48 bits of time, then 32 bits around version and variant. */
function partsOf(id: string): { time: number; sequence: number } {
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  const sequence =
    (bytes.readUInt8(6) & 0x0f) * 0x1000_0000 +
    (bytes.readUInt8(7) << 20) +
    ((bytes.readUInt8(8) & 0x3f) << 14) +
    (bytes.readUInt8(9) << 6) +
    (bytes.readUInt8(10) >> 2);
  return { time: bytes.readUIntBE(0, 6), sequence };
}

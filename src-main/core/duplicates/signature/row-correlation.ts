/** Twice the greatest shift and more than all rows, so that nothing that is moved comes back in at the other end. */
const size = 512;
const steps = 9;

const cosines = Float64Array.from({ length: size / 2 }, (_, at) => Math.cos((2 * Math.PI * at) / size));
const sines = Float64Array.from({ length: size / 2 }, (_, at) => Math.sin((2 * Math.PI * at) / size));
const reversed = Uint16Array.from({ length: size }, (_, at) => {
  let bits = 0;
  for (let bit = 0; bit < steps; bit += 1) bits |= ((at >> bit) & 1) << (steps - 1 - bit);
  return bits;
});

const firstReal = new Float64Array(size);
const firstImaginary = new Float64Array(size);
const secondReal = new Float64Array(size);
const secondImaginary = new Float64Array(size);

/**
 * For every shift the sum of the products of the rows of one with those of the other, so many rows further down; the
 * shifts upwards come from the end: place 512 - shift. Rows have two numbers each, `rows` apart. All shifts at once by
 * a Fourier transform, of which two numbers a row make one complex one. Overwritten by the next call.
 */
export function correlateRows(one: Float32Array, other: Float32Array, rows: number, top: number, bottom: number) {
  load(one, rows, top, bottom, firstReal, firstImaginary);
  load(other, rows, top, bottom, secondReal, secondImaginary);
  transform(firstReal, firstImaginary);
  transform(secondReal, secondImaginary);
  // The first one conjugated times the second; conjugated once more, so that the same transform leads back.
  for (let at = 0; at < size; at += 1) {
    const a = firstReal[at] as number;
    const b = firstImaginary[at] as number;
    const c = secondReal[at] as number;
    const d = secondImaginary[at] as number;
    firstReal[at] = (a * c + b * d) / size;
    firstImaginary[at] = (b * c - a * d) / size;
  }
  const real = reorder(firstReal, secondReal);
  const imaginary = reorder(firstImaginary, secondImaginary);
  transform(real, imaginary);
  return real;
}

export const correlationSize = size;

function load(
  from: Float32Array,
  rows: number,
  top: number,
  bottom: number,
  real: Float64Array,
  imaginary: Float64Array,
) {
  real.fill(0);
  imaginary.fill(0);
  for (let row = top; row < bottom; row += 1) {
    const at = reversed[row] as number;
    real[at] = from[row] as number;
    imaginary[at] = from[rows + row] as number;
  }
}

function reorder(from: Float64Array, to: Float64Array): Float64Array {
  for (let at = 0; at < size; at += 1) to[reversed[at] as number] = from[at] as number;
  return to;
}

/** In place; the numbers come in the order of their reversed bits. */
function transform(real: Float64Array, imaginary: Float64Array): void {
  for (let half = 1, stride = size / 2; half < size; half *= 2, stride /= 2) {
    for (let turn = 0; turn < half; turn += 1) {
      const cosine = cosines[turn * stride] as number;
      const sine = sines[turn * stride] as number;
      for (let upper = turn; upper < size; upper += 2 * half) {
        const lower = upper + half;
        const a = real[lower] as number;
        const b = imaginary[lower] as number;
        const turnedReal = a * cosine + b * sine;
        const turnedImaginary = b * cosine - a * sine;
        const c = real[upper] as number;
        const d = imaginary[upper] as number;
        real[lower] = c - turnedReal;
        imaginary[lower] = d - turnedImaginary;
        real[upper] = c + turnedReal;
        imaginary[upper] = d + turnedImaginary;
      }
    }
  }
}

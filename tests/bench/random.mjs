// A seeded source of randomness (sfc32), the same on every machine.

const alphabet = "abcdefghijklmnopqrstuvwxyz";

/** Returns the source that belongs to a seed. */
export function random(seed) {
  const next = sfc32(seed);
  const real = () => next() / 2 ** 32;
  const between = (low, high) => low + Math.floor(real() * (high - low + 1));
  const pick = (list) => list[between(0, list.length - 1)];
  const many = (n, one) => Array.from({ length: n }, one).join("");
  const pad = (n) => String(n).padStart(2, "0");
  const day = (from, years) => `${from + between(0, years - 1)}-${pad(between(1, 12))}-${pad(between(1, 28))}`;
  return {
    real,
    between,
    pick,
    day,
    digits: (n) => many(n, () => between(0, 9)),
    letters: (n) => many(n, () => alphabet[between(0, 25)]),
    instant: (from, years) =>
      `${day(from, years)}T${pad(between(7, 18))}:${pad(between(0, 59))}:${pad(between(0, 59))}Z`,
    uuid: () => uuid(many(32, () => between(0, 15).toString(16))),
  };
}

function uuid(hex) {
  const cut = (from, to) => hex.slice(from, to);
  return `${cut(0, 8)}-${cut(8, 12)}-4${cut(13, 16)}-a${cut(17, 20)}-${cut(20, 32)}`;
}

/** Chris Doty-Humphrey's small fast counter generator. */
function sfc32(seed) {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, seed >>> 0, 1];
  const next = () => {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return t >>> 0;
  };
  for (let i = 0; i < 15; i++) next();
  return next;
}

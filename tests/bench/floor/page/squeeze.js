// Segments, as they are or deflated.

/** Cuts newline-delimited JSON into segments of 500 lines each. */
export function segmentsOf(file) {
  const bytes = new Uint8Array(file);
  const segments = [];
  let from = 0;
  let lines = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === 10 && ++lines % 500 === 0) {
      segments.push(bytes.subarray(from, at + 1));
      from = at + 1;
    }
  }
  if (from < bytes.length) segments.push(bytes.subarray(from));
  return segments;
}

const through = async (stream, bytes) =>
  new Uint8Array(await new Response(new Blob([bytes]).stream().pipeThrough(stream)).arrayBuffer());

/** How bytes are packed and unpacked: plain, or by the browser's own deflate. */
export const packings = {
  plain: { pack: (bytes) => bytes, unpack: (bytes) => bytes },
  deflate: {
    pack: (bytes) => through(new CompressionStream("deflate-raw"), bytes),
    unpack: (bytes) => through(new DecompressionStream("deflate-raw"), bytes),
  },
};

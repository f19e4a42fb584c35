// Writes FILE.br and FILE.gz beside each file that compresses. Results are kept by
// content, because brotli at its best takes half a minute for the core.

import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const compressible = new Set([".html", ".js", ".css", ".wasm", ".svg", ".json", ".webmanifest"]);
const coders = {
  br: (data) =>
    promisify(brotliCompress)(data, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: data.length },
    }),
  gz: (data) => promisify(gzip)(data, { level: 9 }),
};

/** Compresses every file below folder; kept is where results are remembered. */
export async function compressTree(folder, kept) {
  mkdirSync(kept, { recursive: true });
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && compressible.has(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of files) {
    const data = readFileSync(file);
    const digest = createHash("sha256").update(data).digest("hex");
    for (const [suffix, compress] of Object.entries(coders)) {
      const known = join(kept, `${digest}.${suffix}`);
      if (!existsSync(known)) writeFileSync(known, await compress(data));
      copyFileSync(known, `${file}.${suffix}`);
    }
  }
}

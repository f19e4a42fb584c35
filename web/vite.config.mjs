import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The Subresource Integrity of a file, or nothing when there is none. */
export function integrity(file) {
  return existsSync(file) ? `sha384-${createHash("sha384").update(readFileSync(file)).digest("base64")}` : "";
}

const core = { integrity: integrity(at("../build/core.wasm")) };
const { version } = JSON.parse(readFileSync(at("../package.json"), "utf8"));

export default defineConfig({
  root: at("."),
  define: { __CORE__: JSON.stringify(core), __VERSION__: JSON.stringify(version) },
  worker: { format: "es" },
  build: {
    outDir: at("dist"),
    emptyOutDir: true,
    target: "es2024",
    // Both would add inline helpers for the sake of old browsers.
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
});

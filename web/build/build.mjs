// Builds web/dist: the page, its worker, the core, the service worker, and
// compressed copies of everything that compresses.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { integrity } from "../vite.config.mjs";
import { compressTree } from "./compress.mjs";

const web = fileURLToPath(new URL("..", import.meta.url));
const dist = join(web, "dist");
const work = join(web, "../build");
const configFile = join(web, "vite.config.mjs");

await build({ configFile, logLevel: "warn" });

const goroot = execFileSync("go", ["env", "GOROOT"], { encoding: "utf8" }).trim();
copyFileSync(join(goroot, "lib/wasm/wasm_exec.js"), join(dist, "wasm_exec.js"));
const core = join(work, "core.wasm");
if (existsSync(core)) copyFileSync(core, join(dist, "core.wasm"));
else console.warn(`no ${relative(process.cwd(), core)}: the page will show that it could not start`);

const release = listRelease();
await build({
  root: web,
  configFile: false,
  logLevel: "warn",
  publicDir: false,
  define: { __RELEASE__: JSON.stringify(release) },
  build: {
    outDir: dist,
    emptyOutDir: false,
    target: "es2024",
    rolldownOptions: {
      input: join(web, "src/sw/index.ts"),
      output: { entryFileNames: "sw.js", format: "es" },
    },
  },
});
writeFileSync(join(dist, "release.json"), JSON.stringify(release, null, 1) + "\n");
await compressTree(dist, join(work, "compressed"));

/** Every file with its integrity; the version is a digest over all of them. */
function listRelease() {
  const files = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [`/${relative(dist, file)}`.replace(/^\/index\.html$/, "/"), integrity(file)])
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const version = createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 12);
  return { version, files };
}

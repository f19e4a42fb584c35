// Runs every check and test, counts them, and ends with one plain line:
// "N passed, N failed" (and ", N skipped" where real data is absent).
//
//	node tests/run.mjs          everything
//	node tests/run.mjs lint     only the linters
//	node tests/run.mjs go js browser   only some suites

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { readdirSync } from "node:fs";

/** What takes longer, in seconds, says how long it took. */
const slow = 10;

const counts = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

/** Runs a command and calls line for each line that it prints; resolves to its exit code. */
function run(command, args, { env = {}, line = console.log } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", line);
    }
    child.on("error", (error) => {
      line(String(error));
      resolve(127);
    });
    child.on("close", resolve);
  });
}

function count(outcome, name) {
  counts[outcome]++;
  if (outcome === "failed") failures.push(name);
}

/** A check passes when its command exits with 0; its output shows only if it fails. */
async function check(name, command, args, env = {}) {
  const output = [];
  const code = await run(command, args, { env, line: (l) => output.push(l) });
  const quiet = env.PRINTS_NOTHING ? output.length === 0 : true;
  const ok = code === 0 && quiet;
  console.log(`${ok ? "ok  " : "FAIL"} ${name}`);
  if (!ok) console.log(output.join("\n"));
  count(ok ? "passed" : "failed", name);
}

/** Counts the tests of "go test -json", subtests too, and shows what failed. */
async function goTest(name, args, env = {}) {
  console.log(`--   ${name}`);
  const output = new Map();
  let failed = 0;
  const line = (text) => {
    let event;
    try {
      event = JSON.parse(text);
    } catch {
      console.log(text);
      return;
    }
    const id = `${event.Package ?? ""} ${event.Test ?? ""}`;
    if (event.Action === "output") output.set(id, (output.get(id) ?? "") + event.Output);
    if (event.Action === "build-output") console.log(event.Output.trimEnd());
    if (!["pass", "fail", "skip"].includes(event.Action)) return;
    if (!event.Test && event.Elapsed >= slow) console.log(`     ${event.Package}: ${Math.round(event.Elapsed)} s`);
    if (!event.Test && event.Action !== "fail") return;
    if (event.Action === "skip") console.log(`skip ${name}: ${id} ${(output.get(id) ?? "").split("\n").filter((l) => l.includes(".go:")).join(" ").trim()}`);
    if (event.Action === "fail") {
      failed++;
      console.log(`FAIL ${name}: ${id}\n${output.get(id) ?? ""}`);
    }
    count({ pass: "passed", fail: "failed", skip: "skipped" }[event.Action], `${name}: ${id}`);
    output.delete(id);
  };
  const code = await run("go", ["test", "-json", ...args], { env, line });
  if (code !== 0 && failed === 0) count("failed", name);
}

/**
 * Counts the tests of node's own runner, file by file. A file of stories that
 * fails is told again once, and says so: browsers on a busy machine are not
 * always on time, and what is broken fails twice.
 */
async function nodeTest(name, files) {
  console.log(`--   ${name}`);
  for (const file of files) {
    const began = Date.now();
    let outcomes = await stories(file);
    if (outcomes.some(([outcome]) => outcome === "failed")) {
      console.log(`again ${file}`);
      outcomes = await stories(file);
    }
    for (const [outcome, story] of outcomes) {
      console.log(`${{ passed: "ok  ", failed: "FAIL", skipped: "skip" }[outcome]} ${story}`);
      count(outcome, `${name}: ${story}`);
    }
    console.log(`     ${file}: ${Math.round((Date.now() - began) / 1000)} s`);
  }
}

/** Runs one file and returns what became of each of its tests. */
async function stories(file) {
  const outcomes = [];
  const line = (text) => {
    const match = /^\s*(ok|not ok) \d+ - (.*?)( # (SKIP|skip).*)?$/.exec(text);
    if (match) outcomes.push([match[3] ? "skipped" : match[1] === "ok" ? "passed" : "failed", match[2]]);
    else if (!/^(TAP|#|1\.\.|\s*(---|\.\.\.|duration_ms|type:))/.test(text)) console.log(text);
  };
  const code = await run("node", ["--test", "--test-reporter=tap", "--test-concurrency=1", file], { line });
  if (code !== 0 && !outcomes.some(([outcome]) => outcome === "failed")) outcomes.push(["failed", file]);
  return outcomes;
}

const wasm = { GOOS: "js", GOARCH: "wasm" };
// Packages whose tests also run compiled to WASM, in Node.
const portable = [
  "./shared/...",
  "./client/api/...",
  "./client/audience",
  "./client/audit",
  "./client/chart",
  "./client/desk",
  "./client/exchange",
  "./client/identity",
  "./client/letter",
  "./client/parcel",
  "./client/peer",
  "./client/record",
  "./client/replica",
  "./client/room",
  "./client/store",
  "./tests/sim",
  "./tests/vectors",
  "./wasm/rpc",
];
// WASM computes several times slower: fewer cases of what runs natively too.
const fewer = { SATCHEL_CASES: "600", SATCHEL_SEEDS: "20", SATCHEL_WEEKS: "1" };

const suites = {
  async lint() {
    await check("gofmt", "sh", ["-c", "gofmt -l $(git ls-files '*.go')"], { PRINTS_NOTHING: "1" });
    await check("go vet", "go", ["vet", "./..."]);
    await check("go vet, js/wasm", "go", ["vet", "./wasm/...", "./client/...", "./shared/..."], wasm);
    await check("staticcheck", "go", ["tool", "staticcheck", "./..."]);
    await check("staticcheck, js/wasm", "sh", ["-c", "go build -o build/staticcheck honnef.co/go/tools/cmd/staticcheck && GOOS=js GOARCH=wasm build/staticcheck ./wasm/... ./client/... ./shared/..."]);
    await vulnerabilities();
    await check("go.mod is tidy", "go", ["mod", "verify"]);
    await check("types and format of the page", "npm", ["run", "--silent", "check"]);
  },
  async go() {
    await goTest("go", ["-count=1", "-timeout=10m", "./..."]);
  },
  async js() {
    const exec = `${await goroot()}/lib/wasm/go_js_wasm_exec`;
    await goTest("go, js/wasm", ["-count=1", `-exec=${exec}`, ...portable], { ...wasm, ...fewer });
  },
  async browser() {
    const stories = (folder) => readdirSync(folder).filter((f) => f.endsWith(".test.mjs")).map((f) => `${folder}/${f}`);
    await nodeTest("browser", [...stories("web/test/rtc"), ...stories("tests/e2e")]);
  },
};

/** The database of known vulnerabilities is on the network: without it, say so. */
async function vulnerabilities() {
  const output = [];
  const code = await run("go", ["tool", "govulncheck", "./..."], { line: (l) => output.push(l) });
  if (code !== 0 && /(dial tcp|lookup|Forbidden|connection refused|no such host|403)/.test(output.join("\n"))) {
    console.log("skip govulncheck: its database is not reached from here");
    count("skipped", "govulncheck");
    return;
  }
  console.log(`${code === 0 ? "ok  " : "FAIL"} govulncheck`);
  if (code !== 0) console.log(output.join("\n"));
  count(code === 0 ? "passed" : "failed", "govulncheck");
}

async function goroot() {
  let root = "";
  await run("go", ["env", "GOROOT"], { line: (l) => (root += l) });
  return root;
}

const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(suites);
for (const name of chosen) {
  const began = Date.now();
  await suites[name]();
  console.log(`     ${name} took ${Math.round((Date.now() - began) / 1000)} s`);
}
for (const name of failures) console.log(`FAIL ${name}`);
const skipped = counts.skipped ? `, ${counts.skipped} skipped` : "";
console.log(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
process.exit(counts.failed === 0 && counts.passed > 0 ? 0 : 1);

// What a run leaves on disk and in memory while it runs, and nothing of it afterwards.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The run's own folder: profiles, mailboxes, the corpus. */
export const scratch = mkdtempSync(join(tmpdir(), "satchel-bench-"));

/** Servers that run now. */
export const servers = new Set();

process.on("exit", () => {
  for (const server of servers) server.kill("SIGKILL");
  rmSync(scratch, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));

// Servers that run beside the browsers.

import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { servers } from "./scratch.mjs";

/** Starts a server and waits until url answers. The returned function ends it. */
export async function startServer(command, args, url) {
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
  servers.add(child);
  child.once("close", () => servers.delete(child));
  let said = "";
  child.stderr.on("data", (data) => (said = (said + data).slice(-4000)));
  const ended = new Promise((resolve) => child.once("close", resolve));
  child.on("error", (error) => (said += error));
  for (let tries = 0; !(await answers(url)); tries++) {
    if (child.exitCode !== null || tries === 400) {
      child.kill();
      throw new Error(`${command} does not answer at ${url}\n${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return async () => {
    child.kill("SIGTERM");
    await ended;
  };
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

/** A port that was free just now. A server that restarts keeps its origin by it. */
export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

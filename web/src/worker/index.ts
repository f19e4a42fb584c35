// The worker: holds the lock on the record, gives Go its WebRTC, runs the core.

import type { FromWorker, ToWorker } from "../shared/wire";
import { runCore } from "./core";
import { installKdf } from "./kdf";
import { holdRecord, stealRecord } from "./lock";
import { installPeerConnection } from "./rtc-bridge";

const post = (message: FromWorker) => self.postMessage(message);

self.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  if ("boot" in data) {
    installPeerConnection(data.boot.rtc);
    installKdf();
    void start();
  } else if ("steal" in data) {
    stealRecord();
  } else if ("leave" in data) {
    (self as { satchelLeave?: () => void }).satchelLeave?.(); // set by the core
  }
});

async function start(): Promise<void> {
  try {
    await holdRecord(
      () => post({ worker: "elsewhere" }),
      () => {
        post({ worker: "elsewhere" });
        self.close();
      },
    );
    post({ worker: "starting" });
    await runCore();
    post({ worker: "failed", message: "the core has ended" });
  } catch (error) {
    post({ worker: "failed", message: error instanceof Error ? error.message : String(error) });
  }
}

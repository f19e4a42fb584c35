// A worker for one derivation: Argon2id takes 64 MiB, and a WebAssembly memory
// never shrinks, so this one is thrown away with it. hash-wasm needs a fifth of
// the time that Go compiled to WebAssembly does.

import { argon2id } from "hash-wasm";

/** What a derivation takes; memory is in KiB. */
export interface KdfRequest {
  passphrase: Uint8Array;
  salt: Uint8Array;
  memory: number;
  passes: number;
  lanes: number;
  length: number;
}

self.onmessage = async ({ data }: MessageEvent<KdfRequest>) => {
  const key = await argon2id({
    password: data.passphrase,
    salt: data.salt,
    memorySize: data.memory,
    iterations: data.passes,
    parallelism: data.lanes,
    hashLength: data.length,
    outputType: "binary",
  });
  self.postMessage(key);
};

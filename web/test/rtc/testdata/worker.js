// Runs the Go peer in a worker that has the bridge, as src/worker does.
import { installPeerConnection } from "../../../src/worker/rtc-bridge";

const early = [];
self.takeSignal = (text) => early.push(text);
self.onmessage = async ({ data }) => {
  if (data.signal) return self.takeSignal(data.signal);
  if (data.close) return self.closeChannel();
  installPeerConnection(data.port);
  self.offers = data.offers;
  await import(/* @vite-ignore */ new URL("/wasm_exec.js", self.location.href).href);
  const go = new self.Go();
  const { instance } = await WebAssembly.instantiateStreaming(fetch("/peer.wasm"), go.importObject);
  void go.run(instance);
  for (const text of early) self.takeSignal(text);
};

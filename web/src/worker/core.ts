// Loads core.wasm, the peer compiled from Go, and runs it until it ends.

/** Set by the build; integrity is empty when it had no core. */
declare const __CORE__: { integrity: string };

interface GoRuntime {
  importObject: WebAssembly.Imports;
  run(instance: WebAssembly.Instance): Promise<void>;
}
declare const Go: new () => GoRuntime;

/** Resolves when the core ends, which it should not. */
export async function runCore(): Promise<void> {
  const { origin } = self.location;
  await import(/* @vite-ignore */ `${origin}/wasm_exec.js`);
  const go = new Go();
  const request: RequestInit = { cache: "no-cache" };
  if (__CORE__.integrity) request.integrity = __CORE__.integrity;
  const response = fetch(`${origin}/core.wasm`, request);
  const { instance } = await WebAssembly.instantiateStreaming(response, go.importObject);
  await go.run(instance);
}

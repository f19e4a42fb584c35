// Reads a QR code with the camera: by the browser's detector, else by a small library.

import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n";

interface Detector {
  detect(image: HTMLVideoElement): Promise<{ rawValue: string }[]>;
}
type Read = (video: HTMLVideoElement) => Promise<string | undefined>;

export function Scanner({ onText, onStop }: { onText: (text: string) => void; onStop: () => void }) {
  const ref = useRef<HTMLVideoElement>(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    const video = ref.current;
    if (!video) return undefined;
    const abort = new AbortController();
    scan(video, abort.signal).then(
      (text) => text && onText(text),
      (failure: unknown) => setProblem(reason(failure)),
    );
    return () => abort.abort();
  }, []);
  return (
    <div class="scanner">
      {problem ? (
        <p role="alert" class="warning">
          {problem}
        </p>
      ) : (
        <>
          <video ref={ref} muted playsInline aria-label={t.scanner.hold} />
          <p role="status">{t.scanner.hold}</p>
        </>
      )}
      <button type="button" onClick={onStop}>
        {problem ? t.scanner.back : t.scanner.stop}
      </button>
    </div>
  );
}

/** Why there is no picture, and what to do, by the name of what getUserMedia failed with. */
function reason(failure: unknown): string {
  if (!isSecureContext) return t.scanner.insecure;
  const name = failure instanceof Error || failure instanceof DOMException ? failure.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return t.scanner.refused;
  if (name === "NotFoundError" || name === "OverconstrainedError") return t.scanner.missing;
  return t.scanner.broken;
}

/** A code of many squares needs many pixels. */
const wanted = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };

async function scan(video: HTMLVideoElement, signal: AbortSignal): Promise<string | undefined> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: wanted });
  signal.addEventListener("abort", () => stream.getTracks().forEach((track) => track.stop()));
  if (signal.aborted) return undefined;
  video.srcObject = stream;
  await video.play();
  const read = await reader();
  while (!signal.aborted) {
    const text = await read(video);
    if (text) return text;
    await new Promise((next) => setTimeout(next, 150));
  }
  return undefined;
}

async function reader(): Promise<Read> {
  const { BarcodeDetector } = globalThis as { BarcodeDetector?: new (o: { formats: string[] }) => Detector };
  if (BarcodeDetector) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  }
  const { default: decode } = await import("qr/decode.js");
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async (video) => {
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    if (!context || canvas.width === 0) return undefined;
    context.drawImage(video, 0, 0);
    try {
      return decode(context.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      return undefined; // no code in this picture
    }
  };
}

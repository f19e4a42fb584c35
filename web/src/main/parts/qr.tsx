import encodeQR from "qr";
import { useMemo } from "preact/hooks";

/** A QR code drawn as one path; always dark on light, for cameras. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, path } = useMemo(() => draw(text), [text]);
  return (
    <svg class="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect width={size} height={size} class="qr-ground" />
      <path d={path} class="qr-ink" />
    </svg>
  );
}

function draw(text: string): { size: number; path: string } {
  const cells = encodeQR(text, "raw", { ecc: "medium", border: 4 });
  let path = "";
  cells.forEach((line, y) => {
    line.forEach((dark, x) => {
      if (dark) path += `M${x} ${y}h1v1h-1z`;
    });
  });
  return { size: cells.length, path };
}

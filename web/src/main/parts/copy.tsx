import { t } from "../i18n";
import { toast } from "../state/toast";

/** Puts text on the clipboard and says so. */
export function CopyButton({ text, label = t.copy }: { text: string; label?: string }) {
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => toast(t.copied),
      () => toast(t.copyFailed, "danger"),
    );
  return (
    <button type="button" onClick={() => void copy()}>
      {label}
    </button>
  );
}

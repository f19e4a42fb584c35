import { t } from "../i18n";
import { dismiss, toasts } from "../state/toast";

/** The polite live region; it is always there, so that readers notice what comes. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, tone }) => (
        <div key={id} class={`toast toast-${tone}`}>
          <span>{text}</span>
          <button type="button" class="quiet" onClick={() => dismiss(id)}>
            {t.dismiss}
          </button>
        </div>
      ))}
    </div>
  );
}

import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { Badge } from "../../parts/badge";
import { Brand } from "../../parts/brand";
import { session } from "../../state/session";

/** Asked to join; the session event ends this. */
export function WaitingView() {
  useEffect(() => {
    document.title = `${t.waiting.title} · ${t.app}`;
  }, []);
  return (
    <main class="gate">
      <section class="gate-box">
        <div class="gate-head">
          <Brand />
          <Badge />
        </div>
        <h1>{t.waiting.title}</h1>
        <p role="status">{t.waiting.text(session.value?.network ?? "")}</p>
        <ol class="steps">
          {t.waiting.steps.map((step, i) => (
            <li key={step} data-step={i === 0 ? "done" : i === 1 ? "now" : "later"}>
              {step}
            </li>
          ))}
        </ol>
        <p class="hint">{t.waiting.hint}</p>
      </section>
    </main>
  );
}

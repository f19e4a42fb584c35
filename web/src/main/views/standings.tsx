// The windows without a record: opening, failed, in another tab, lost.

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n";
import { Brand } from "../parts/brand";
import { coreProblem } from "../rpc/client";
import { takingOver, useHere } from "../state/session";
import { WelcomeView } from "./welcome/welcome";

function Notice({ title, children }: { title: string; children: ComponentChildren }) {
  useEffect(() => {
    document.title = `${title} · ${t.app}`;
  }, [title]);
  return (
    <main class="gate">
      <section class="gate-box">
        <Brand />
        <h1>{title}</h1>
        {children}
      </section>
    </main>
  );
}

export function Starting() {
  return (
    <main class="gate" aria-busy="true">
      <section class="gate-box gate-quiet">
        <Brand />
        <h1 class="unseen">{t.app}</h1>
        <p role="status">{t.start.starting}</p>
      </section>
    </main>
  );
}

export function Failed() {
  return (
    <Notice title={t.start.failed}>
      <p>{t.start.failedText}</p>
      <pre class="report" tabIndex={0}>
        {coreProblem.value}
      </pre>
      <div class="acts">
        <button type="button" class="primary" onClick={() => location.reload()}>
          {t.start.reload}
        </button>
      </div>
    </Notice>
  );
}

export function Elsewhere() {
  return (
    <Notice title={t.start.elsewhere}>
      <p>{t.start.elsewhereText}</p>
      <div class="acts">
        <button type="button" class="primary" disabled={takingOver.value} onClick={useHere}>
          {t.start.useHere}
        </button>
      </div>
    </Notice>
  );
}

export function Vanished() {
  const [onwards, setOnwards] = useState(false);
  if (onwards) return <WelcomeView />;
  return (
    <Notice title={t.start.vanished}>
      <p>{t.start.vanishedText}</p>
      <div class="acts">
        <button type="button" class="primary" onClick={() => setOnwards(true)}>
          {t.start.again}
        </button>
      </div>
    </Notice>
  );
}

// What presses, and offers that a person may take or leave: a new version, installing, keeping the record.

import { signal } from "@preact/signals";
import { t } from "../i18n";
import { askToPersist, install, installable, persisted, startUpdate, updateReady } from "../state/install";
import { pressing } from "../state/mail";
import { network } from "../state/network";
import { go, route } from "../state/route";
import { session } from "../state/session";
import { toast } from "../state/toast";

const left = signal<Record<string, boolean>>({});
const leave = (name: string) => (left.value = { ...left.value, [name]: true });

export function Banners() {
  const colleagues = route.value.view === "colleagues" ? undefined : () => go("#/colleagues");
  if (session.value?.ended) return <Banner text={session.value.ended} act={t.roster.look} tone="danger" onAct={colleagues} />;
  const split = network.value?.split ?? [];
  if (split.length > 0) return <Banner text={t.roster.split(split.join(", "))} act={t.roster.look} tone="danger" onAct={colleagues} />;
  const { urgent, overdue } = pressing.value;
  if (urgent + overdue > 0 && route.value.view !== "inbox") {
    const text = overdue > 0 ? t.mail.overdueBanner(overdue) : t.mail.urgentBanner(urgent);
    return <Banner text={text} act={t.mail.openInbox} tone="danger" onAct={() => go("#/inbox")} />;
  }
  if (updateReady.value) {
    return <Banner text={t.update.ready} act={t.update.reload} onAct={startUpdate} />;
  }
  // The rest is said where the day begins, not in the middle of work.
  if (route.value.view !== "patients") return null;
  if (persisted.value === false && !left.value.keep) {
    return <Banner text={t.keep.text} act={t.keep.act} onAct={() => void keep()} onLater={() => leave("keep")} />;
  }
  if (installable.value && !left.value.install) {
    const act = () => void install();
    return <Banner text={t.install.text} act={t.install.act} onAct={act} onLater={() => leave("install")} />;
  }
  return null;
}

/** Asks the browser and says what it answered. */
export async function keep(): Promise<void> {
  const granted = await askToPersist();
  leave("keep");
  toast(granted ? t.keep.granted : t.keep.refused);
}

function Banner(props: { text: string; act: string; tone?: "danger"; onAct: (() => void) | undefined; onLater?: () => void }) {
  return (
    <section class="banner" data-tone={props.tone} aria-label={props.act}>
      <p>{props.text}</p>
      {props.onLater && (
        <button type="button" class="quiet" onClick={props.onLater}>
          {t.install.later}
        </button>
      )}
      {props.onAct && (
        <button type="button" onClick={props.onAct}>
          {props.act}
        </button>
      )}
    </section>
  );
}

// Those who see a file now, each with a way to stop it.

import { useState } from "preact/hooks";
import type { Viewer } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { date } from "../../i18n/format";
import { Form } from "../../parts/form";
import { StandingMark } from "../../parts/standing";
import { call } from "../../rpc/client";
import { toast } from "../../state/toast";

interface Props {
  patient: string;
  viewers: Viewer[];
  onChanged: (viewers: Viewer[]) => void;
}

export function CurrentViewers({ patient, viewers, onChanged }: Props) {
  const [stopping, setStopping] = useState<Viewer>();
  const stop = async ({ member }: Viewer) => {
    onChanged(await call("share.remove", { patient, members: [member.id], reason: "", until: "" }));
    toast(t.share.stopped(member.name));
    setStopping(undefined);
  };
  return (
    <section>
      <h3>{t.share.now}</h3>
      {viewers.length === 0 && <p>{t.share.nobody}</p>}
      <ul class="viewers">
        {viewers.map((viewer) => (
          <li key={viewer.member.id}>
            <span>
              <strong>{viewer.member.name}</strong>{" "}
              <span class="muted">{t.roles[viewer.member.role] ?? viewer.member.role}</span>
            </span>
            <span class="muted">
              {[viewer.reason, viewer.until && t.share.until_(date(viewer.until))].filter(Boolean).join(" · ")}
            </span>
            <StandingMark state={viewer.state} />
            <button type="button" aria-label={t.share.stopLabel(viewer.member.name)} onClick={() => setStopping(viewer)}>
              {t.share.stop}
            </button>
          </li>
        ))}
      </ul>
      {stopping && (
        <div class="warning" role="group" aria-label={t.share.stopTitle(stopping.member.name)}>
          <Form submit={t.share.stopAct} onSubmit={() => stop(stopping)} onCancel={() => setStopping(undefined)}>
            <p>
              <strong>{t.share.stopTitle(stopping.member.name)}</strong>
            </p>
            <p>{t.share.stopText}</p>
          </Form>
        </div>
      )}
    </section>
  );
}

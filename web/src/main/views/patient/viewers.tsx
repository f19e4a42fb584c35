// Those who see something: by which word, until when, and how far it came.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Viewer } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { end } from "../../i18n/format";
import { Confirm } from "../../parts/confirm";
import { StandingMark } from "../../parts/standing";
import { call } from "../../rpc/client";
import { toast } from "../../state/toast";

/** The word that lets a viewer in: a rule, or a reason with its end. */
export function because({ reason, until, rule }: Viewer): string {
  return rule || [reason, until && t.share.until_(end(until))].filter(Boolean).join(" · ");
}

interface ListProps {
  viewers: Viewer[];
  words?: (viewer: Viewer) => string;
  act?: (viewer: Viewer) => ComponentChildren;
}

export function ViewerList({ viewers, words = because, act }: ListProps) {
  return (
    <ul class="viewers">
      {viewers.map((viewer) => (
        <li key={viewer.member.id} class="viewer">
          <span class="viewer-name">
            <strong>{viewer.member.name}</strong>{" "}
            <span class="muted">{t.roles[viewer.member.role] ?? viewer.member.role}</span>
          </span>
          <span class="viewer-word muted">{words(viewer)}</span>
          <StandingMark state={viewer.state} at={viewer.opened} />
          {act?.(viewer)}
        </li>
      ))}
    </ul>
  );
}

interface Props {
  patient: string;
  viewers: Viewer[];
  onChanged: () => void;
}

/** The word that lets somebody see something of a file. */
const ofFile = (viewer: Viewer) => (viewer.single ? t.share.single(because(viewer)) : because(viewer));

/** Those who see a file now, each with a way to stop it. */
export function CurrentViewers({ patient, viewers, onChanged }: Props) {
  const [stopping, setStopping] = useState<Viewer>();
  const stop = async ({ member }: Viewer) => {
    await call("share.remove", { patient, members: [member.id], reason: "", until: "" });
    onChanged();
    toast(t.share.stopped(member.name));
    setStopping(undefined);
  };
  return (
    <section>
      <h3>{t.share.now}</h3>
      {viewers.length === 0 && <p>{t.share.nobody}</p>}
      <ViewerList viewers={viewers} words={ofFile} act={(viewer) => <StopAct viewer={viewer} onStop={() => setStopping(viewer)} />} />
      {stopping && (
        <Confirm
          title={t.share.stopTitle(stopping.member.name)}
          text={t.share.stopText}
          submit={t.share.stopAct}
          onSubmit={() => stop(stopping)}
          onCancel={() => setStopping(undefined)}
        />
      )}
    </section>
  );
}

/** Whom a rule lets in, only the rules can keep out. */
function StopAct({ viewer: { member, rule }, onStop }: { viewer: Viewer; onStop: () => void }) {
  if (rule) {
    return (
      <a class="button viewer-act" href="#/rules" aria-label={t.share.byRuleLabel(member.name)}>
        {t.share.byRule}
      </a>
    );
  }
  return (
    <button type="button" class="viewer-act" aria-label={t.share.stopLabel(member.name)} onClick={onStop}>
      {t.share.stop}
    </button>
  );
}

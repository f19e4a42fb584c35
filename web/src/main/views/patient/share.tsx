// Who sees a patient's file: now, and after what is being chosen.

import { useEffect, useId, useState } from "preact/hooks";
import type { Chart, Consent, Member, SharePreview } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { blockedWord, MemberChoice } from "../../parts/choice";
import { lastMoment, today } from "../../parts/day";
import { Dialog } from "../../parts/dialog";
import { Field } from "../../parts/field";
import { Form } from "../../parts/form";
import { Problem } from "../../parts/problem";
import { call, type CallError } from "../../rpc/client";
import { asCallError } from "../../state/load";
import { colleagues, members } from "../../state/network";
import { auditPath } from "../../state/route";
import { toast } from "../../state/toast";
import { ConsentSection, refuses, useConsent } from "./consent";
import { PreparedSection } from "./prepared";
import { list } from "./save-line";
import { CurrentViewers } from "./viewers";

interface Props {
  chart: Chart;
  onClose: () => void;
  onDone: () => void;
}

export function ShareDialog({ chart, onClose, onDone }: Props) {
  const [wishing, setWishing] = useState(false);
  const [preparing, setPreparing] = useState(false);
  const consent = useConsent(chart.patient.id);
  const others = (members.value ?? []).filter((m) => !m.me);
  const seeing = chart.audience.filter(({ member }) => !refuses(consent.data, member));
  // Whom a rule, or a word about single entries, lets in sees some of it; the care team sees all.
  const team = new Set(seeing.filter(({ rule, single }) => !rule && !single).map(({ member }) => member.id));
  const outside = colleagues.value.filter((m) => !team.has(m.id));
  return (
    <Dialog title={`${t.share.title} · ${chart.patient.name}`} onClose={onClose}>
      <p>{t.share.lead(chart.patient.name)}</p>
      <CurrentViewers patient={chart.patient.id} viewers={seeing} onChanged={onDone} />
      {others.length === 0 && (
        <p>
          {t.share.nobodyElse}{" "}
          <a href="#/colleagues" onClick={onClose}>
            {t.share.invite}
          </a>
        </p>
      )}
      <ConsentSection
        patient={chart.patient.id}
        consent={consent}
        others={others}
        editing={wishing}
        onEdit={setWishing}
        onChanged={onDone}
      />
      {colleagues.value.length > 0 && !wishing && (
        <PreparedSection
          patient={chart.patient.id}
          others={colleagues.value}
          consent={consent.data}
          editing={preparing}
          onEdit={setPreparing}
        />
      )}
      {outside.some((m) => !refuses(consent.data, m)) && !wishing && !preparing && (
        <ShareForm
          patient={chart.patient.id}
          others={outside}
          consent={consent.data}
          onShared={onDone}
          onClose={onClose}
        />
      )}
      <a class="start" href={auditPath(chart.patient.id)} onClick={onClose}>
        {t.audit.ofPatientShow}
      </a>
    </Dialog>
  );
}

interface FormProps {
  patient: string;
  others: Member[];
  consent: Consent | undefined;
  onShared: () => void;
  onClose: () => void;
}

function ShareForm({ patient, others, consent, onShared, onClose }: FormProps) {
  const [chosen, setChosen] = useState<string[]>([]);
  const [reason, setReason] = useState(t.share.reasons[0] ?? "");
  const [until, setUntil] = useState("");
  const reasons = useId();
  const params = { patient, members: chosen, reason: reason.trim(), until: until && lastMoment(until) };
  const barred = (m: Member) => blockedWord(m) || (refuses(consent, m) ? t.consent.refused : "");
  const names = list(others.filter((m) => chosen.includes(m.id)).map((m) => m.name));
  const share = async () => {
    await call("share.add", params);
    onShared();
    toast(t.share.done(names));
    onClose();
  };
  return (
    <Form submit={t.share.submit} onSubmit={share} onCancel={onClose} disabled={chosen.length === 0}>
      <MemberChoice legend={t.share.add} members={others} chosen={chosen} onChosen={setChosen} barred={barred} />
      <div class="two">
        <Field label={t.share.reason} value={reason} onValue={setReason} required maxLength={200} list={reasons} autocomplete="off" />
        <Field label={t.share.until} hint={t.share.untilHint} type="date" min={today()} value={until} onValue={setUntil} />
      </div>
      <datalist id={reasons}>
        {t.share.reasons.map((text) => (
          <option key={text} value={text} />
        ))}
      </datalist>
      <Preview params={params} names={names} />
    </Form>
  );
}

/** Asks the core what the share would do, each time the choice changes. */
function Preview({ params, names }: { params: { patient: string; members: string[]; reason: string; until: string }; names: string }) {
  const [preview, setPreview] = useState<SharePreview>();
  const [error, setError] = useState<CallError>();
  useEffect(() => {
    setError(undefined);
    if (params.members.length === 0) return setPreview(undefined);
    const abort = new AbortController();
    call("share.preview", params, { signal: abort.signal }).then(setPreview, (failure: unknown) => {
      if (!abort.signal.aborted) setError(asCallError(failure));
    });
    return () => abort.abort();
  }, [params.members.join(" "), params.until]);
  if (error) return <Problem error={error} />;
  return (
    <div class="preview" role="status" aria-live="polite">
      {preview && params.members.length > 0 ? (
        <>
          <p>{t.share.preview(names, preview.entries)}</p>
          {preview.private > 0 && <p>{t.share.private(preview.private)}</p>}
        </>
      ) : (
        <p>{t.share.choose}</p>
      )}
    </div>
  );
}

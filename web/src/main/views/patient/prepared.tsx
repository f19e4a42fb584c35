// Who may open a patient's summary in an emergency, as agreed with the patient, and who did.

import { useState } from "preact/hooks";
import type { Consent, EmergencyFile, Member } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { age } from "../../i18n/format";
import { blockedWord, MemberChoice } from "../../parts/choice";
import { Form } from "../../parts/form";
import { Problem } from "../../parts/problem";
import { call } from "../../rpc/client";
import { useLoad } from "../../state/load";
import { toast } from "../../state/toast";
import { refuses } from "./consent";
import { aboutPatient } from "./patient";
import { list } from "./save-line";

interface Props {
  patient: string;
  others: Member[];
  consent: Consent | undefined;
  editing: boolean;
  onEdit: (editing: boolean) => void;
}

export function PreparedSection({ patient, others, consent, editing, onEdit }: Props) {
  const { data, error, reload } = useLoad(
    patient,
    async (signal) => (await call("emergency.list", { patient }, { signal })).files[0],
    [aboutPatient(patient), { event: "mail" }, { event: "members" }],
  );
  const done = () => {
    toast(t.emergency.saved);
    onEdit(false);
    reload();
  };
  if (error) return <Problem error={error} onRetry={reload} />;
  if (!data) return null;
  return (
    <section class="consent" aria-label={t.emergency.prepared}>
      {editing ? (
        <PreparedForm file={data} others={others} consent={consent} onDone={done} onCancel={() => onEdit(false)} />
      ) : (
        <>
          <h3>{t.emergency.prepared}</h3>
          <p>{data.members.length > 0 ? t.emergency.may(list(data.members.map((m) => m.name))) : t.emergency.nobody}</p>
          <button type="button" onClick={() => onEdit(true)}>
            {t.emergency.change}
          </button>
          <Openings file={data} />
        </>
      )}
    </section>
  );
}

function Openings({ file }: { file: EmergencyFile }) {
  if (file.openings.length === 0) return null;
  return (
    <div class="openings">
      <h4>{t.emergency.openings}</h4>
      <ul>
        {file.openings.map((o) => (
          <li key={o.member.id + o.at}>
            <strong>{t.emergency.opening_(o.member.name, age(o.at))}</strong>: {o.reason}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface FormProps {
  file: EmergencyFile;
  others: Member[];
  consent: Consent | undefined;
  onDone: () => void;
  onCancel: () => void;
}

function PreparedForm({ file, others, consent, onDone, onCancel }: FormProps) {
  const [chosen, setChosen] = useState(file.members.map((m) => m.id));
  const barred = (m: Member) => blockedWord(m) || (refuses(consent, m) ? t.consent.refused : "");
  const save = async () => {
    await call("emergency.prepare", { patient: file.patient, members: chosen, reason: "" });
    onDone();
  };
  return (
    <Form submit={t.emergency.save} onSubmit={save} onCancel={onCancel}>
      <h3>{t.emergency.prepared}</h3>
      <MemberChoice legend={t.emergency.choose} members={others} chosen={chosen} onChosen={setChosen} barred={barred} />
      <p class="note-line">
        {t.emergency.content} {t.emergency.agreed}
      </p>
    </Form>
  );
}

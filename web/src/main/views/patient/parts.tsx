// The files that show with a patient's because they are of the same person. Whoever
// linked the wrong two sees in what they differ, and takes them apart again.

import { useState } from "preact/hooks";
import type { Chart, PatientRow } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Confirm } from "../../parts/confirm";
import { Dialog } from "../../parts/dialog";
import { Born, Sex } from "../../parts/person";
import { call } from "../../rpc/client";
import { toast } from "../../state/toast";

interface Props {
  chart: Chart;
  onClose: () => void;
}

export function PartsDialog({ chart: { patient, parts }, onClose }: Props) {
  const [apart, setApart] = useState<PatientRow>();
  const unlink = async (part: PatientRow) => {
    await call("patients.unlink", { patient: part.id });
    toast(t.parts.done(part.number));
    setApart(undefined);
    if (parts.length === 1) onClose();
  };
  return (
    <Dialog title={t.parts.title} onClose={onClose}>
      <p>
        {t.parts.lead} <strong>{patient.name || t.patients.nameless}</strong> <Sex sex={patient.sex} />{" "}
        <Born birthDate={patient.birthDate} deceased={patient.deceased} />
      </p>
      <ul class="viewers">
        {parts.map((file) => (
          <Part key={file.id} file={file} onApart={() => setApart(file)} />
        ))}
      </ul>
      {apart && (
        <Confirm
          title={t.parts.apartTitle}
          text={t.parts.apartText(apart.number)}
          submit={t.parts.apartAct}
          onSubmit={() => unlink(apart)}
          onCancel={() => setApart(undefined)}
        />
      )}
    </Dialog>
  );
}

function Part({ file, onApart }: { file: PatientRow; onApart: () => void }) {
  const from = file.sources.map((source) => (source.me ? t.chart.me : source.name)).join(", ");
  return (
    <li class="viewer">
      <span class="viewer-name">
        <strong>{file.name || t.patients.nameless}</strong>{" "}
        <span class="muted">
          <Sex sex={file.sex} /> <Born birthDate={file.birthDate} deceased={file.deceased} />
        </span>
      </span>
      <span class="viewer-word muted">
        {file.number} · {from}
      </span>
      <button type="button" class="viewer-act" aria-label={t.parts.apartLabel(file.number)} onClick={onApart}>
        {t.parts.apart}
      </button>
    </li>
  );
}

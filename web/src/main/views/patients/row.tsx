import type { PatientRow, Source } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { age } from "../../i18n/format";
import { Icon } from "../../parts/icon";
import { Born, Sex } from "../../parts/person";
import { patientPath } from "../../state/route";

/** Whether all that a file held was withdrawn. */
export const isEnded = ({ sources }: PatientRow) => sources.length > 0 && sources.every(({ entries, hidden }) => hidden === entries);

/** One patient in a list: who, what for, and how fresh the file is. */
export function PatientLine({ row }: { row: PatientRow }) {
  const others = row.sources.filter((source) => !source.me);
  return (
    <a class="patient-line" href={patientPath(row.id)}>
      <strong class="patient-name">{row.name || t.patients.nameless}</strong>
      <span class="patient-keys">
        <Sex sex={row.sex} /> <Born birthDate={row.birthDate} deceased={row.deceased} />
      </span>
      <span class="patient-number">{row.number}</span>
      <span class="patient-problems">{row.problems.join(", ")}</span>
      <span class="patient-fresh">
        <Freshness row={row} others={others} />
      </span>
    </a>
  );
}

function Freshness({ row, others }: { row: PatientRow; others: Source[] }) {
  const gap = others.find((source) => source.missing > 0);
  if (gap) {
    return (
      <span class="gap">
        <Icon name="warning" />
        {t.patients.missing(gap.missing, gap.name)}
      </span>
    );
  }
  return (
    <>
      <span>{isEnded(row) ? t.patients.ended : age(row.changed)}</span>
      {others.length > 0 && <span class="muted"> {others.map((source) => source.name).join(", ")}</span>}
    </>
  );
}

// What must be seen first: allergies, then who this is.

import type { Chart, Item } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Icon } from "../../parts/icon";
import { callForBytes } from "../../rpc/client";
import { asCallError } from "../../state/load";
import { entryPath } from "../../state/route";
import { toast } from "../../state/toast";

export function Allergies({ chart }: { chart: Chart }) {
  const active = chart.allergies.filter((item) => item.active);
  if (active.length > 0) {
    return (
      <div class="allergies" data-state="some">
        <h2>
          <Icon name="warning" />
          {t.chart.allergies}
        </h2>
        <ul>
          {active.map((item) => (
            <li key={item.entry}>
              <AllergyLink item={item} patient={chart.patient.id} />
            </li>
          ))}
        </ul>
      </div>
    );
  }
  return (
    <p class="allergies" data-state={chart.noAllergies ? "none" : "unrecorded"}>
      <Icon name={chart.noAllergies ? "check" : "warning"} />
      {chart.noAllergies ? t.chart.noKnownAllergies : t.chart.allergiesNotRecorded}
    </p>
  );
}

function AllergyLink({ item, patient }: { item: Item; patient: string }) {
  const more = [item.severe ? t.chart.severe : "", item.detail].filter(Boolean).join(", ");
  return (
    <a href={entryPath(patient, item.entry)}>
      <strong>{item.title}</strong>
      {more && ` (${more})`}
    </a>
  );
}

export function Keys({ chart }: { chart: Chart }) {
  const { patient, identifiers, father, contact } = chart;
  return (
    <details class="keys">
      <summary>
        {t.chart.number} <span class="figures">{patient.number}</span>
        {identifiers[0] && ` · ${identifiers[0].label} ${identifiers[0].value}`}
      </summary>
      <dl class="pairs">
        {identifiers.map(({ label, value }) => (
          <Pair key={label + value} label={label} value={value} />
        ))}
        {father && <Pair label={t.chart.father} value={father} />}
        {contact.map((line) => (
          <Pair key={line} label={t.chart.contact} value={line} />
        ))}
      </dl>
      <button type="button" onClick={() => void save(patient.id)}>
        <Icon name="export" />
        {t.chart.export}
      </button>
    </details>
  );
}

function Pair({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  );
}

/** Saves the file as a FHIR bundle, by the browser's own download. */
async function save(patient: string): Promise<void> {
  try {
    const { result, bytes } = await callForBytes("export.patient", { patient });
    const url = URL.createObjectURL(new Blob([bytes], { type: result.type }));
    const link = document.createElement("a");
    link.href = url;
    link.download = result.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    toast(t.chart.exported(result.name));
  } catch (error) {
    toast(asCallError(error).message, "danger");
  }
}

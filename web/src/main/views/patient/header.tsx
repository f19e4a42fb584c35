// What must be seen first: allergies, then who this is.

import type { Chart, Item } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Icon } from "../../parts/icon";
import { entryPath } from "../../state/route";

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
  const { identifiers, father, contact } = chart;
  return (
    <details class="keys">
      <summary>
        {t.chart.identifiers}
        {identifiers[0] && <span class="muted">{` ${identifiers[0].label} ${identifiers[0].value}`}</span>}
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

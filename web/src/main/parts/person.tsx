// The keys by which a person is recognised: sex, birth date, age.

import type { PatientRow } from "../../shared/api.gen";
import { t } from "../i18n";
import { years } from "../i18n/format";

const signs: Record<string, string> = { female: "♀", male: "♂", other: "⚥" };

export function Sex({ sex }: { sex: string }) {
  const word = t.sex[sex] ?? sex;
  return (
    <span class="sex" title={word}>
      <span aria-hidden="true">{signs[sex] ?? "–"}</span>
      <span class="unseen">{word}</span>
    </span>
  );
}

export function Born({ birthDate, deceased }: Pick<PatientRow, "birthDate" | "deceased">) {
  const age = deceased ? undefined : years(birthDate);
  return (
    <span class="born">
      {birthDate || "–"}
      {age !== undefined && (
        <span>
          {" "}
          (<span aria-hidden="true">{age}</span>
          <span class="unseen">{t.yearsOld(age)}</span>)
        </span>
      )}
      {deceased && <span class="tag">{t.patients.deceased}</span>}
    </span>
  );
}

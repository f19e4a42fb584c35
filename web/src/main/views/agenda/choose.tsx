// Whose appointment it is: one of the patients that are found.

import { useState } from "preact/hooks";
import type { PatientRow } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Field } from "../../parts/field";
import { Born, Sex } from "../../parts/person";
import { call } from "../../rpc/client";
import { useLoad } from "../../state/load";

/** How many patients are offered. */
const offered = 5;

interface Props {
  chosen: PatientRow | undefined;
  onChosen: (row: PatientRow | undefined) => void;
}

export function PatientChoice({ chosen, onChosen }: Props) {
  const [search, setSearch] = useState("");
  if (chosen) {
    return (
      <div class="chosen">
        <p>
          <span class="muted">{t.appoint.who}</span> <Row row={chosen} />
        </p>
        <button type="button" class="quiet" onClick={() => onChosen(undefined)}>
          {t.appoint.another}
        </button>
      </div>
    );
  }
  return (
    <div class="choose">
      <Field
        label={t.appoint.find}
        hint={t.appoint.findHint}
        type="search"
        autocomplete="off"
        value={search}
        onValue={setSearch}
      />
      {search.trim() !== "" && <Found search={search.trim()} onChosen={onChosen} />}
    </div>
  );
}

function Found({ search, onChosen }: { search: string; onChosen: (row: PatientRow) => void }) {
  const { data } = useLoad(search, (signal) => call("patients.list", { search, offset: 0, limit: offered }, { signal }));
  if (!data) return null;
  if (data.items.length === 0) return <p class="hint">{t.appoint.nobody}</p>;
  return (
    <ul class="choose-found" aria-label={t.appoint.found}>
      {data.items.map((row) => (
        <li key={row.id}>
          <button type="button" onClick={() => onChosen(row)}>
            <Row row={row} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function Row({ row }: { row: PatientRow }) {
  return (
    <span class="choose-row">
      <strong>{row.name || t.patients.nameless}</strong>{" "}
      <span class="muted">
        <Sex sex={row.sex} /> <Born birthDate={row.birthDate} deceased={row.deceased} /> · {row.number}
      </span>
    </span>
  );
}

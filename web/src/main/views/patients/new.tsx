// A new file, with a warning while typing when the person seems to be here already.

import { useEffect, useState } from "preact/hooks";
import type { NewPatient, PatientRow } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Dialog } from "../../parts/dialog";
import { Field, Select } from "../../parts/field";
import { Form } from "../../parts/form";
import { call } from "../../rpc/client";
import { go, patientPath } from "../../state/route";
import { toast } from "../../state/toast";
import { PatientLine } from "./row";

const nobody: NewPatient = { family: "", given: "", birthDate: "", sex: "", father: "", system: "", value: "" };
const birthDate = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;
const sexes = ["female", "male", "other", "unknown"] as const;

export function NewPatientDialog({ onClose }: { onClose: () => void }) {
  const [keys, setKeys] = useState(nobody);
  const alike = useAlike(keys);
  const set = (name: keyof NewPatient) => (value: string) => setKeys((old) => ({ ...old, [name]: value }));
  const field = (name: keyof NewPatient) => ({ value: keys[name], onValue: set(name), maxLength: 200, autocomplete: "off" });
  const create = async () => {
    const row = await call("patients.create", trimmed(keys));
    toast(t.newPatient.created(row.name));
    onClose();
    go(patientPath(row.id));
  };
  const badDate = keys.birthDate.length >= 10 && !birthDate.test(keys.birthDate.trim());
  return (
    <Dialog title={t.newPatient.title} onClose={onClose}>
      <Form submit={t.newPatient.submit} onSubmit={create} onCancel={onClose}>
        <div class="two">
          <Field label={t.newPatient.family} {...field("family")} required />
          <Field label={t.newPatient.given} {...field("given")} required />
        </div>
        <div class="two">
          <Field
            label={t.newPatient.birthDate}
            hint={t.newPatient.birthDateHint}
            {...field("birthDate")}
            pattern={birthDate.source.slice(1, -1)}
            inputMode="numeric"
            title={t.newPatient.bad}
            wrong={badDate ? t.newPatient.bad : ""}
          />
          <Select
            label={t.newPatient.sex}
            value={keys.sex}
            onValue={set("sex")}
            required
            options={[["", "–"], ...sexes.map((s) => [s, t.sex[s] ?? s] as const)]}
          />
        </div>
        <details>
          <summary>{t.newPatient.more}</summary>
          <Field label={t.newPatient.father} {...field("father")} />
          <div class="two">
            <Field label={t.newPatient.system} hint={t.newPatient.systemHint} {...field("system")} />
            <Field label={t.newPatient.value} {...field("value")} />
          </div>
        </details>
        {alike.length > 0 && <Alike rows={alike} />}
      </Form>
    </Dialog>
  );
}

function Alike({ rows }: { rows: PatientRow[] }) {
  return (
    <section class="warning" role="status" aria-label={t.newPatient.alike}>
      <h3>{t.newPatient.alike}</h3>
      <p>{t.newPatient.alikeText}</p>
      <ul class="alike">
        {rows.map((row) => (
          <li key={row.id}>
            <PatientLine row={row} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Files that match by name and birth year, or by name alone while there is no date. */
function useAlike(keys: NewPatient): PatientRow[] {
  const [rows, setRows] = useState<PatientRow[]>([]);
  const { family, given, birthDate: born } = trimmed(keys);
  const search = family.length >= 2 ? [family, given, born].filter(Boolean).join(" ") : "";
  useEffect(() => {
    const abort = new AbortController();
    const timer = setTimeout(() => {
      if (!search) return setRows([]);
      call("patients.list", { search, offset: 0, limit: 4 }, { signal: abort.signal }).then(
        (page) => setRows(page.items),
        () => setRows([]),
      );
    }, 250);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [search]);
  return rows;
}

function trimmed(keys: NewPatient): NewPatient {
  return Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, value.trim()])) as unknown as NewPatient;
}

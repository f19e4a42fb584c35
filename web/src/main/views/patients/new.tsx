// A new file, with a warning while typing when the person seems to be here already.

import { useEffect, useState } from "preact/hooks";
import type { PatientRow } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Dialog } from "../../parts/dialog";
import { Form } from "../../parts/form";
import { nobody, PersonFields, trimmed, type Keys } from "../../parts/person-fields";
import { call } from "../../rpc/client";
import { go, patientPath } from "../../state/route";
import { toast } from "../../state/toast";
import { PatientLine } from "./row";

export function NewPatientDialog({ onClose }: { onClose: () => void }) {
  const [keys, setKeys] = useState(nobody);
  const alike = useAlike(keys);
  const create = async () => {
    const row = await call("patients.create", trimmed(keys));
    toast(t.newPatient.created(row.name));
    onClose();
    go(patientPath(row.id));
  };
  return (
    <Dialog title={t.newPatient.title} onClose={onClose}>
      <Form submit={t.newPatient.submit} onSubmit={create} onCancel={onClose}>
        <PersonFields keys={keys} onKeys={setKeys} whole />
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
function useAlike(keys: Keys): PatientRow[] {
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

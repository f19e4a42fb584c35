// When the patient comes next, and what is asked about them by itself.

import { useState } from "preact/hooks";
import type { AgendaItem, PatientRow } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { dayFrom } from "../../parts/day";
import { Icon } from "../../parts/icon";
import { Problem } from "../../parts/problem";
import { call } from "../../rpc/client";
import { useLoad } from "../../state/load";
import { AppointDialog } from "../agenda/appoint";
import { instant } from "../agenda/days";
import { AppointmentLine } from "../agenda/line";
import { StandingList } from "../asking/queries";
import { aboutPatient } from "./patient";

/** How many appointments are shown; more are on the agenda. */
const shown = 3;

interface Props {
  patient: PatientRow;
  /** Changes when something was set up to be asked by itself. */
  round: number;
}

export function Appointments({ patient, round }: Props) {
  const [open, setOpen] = useState<AgendaItem | "new">();
  const { id } = patient;
  const agenda = useLoad(
    id,
    (signal) => call("agenda.list", { from: instant(dayFrom(0)), to: "", patient: id }, { signal }),
    [aboutPatient(id), { event: "mail" }, { event: "members" }],
  );
  const standing = useLoad(`${id} ${round}`, (signal) => call("standing.list", {}, { signal }), [{ event: "members" }]);
  const error = agenda.error ?? standing.error;
  const items = agenda.data?.items ?? [];
  const close = () => setOpen(undefined);
  return (
    <section class="appointments" aria-label={t.agenda.ahead}>
      <header>
        <h2>{t.agenda.ahead}</h2>
        {agenda.data && items.length === 0 && <p class="muted">{t.agenda.aheadNone}</p>}
        <button type="button" class="quiet" onClick={() => setOpen("new")}>
          <Icon name="plus" />
          {t.appoint.act}
        </button>
      </header>
      {error && <Problem error={error} onRetry={agenda.reload} />}
      {items.length > 0 && (
        <ul class="agenda" aria-label={t.agenda.list}>
          {items.slice(0, shown).map((item) => (
            <AppointmentLine key={item.entry} item={item} own onChange={setOpen} />
          ))}
        </ul>
      )}
      <StandingList
        queries={standing.data?.queries.filter((query) => query.patient === id) ?? []}
        onChanged={standing.reload}
      />
      {open === "new" && <AppointDialog patient={patient} onClose={close} onDone={agenda.reload} />}
      {typeof open === "object" && <AppointDialog item={open} onClose={close} onDone={agenda.reload} />}
    </section>
  );
}

// An appointment that is made, moved or called off.

import { useId, useState } from "preact/hooks";
import type { AgendaItem, PatientRow } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { dayFrom, dayOf } from "../../parts/day";
import { Dialog } from "../../parts/dialog";
import { Field } from "../../parts/field";
import { Form } from "../../parts/form";
import { Problem } from "../../parts/problem";
import { call, type CallError } from "../../rpc/client";
import { asCallError } from "../../state/load";
import { toast } from "../../state/toast";
import { PrivateToggle, WhoSees } from "../patient/save-line";
import { PatientChoice } from "./choose";
import { instant, timeOf } from "./days";

interface Props {
  /** The appointment to change; a new one without it. */
  item?: AgendaItem;
  /** Whose it is to be; chosen in the dialog without it. */
  patient?: PatientRow;
  /** Where a new one begins to be looked for, "2026-11-23"; tomorrow without it. */
  day?: string;
  onClose: () => void;
  onDone: () => void;
}

export function AppointDialog({ item, patient, day, onClose, onDone }: Props) {
  const [row, setRow] = useState(item?.patient ?? patient);
  const [slot, setSlot] = useState(() => slotOf(item, day));
  const [secret, setSecret] = useState(false);
  const set = (part: Partial<Slot>) => setSlot({ ...slot, ...part });
  const done = (words: string) => {
    toast(words);
    onClose();
    onDone();
  };
  const save = async () => {
    if (!row) return;
    await call("entry.appointment", {
      patient: row.id,
      entry: item?.entry ?? "",
      start: instant(new Date(`${slot.day}T${slot.time}`)),
      minutes: Number(slot.minutes),
      title: slot.about.trim(),
      off: false,
      private: secret,
    });
    done(item ? t.appoint.moved : t.appoint.saved);
  };
  const title = item ? t.appoint.changeTitle : t.appoint.title;
  return (
    <Dialog title={item || patient ? `${title} · ${row?.name}` : title} onClose={onClose}>
      <Form
        submit={t.appoint.submit}
        onSubmit={save}
        onCancel={onClose}
        disabled={!row}
        below={row && <WhoSees patient={row.id} kind="appointment" secret={secret} />}
      >
        {!item && !patient && <PatientChoice chosen={row} onChosen={setRow} />}
        <SlotFields slot={slot} onSlot={set} />
        {!item && <PrivateToggle value={secret} onValue={setSecret} />}
      </Form>
      {item && <CallOff item={item} onDone={() => done(t.appoint.offDone)} />}
    </Dialog>
  );
}

interface Slot {
  day: string;
  time: string;
  minutes: string;
  about: string;
}

function slotOf(item: AgendaItem | undefined, day: string | undefined): Slot {
  if (!item) return { day: day ?? dayOf(dayFrom(1)), time: "", minutes: "15", about: "" };
  const start = new Date(item.start);
  const minutes = Math.round((new Date(item.end).getTime() - start.getTime()) / 60_000);
  const about = item.title === t.kind.appointment ? "" : item.title;
  return { day: dayOf(start), time: timeOf(start), minutes: String(minutes || 15), about };
}

function SlotFields({ slot, onSlot }: { slot: Slot; onSlot: (part: Partial<Slot>) => void }) {
  const abouts = useId();
  return (
    <>
      <div class="agenda-slot">
        <Field label={t.appoint.day} type="date" value={slot.day} onValue={(day) => onSlot({ day })} required />
        <Field label={t.appoint.time} type="time" value={slot.time} onValue={(time) => onSlot({ time })} required />
        <Field
          label={t.appoint.minutes}
          type="number"
          inputMode="numeric"
          min="1"
          max="1440"
          value={slot.minutes}
          onValue={(minutes) => onSlot({ minutes })}
          required
        />
      </div>
      <Field
        label={t.appoint.about}
        value={slot.about}
        onValue={(about) => onSlot({ about })}
        maxLength={200}
        list={abouts}
        autocomplete="off"
      />
      <datalist id={abouts}>
        {t.appoint.abouts.map((text) => (
          <option key={text} value={text} />
        ))}
      </datalist>
    </>
  );
}

function CallOff({ item, onDone }: { item: AgendaItem; onDone: () => void }) {
  const [error, setError] = useState<CallError>();
  const callOff = () =>
    call("entry.appointment", {
      patient: item.patient.id,
      entry: item.entry,
      start: "",
      minutes: 0,
      title: "",
      off: true,
      private: false,
    }).then(onDone, (failure: unknown) => setError(asCallError(failure)));
  return (
    <div class="agenda-off">
      <button type="button" class="start" onClick={() => void callOff()}>
        {t.appoint.off}
      </button>
      <p class="hint">{t.appoint.offHint}</p>
      {error && <Problem error={error} />}
    </div>
  );
}

// A corrected version of an entry: its text or values, or else the resource as JSON.

import { useId, useMemo, useState } from "preact/hooks";
import type { EntryDetail } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Field } from "../../parts/field";
import { Form } from "../../parts/form";
import { call } from "../../rpc/client";
import { toast } from "../../state/toast";
import { SeenBy, WhoSees } from "./save-line";
import { findSlots, type Slot } from "./slots";

interface Props {
  detail: EntryDetail;
  /** Gets the id of the new version. */
  onDone: (entry: string) => void;
  onCancel: () => void;
}

export function AmendForm({ detail, onDone, onCancel }: Props) {
  const original = useMemo(() => JSON.parse(detail.resource) as Record<string, unknown>, [detail.resource]);
  const slots = useMemo(() => findSlots(structuredClone(original)), [original]);
  const [values, setValues] = useState(() => slots.map((slot) => slot.value));
  const [json, setJson] = useState(() => JSON.stringify(original, null, 2));
  const [asJson, setAsJson] = useState(slots.length === 0);
  const wrong = asJson ? check(json, original) : "";
  const changed = asJson ? json.trim() !== JSON.stringify(original, null, 2) : slots.some((s, i) => s.value !== values[i]);

  const save = async () => {
    const resource = asJson ? json : written(original, values);
    const { patient, id: entry } = detail.row;
    const row = await call("entry.amend", { patient, entry, resource });
    toast(t.amend.saved);
    onDone(row.id);
  };
  const set = (i: number) => (value: string) => setValues(values.map((old, at) => (at === i ? value : old)));
  return (
    <Form
      submit={t.amend.submit}
      onSubmit={save}
      onCancel={onCancel}
      disabled={!changed || wrong !== ""}
      below={<WhoSeesAmended detail={detail} />}
    >
      <h3>{t.amend.title}</h3>
      <p class="hint">{t.amend.text}</p>
      {asJson ? (
        <JsonEditor value={json} onValue={setJson} wrong={wrong} />
      ) : (
        slots.map((slot, i) => <SlotField key={i} slot={slot} value={values[i]!} onValue={set(i)} />)
      )}
      {slots.length > 0 && !asJson && (
        <button type="button" class="quiet start" onClick={() => setAsJson(true)}>
          {t.amend.json}
        </button>
      )}
    </Form>
  );
}

/** A new version goes where its earlier one went; one of another's entry is an entry of ours like any other. */
function WhoSeesAmended({ detail: { row, viewers } }: { detail: EntryDetail }) {
  if (row.mine) return <SeenBy viewers={viewers} />;
  return <WhoSees patient={row.patient} kind={row.kind} secret={row.private} />;
}

/** The original with the new values, as JSON. */
function written(original: Record<string, unknown>, values: string[]): string {
  const copy = structuredClone(original);
  findSlots(copy).forEach((slot, i) => slot.write(copy, values[i]!));
  return JSON.stringify(copy);
}

function SlotField({ slot, value, onValue }: { slot: Slot; value: string; onValue: (value: string) => void }) {
  const id = useId();
  const label = [slot.label || t.amend.value, slot.unit && `(${slot.unit})`].filter(Boolean).join(" ");
  if (slot.kind === "number") {
    return <Field label={label} type="number" step="any" required value={value} onValue={onValue} />;
  }
  return (
    <div class="field">
      <label for={id}>{slot.label || t.note.label}</label>
      <textarea id={id} rows={8} required maxLength={20_000} value={value} onInput={(e) => onValue(e.currentTarget.value)} />
    </div>
  );
}

function JsonEditor({ value, onValue, wrong }: { value: string; onValue: (value: string) => void; wrong: string }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{t.amend.resource}</label>
      <textarea
        id={id}
        class="resource"
        rows={18}
        spellcheck={false}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={`${id}-wrong`}
      />
      <p id={`${id}-wrong`} class="hint wrong" role="status">
        {wrong}
      </p>
    </div>
  );
}

/** What is wrong with the edited resource, or nothing. */
function check(json: string, original: Record<string, unknown>): string {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return t.amend.notObject;
    const type = String(original.resourceType);
    return (value as Record<string, unknown>).resourceType === type ? "" : t.amend.otherType(type);
  } catch (error) {
    return t.amend.badJson(error instanceof Error ? error.message : String(error));
  }
}

// Vital signs with big keys: one hand, a tablet, a minute.

import { useRef, useState } from "preact/hooks";
import type { Chart, Vital } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Dialog } from "../../parts/dialog";
import { Field } from "../../parts/field";
import { Form } from "../../parts/form";
import { call } from "../../rpc/client";
import { toast } from "../../state/toast";
import { Keypad } from "./keypad";
import { PrivateToggle, WhoSees } from "./save-line";
import { measures, type Measure } from "./signs";

type Values = Record<string, string>;
const keyOf = ({ sign, part }: Measure) => `${sign}.${part}`;

export function VitalsDialog({ chart, onClose }: { chart: Chart; onClose: () => void }) {
  const [values, setValues] = useState<Values>({});
  const [active, setActive] = useState(keyOf(measures[0]!));
  const [at, setAt] = useState("");
  const [secret, setSecret] = useState(false);
  const fields = useRef<HTMLDivElement>(null);
  const vitals = collect(values);
  const focus = (key: string) => fields.current?.querySelector<HTMLInputElement>(`[data-key="${key}"]`)?.focus();
  const press = (edit: (text: string) => string) => {
    setValues((old) => ({ ...old, [active]: edit(old[active] ?? "") }));
    focus(active);
  };
  const next = () => {
    const place = measures.findIndex((m) => keyOf(m) === active);
    focus(keyOf(measures[(place + 1) % measures.length]!));
  };
  const save = async () => {
    const time = at ? new Date(at).toISOString() : "";
    const rows = await call("entry.vitals", { patient: chart.patient.id, vitals, at: time, private: secret });
    toast(t.vitals.saved(rows.length));
    onClose();
  };
  return (
    <Dialog title={`${t.vitals.title} · ${chart.patient.name}`} look="wide" onClose={onClose}>
      <Form
        submit={t.vitals.submit}
        onSubmit={save}
        onCancel={onClose}
        disabled={vitals.length === 0}
        below={<WhoSees patient={chart.patient.id} kind="vital" secret={secret} />}
      >
        <div class="vitals">
          <div class="vitals-fields" ref={fields}>
            {measures.map((measure) => (
              <Measured
                key={keyOf(measure)}
                measure={measure}
                values={values}
                onActive={() => setActive(keyOf(measure))}
                onValue={(value) => setValues((old) => ({ ...old, [keyOf(measure)]: value }))}
              />
            ))}
          </div>
          <Field label={t.vitals.at} hint={t.vitals.atHint} type="datetime-local" value={at} onValue={setAt} />
          <Keypad onPress={press} onNext={next} />
        </div>
        <PrivateToggle value={secret} onValue={setSecret} />
      </Form>
    </Dialog>
  );
}

interface MeasuredProps {
  measure: Measure;
  values: Values;
  onActive: () => void;
  onValue: (value: string) => void;
}

function Measured({ measure, values, onActive, onValue }: MeasuredProps) {
  const key = keyOf(measure);
  return (
    <Field
      label={measure.label}
      value={values[key] ?? ""}
      onValue={(text) => onValue(text.replace(",", ".").replace(/[^\d.]/g, ""))}
      wrong={wrong(measure, values)}
      onFocus={onActive}
      data-key={key}
      // The keys beside are the keyboard; a tablet must not cover them with its own.
      inputMode="none"
      autocomplete="off"
      maxLength={6}
      after={<span class="unit">{measure.unit}</span>}
    />
  );
}

/** What is wrong with one value, seen with the others. */
function wrong(measure: Measure, values: Values): string {
  const text = values[keyOf(measure)] ?? "";
  const upper = values["blood-pressure.value"] ?? "";
  const lower = values["blood-pressure.other"] ?? "";
  if (measure.sign === "blood-pressure" && !text && (upper || lower)) return t.vitals.pair;
  if (!text) return "";
  const value = Number(text);
  if (!(value >= measure.low && value <= measure.high)) return t.vitals.range(measure.low, measure.high);
  if (measure.part === "other" && Number(upper) <= value) return t.vitals.order;
  return "";
}

function collect(values: Values): Vital[] {
  const number = (key: string) => Number(values[key] || 0);
  return measures
    .filter((measure) => measure.part === "value" && values[keyOf(measure)])
    .map(({ sign }) => ({ sign, value: number(`${sign}.value`), other: number(`${sign}.other`) }));
}

// The keys by which a person is found: of a new file, and of whom a query is about.

import type { NewPatient } from "../../shared/api.gen";
import { t } from "../i18n";
import { Field, Select } from "./field";

/** The same keys make a new file and name whom a query is about. */
export type Keys = NewPatient;

export const nobody: Keys = { family: "", given: "", birthDate: "", sex: "", father: "", system: "", value: "" };
/** A letter has room for 500 bytes of each, and a character takes at most three of them. */
const maxLength = 160;
const birthDate = /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;
const sexes = ["female", "male", "other", "unknown"] as const;

interface Props {
  keys: Keys;
  onKeys: (keys: Keys) => void;
  /** A new file says given names and sex; who asks may not know them. */
  whole?: boolean;
}

export function PersonFields({ keys, onKeys, whole = false }: Props) {
  const set = (name: keyof Keys) => (value: string) => onKeys({ ...keys, [name]: value });
  const field = (name: keyof Keys) => ({ value: keys[name], onValue: set(name), maxLength, autocomplete: "off" });
  const badDate = keys.birthDate.length >= 10 && !birthDate.test(keys.birthDate.trim());
  return (
    <>
      <div class="two">
        <Field label={t.newPatient.family} {...field("family")} required />
        <Field label={t.newPatient.given} {...field("given")} required={whole} />
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
          required={whole}
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
    </>
  );
}

export function trimmed(keys: Keys): Keys {
  return Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, value.trim()])) as unknown as Keys;
}

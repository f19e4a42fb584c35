// Choosing one or some of a few things.

import type { Member } from "../../shared/api.gen";
import { useId, useState } from "preact/hooks";
import { t } from "../i18n";
import { Field } from "./field";

interface ChipsProps {
  label: string;
  options: readonly (readonly [value: string, label: string])[];
  chosen: string[];
  onChosen: (values: string[]) => void;
}

/** Some of a few words. */
export function Chips({ label, options, chosen, onChosen }: ChipsProps) {
  return (
    <div class="chips" role="group" aria-label={label}>
      {options.map(([value, text]) => (
        <button
          key={value}
          type="button"
          class="chip"
          aria-pressed={chosen.includes(value)}
          onClick={() => onChosen(toggled(chosen, value))}
        >
          {text}
        </button>
      ))}
    </div>
  );
}

interface RadiosProps<T extends string> {
  legend: string;
  options: readonly (readonly [value: T, label: string, hint?: string])[];
  value: T;
  onValue: (value: T) => void;
}

/** One of a few, each with a line of its own. */
export function Radios<T extends string>({ legend, options, value, onValue }: RadiosProps<T>) {
  const name = useId();
  return (
    <fieldset class="radios">
      <legend>{legend}</legend>
      <div class="checks">
        {options.map(([option, label, hint]) => (
          <label key={option} class="check">
            <input type="radio" name={name} checked={option === value} onChange={() => onValue(option)} />
            <span>
              <strong>{label}</strong>
              {hint && <span class="hint"> {hint}</span>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface MembersProps {
  legend: string;
  /** Just one can be chosen. */
  one?: boolean;
  members: Member[];
  chosen: string[];
  onChosen: (ids: string[]) => void;
  /** Why a member cannot be chosen, if so. */
  barred?: (member: Member) => string;
}

/** Why nothing goes to a member by this member's own word, if so. */
export const blockedWord = (m: Member): string => (m.blocked ? t.colleagues.blockedHint : "");

/** Some of the colleagues, or one; with a filter when they are many. */
export function MemberChoice({ legend, one = false, members, chosen, onChosen, barred = () => "" }: MembersProps) {
  const [filter, setFilter] = useState("");
  const name = useId();
  const wanted = filter.trim().toLocaleLowerCase();
  const fits = (m: Member) => `${m.name} ${t.roles[m.role] ?? ""}`.toLocaleLowerCase().includes(wanted);
  return (
    <fieldset class="choice-list">
      <legend>{legend}</legend>
      {members.length > 8 && <Field label={t.share.filter} type="search" value={filter} onValue={setFilter} />}
      <div class="checks">
        {members.filter(fits).map((m) => {
          const why = barred(m);
          return (
            <label key={m.id} class="check" data-disabled={why !== ""}>
              <input
                type={one ? "radio" : "checkbox"}
                name={one ? name : undefined}
                checked={chosen.includes(m.id)}
                disabled={why !== ""}
                onChange={() => onChosen(one ? [m.id] : toggled(chosen, m.id))}
              />
              <span>
                <strong>{m.name}</strong> <span class="muted">{t.roles[m.role] ?? m.role}</span>
                {(why || !m.verified) && <span class="hint"> {why || t.colleagues.unverifiedHint}</span>}
              </span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}

/** A choice with a value more, or without it. */
export const toggled = (chosen: string[], value: string) =>
  chosen.includes(value) ? chosen.filter((c) => c !== value) : [...chosen, value];

// A labelled control with a hint and a place for what is wrong with it.

import type { ComponentChildren, TargetedFocusEvent } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

interface InputProps {
  label: string;
  hint?: string | undefined;
  value: string;
  onValue: (value: string) => void;
  /** What is wrong; the form cannot be sent while it says something. */
  wrong?: string | undefined;
  after?: ComponentChildren;
  type?: "text" | "password" | "search" | "url" | "number" | "date" | "time" | "datetime-local";
  required?: boolean;
  readOnly?: boolean;
  maxLength?: number;
  pattern?: string;
  title?: string;
  min?: string;
  max?: string;
  step?: string;
  list?: string;
  inputMode?: "none" | "numeric" | "decimal";
  autocomplete?: string;
  "data-key"?: string;
  onFocus?: (event: TargetedFocusEvent<HTMLInputElement>) => void;
}

export function Field({ label, hint, value, onValue, wrong = "", after, ...rest }: InputProps) {
  const id = useId();
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => ref.current?.setCustomValidity(wrong), [wrong]);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="field-row">
        <input
          // Preact types the attributes by the input's type, which is known only to the caller.
          {...(rest as object)}
          ref={ref}
          id={id}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
          aria-describedby={hint || wrong ? `${id}-hint` : undefined}
          aria-invalid={wrong ? true : undefined}
        />
        {after}
      </div>
      {(wrong || hint) && (
        <p id={`${id}-hint`} class={wrong ? "hint wrong" : "hint"}>
          {wrong || hint}
        </p>
      )}
    </div>
  );
}

interface SelectProps {
  label: string;
  value: string;
  onValue: (value: string) => void;
  options: readonly (readonly [value: string, label: string])[];
  required?: boolean;
}

export function Select({ label, value, onValue, options, required = false }: SelectProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} required={required} onChange={(event) => onValue(event.currentTarget.value)}>
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

interface ToggleProps {
  label: string;
  hint?: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

export function Toggle({ label, hint, checked, onChange }: ToggleProps) {
  const id = useId();
  return (
    <div class="toggle">
      <input
        id={id}
        type="checkbox"
        role="switch"
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
        aria-describedby={hint ? `${id}-hint` : undefined}
      />
      <div>
        <label for={id}>{label}</label>
        {hint && (
          <p id={`${id}-hint`} class="hint">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}

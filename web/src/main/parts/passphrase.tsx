// A passphrase chosen twice, with a hint of how hard it is to guess.

import { useState } from "preact/hooks";
import { t } from "../i18n";
import { Field } from "./field";

const words = t.passphrase;

/** From 0, very weak, to 4, strong: by length and the variety of what is in it. */
export function strength(text: string): number {
  const classes = [/\p{Ll}/u, /\p{Lu}/u, /\d/, /[\s\p{P}\p{S}]/u, /\p{Lo}/u].filter((c) => c.test(text)).length;
  const distinct = new Set(text.toLocaleLowerCase()).size;
  const bits = Math.min(text.length, distinct * 2) * (2 + classes * 0.6);
  return [28, 40, 54, 70].filter((step) => bits >= step).length;
}

/** Whether text may lock a record: long enough, and not one letter over and over. */
export const acceptable = (text: string) => text.length >= 12 && strength(text) >= 1;

interface Props {
  value: string;
  onValue: (value: string) => void;
}

export function NewPassphrase({ value, onValue }: Props) {
  const [again, setAgain] = useState("");
  const [shown, setShown] = useState(false);
  const type: "text" | "password" = shown ? "text" : "password";
  const level = strength(value);
  const look = { type, required: true, autocomplete: "new-password", maxLength: 200 } as const;
  return (
    <fieldset>
      <legend>{words.title}</legend>
      <Field
        {...look}
        label={words.label}
        value={value}
        onValue={onValue}
        wrong={value && !acceptable(value) ? words.weak : ""}
        after={<Show shown={shown} onShow={setShown} />}
      />
      {value && (
        <div class="strength" data-level={level}>
          <meter min={0} max={4} value={level} aria-label={words.strengthLabel} />
          <span>{words.strength[level]}</span>
        </div>
      )}
      <Field {...look} label={words.again} value={again} onValue={setAgain} wrong={again && again !== value ? words.differs : ""} />
      <p class="note-line">{words.note}</p>
    </fieldset>
  );
}

export function Show({ shown, onShow }: { shown: boolean; onShow: (shown: boolean) => void }) {
  return (
    <button type="button" aria-pressed={shown} onClick={() => onShow(!shown)}>
      {shown ? words.hide : words.show}
    </button>
  );
}

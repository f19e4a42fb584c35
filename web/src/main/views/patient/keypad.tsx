import { t } from "../../i18n";
import { Icon } from "../../parts/icon";

const keys = ["7", "8", "9", "4", "5", "6", "1", "2", "3", "0", "."];

interface Props {
  /** Gets what the key does to the text of the field in use. */
  onPress: (edit: (text: string) => string) => void;
  onNext: () => void;
}

/** Digits that a thumb cannot miss. */
export function Keypad({ onPress, onNext }: Props) {
  return (
    <div class="keypad" role="group" aria-label={t.vitals.keypad}>
      {keys.map((key) => (
        <button key={key} type="button" onClick={() => onPress((text) => append(text, key))}>
          {key}
        </button>
      ))}
      <button type="button" aria-label={t.vitals.erase} onClick={() => onPress((text) => text.slice(0, -1))}>
        <Icon name="erase" />
      </button>
      <button type="button" class="keypad-next" onClick={onNext}>
        {t.vitals.next}
      </button>
    </div>
  );
}

function append(text: string, key: string): string {
  if (text.length >= 6 || (key === "." && text.includes("."))) return text;
  return text + key;
}

// Under every save button: private or not, and who will see it.

import type { Chart } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Toggle } from "../../parts/field";
import { Icon } from "../../parts/icon";

export function PrivateToggle({ value, onValue }: { value: boolean; onValue: (value: boolean) => void }) {
  return <Toggle label={t.save.label} hint={t.save.hint} checked={value} onChange={onValue} />;
}

export function WhoSees({ chart, secret }: { chart: Chart; secret: boolean }) {
  const names = chart.audience.map(({ member }) => `${member.name} (${(t.roles[member.role] ?? member.role).toLowerCase()})`);
  const text = secret ? t.save.private : names.length > 0 ? t.save.see(list(names)) : t.save.nobody;
  return (
    <p class="who-sees" data-private={secret} role="status">
      <Icon name={secret ? "lock" : "share"} />
      {text}
    </p>
  );
}

/** "A, B and 3 more". */
export function list(names: string[]): string {
  const shown = names.length > 4 ? [...names.slice(0, 3), t.save.more(names.length - 3)] : names;
  const [last, ...before] = shown.toReversed();
  return before.length === 0 ? (last ?? "") : before.toReversed().join(", ") + t.save.and + last;
}

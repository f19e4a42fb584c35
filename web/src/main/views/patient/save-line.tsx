// Under every save button: private or not, and who will see it.

import type { Viewer } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Toggle } from "../../parts/field";
import { Icon } from "../../parts/icon";
import { Problem } from "../../parts/problem";
import { call } from "../../rpc/client";
import { useLoad } from "../../state/load";
import { aboutPatient } from "./patient";
import { because } from "./viewers";

export function PrivateToggle({ value, onValue }: { value: boolean; onValue: (value: boolean) => void }) {
  return <Toggle label={t.save.label} hint={t.save.hint} checked={value} onChange={onValue} />;
}

/** Who will see an entry of a kind that is being written. */
export function WhoSees({ patient, kind, secret }: { patient: string; kind: string; secret: boolean }) {
  const { data, error, reload } = useLoad(
    `${patient} ${kind} ${secret}`,
    (signal) => call("audience.get", { patient, kind, private: secret }, { signal }),
    [aboutPatient(patient), { event: "members" }],
  );
  if (error) return <Problem error={error} onRetry={reload} />;
  return data ? <SeenBy viewers={data} /> : <p class="who-sees">{t.loading}</p>;
}

/** How many are named with the word that lets them in. */
const explained = 3;

export function SeenBy({ viewers }: { viewers: Viewer[] }) {
  const nobody = viewers.length === 0;
  const names = viewers.map(({ member }) => `${member.name} (${(t.roles[member.role] ?? member.role).toLowerCase()})`);
  return (
    <div class="who-sees" data-nobody={nobody} role="status">
      <p>
        <Icon name={nobody ? "lock" : "share"} />
        {t.save.see(nobody ? t.save.nobody : list(names))}
      </p>
      <ul>
        {viewers.slice(0, explained).map((viewer) => (
          <li key={viewer.member.id}>
            {viewer.member.name}: {because(viewer)}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** "A, B and 3 more". */
export function list(names: string[]): string {
  const shown = names.length > 4 ? [...names.slice(0, 3), t.save.more(names.length - 3)] : names;
  const [last, ...before] = shown.toReversed();
  return before.length === 0 ? (last ?? "") : before.toReversed().join(", ") + t.save.and + last;
}

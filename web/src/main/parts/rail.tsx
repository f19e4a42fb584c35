// The way around: a rail at the side, a bar below on a phone.

import { t } from "../i18n";
import { pressing, waiting } from "../state/mail";
import { route, type Route } from "../state/route";
import { Icon, type IconName } from "./icon";

const places: { view: Route["view"]; icon: IconName }[] = [
  { view: "patients", icon: "patients" },
  { view: "agenda", icon: "agenda" },
  { view: "inbox", icon: "inbox" },
  { view: "outbox", icon: "outbox" },
  { view: "colleagues", icon: "colleagues" },
  { view: "emergency", icon: "emergency" },
  { view: "settings", icon: "settings" },
];

/** Views that belong to a place without being one. */
const within: Partial<Record<Route["view"], Route["view"]>> = { patient: "patients", import: "patients", rules: "colleagues", audit: "settings" };

export function Rail() {
  const at = within[route.value.view] ?? route.value.view;
  return (
    <nav class="rail" aria-label={t.nav.label}>
      {places.map(({ view, icon }) => (
        <a key={view} href={`#/${view}`} class="rail-item" data-view={view} aria-current={view === at ? "page" : undefined}>
          <Icon name={icon} />
          <span>{t.nav[view as keyof typeof t.nav]}</span>
          {view === "inbox" && waiting.value > 0 && <Waiting count={waiting.value} />}
        </a>
      ))}
    </nav>
  );
}

function Waiting({ count }: { count: number }) {
  return (
    <span class="rail-count" data-pressing={pressing.value.urgent + pressing.value.overdue > 0}>
      <span aria-hidden="true">{count}</span>
      <span class="unseen">{t.mail.count(count)}</span>
    </span>
  );
}

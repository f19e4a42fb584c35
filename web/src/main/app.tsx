// What the whole window shows: by where the device stands, then by the address.

import { useEffect } from "preact/hooks";
import { Rail } from "./parts/rail";
import { searched } from "./parts/search-box";
import { Toasts } from "./parts/toasts";
import { t } from "./i18n";
import { invitation, route } from "./state/route";
import { standing } from "./state/session";
import { toast } from "./state/toast";
import { AgendaView } from "./views/agenda/agenda";
import { AuditView } from "./views/audit/audit";
import { BoxView } from "./views/boxes";
import { ColleaguesView } from "./views/colleagues/colleagues";
import { EmergencyView } from "./views/emergency/emergency";
import { ImportView } from "./views/import/import";
import { InboxView } from "./views/mail/inbox";
import { PatientView } from "./views/patient/patient";
import { PatientsView } from "./views/patients/patients";
import { RulesView } from "./views/rules/rules";
import { SettingsView } from "./views/settings/settings";
import { Elsewhere, Failed, Starting, Vanished } from "./views/standings";
import { UnlockView } from "./views/welcome/unlock";
import { WaitingView } from "./views/welcome/waiting";
import { WelcomeView } from "./views/welcome/welcome";

export function App() {
  return (
    <>
      <Whole />
      <Toasts />
    </>
  );
}

function Whole() {
  switch (standing.value) {
    case "starting":
      return <Starting />;
    case "failed":
      return <Failed />;
    case "elsewhere":
      return <Elsewhere />;
    case "empty":
      return <WelcomeView />;
    case "vanished":
      return <Vanished />;
    case "locked":
      return <UnlockView />;
    case "waiting":
      return <WaitingView />;
    case "open":
      return <Open />;
  }
}

function Open() {
  useEffect(() => {
    if (invitation.value) toast(t.join.already, "danger");
    invitation.value = "";
    // Nothing of the record stays in the page once it is locked.
    return () => (searched.value = "");
  }, []);
  return (
    <div class="frame">
      <a class="skip" href="#main" onClick={skip}>
        {t.skip}
      </a>
      <Rail />
      <View />
    </div>
  );
}

/** The address behind # is the route, so the link moves the focus by hand. */
function skip(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function View() {
  const at = route.value;
  switch (at.view) {
    case "patients":
      return <PatientsView />;
    case "patient":
      return <PatientView key={at.patient} patient={at.patient} entry={at.entry} who={at.who} audit={at.audit} />;
    case "agenda":
      return <AgendaView key={at.span} span={at.span} />;
    case "import":
      return <ImportView />;
    case "inbox":
      if (at.part === "entries") return <BoxView key="inbox" box="inbox" />;
      return <InboxView part={at.part} thread={at.thread} from={at.from} />;
    case "outbox":
      return <BoxView key="outbox" box="outbox" />;
    case "colleagues":
      return <ColleaguesView room={at.room ?? false} />;
    case "emergency":
      return <EmergencyView />;
    case "audit":
      return <AuditView />;
    case "rules":
      return <RulesView />;
    case "settings":
      return <SettingsView />;
  }
}

// What colleagues were asked about the patient, and how many have answered: the file fills up as they do.

import type { MailItem } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { age } from "../../i18n/format";
import { Problem } from "../../parts/problem";
import { call } from "../../rpc/client";
import { useLoad } from "../../state/load";
import { Replies } from "../mail/item";
import { aboutPatient } from "./patient";

export function Asked({ patient }: { patient: string }) {
  const { data, error, reload } = useLoad(patient, (signal) => call("query.list", { patient }, { signal }), [
    { event: "mail" },
    aboutPatient(patient),
  ]);
  if (error) return <Problem error={error} onRetry={reload} />;
  if (!data || data.length === 0) return null;
  return (
    <ul class="asked-about" aria-label={t.ask.asked}>
      {data.map((item) => (
        <li key={item.thread}>
          <Query item={item} patient={patient} />
        </li>
      ))}
    </ul>
  );
}

function Query({ item, patient }: { item: MailItem; patient: string }) {
  const waiting = item.replies.filter(({ outcome }) => outcome === "waiting").length;
  const late = item.replies.filter(({ outcome }) => outcome === "expired").length;
  const asked = item.replies.length;
  return (
    <details>
      <summary>
        {t.agenda.asked(asked, asked - waiting - late, waiting)}{" "}
        <span class="muted">
          · {item.tests.length > 0 ? item.tests.join(", ") : item.text} · {age(item.at)}
        </span>
      </summary>
      <Replies item={item} within={patient} />
    </details>
  );
}

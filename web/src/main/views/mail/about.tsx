// Whom a query is about, and what is said of it.

import type { MailItem, Person } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { end } from "../../i18n/format";
import { Born, Sex } from "../../parts/person";

/** The name as it stands in lists. */
export const personName = ({ family, given }: Person) => [family, given].filter(Boolean).join(", ");

export function About({ person }: { person: Person }) {
  return (
    <span class="mail-about">
      <strong>{personName(person)}</strong>{" "}
      <span class="muted">
        {person.sex && <Sex sex={person.sex} />} <Born birthDate={person.birthDate} deceased={false} />
      </span>
    </span>
  );
}

const looks: Record<string, string> = { soon: "tag tag-warning", emergency: "flag flag-critical" };

export function Urgency({ urgency }: { urgency: string }) {
  return <span class={looks[urgency] ?? "tag"}>{t.mail.urgency[urgency] ?? urgency}</span>;
}

/** For what it is asked, and until when. */
export function Terms({ item }: { item: MailItem }) {
  const { father, system, value } = item.person;
  const known = [father && t.mail.father(father), value && `${system} ${value}`.trim()].filter(Boolean).join(" · ");
  return (
    <dl class="pairs">
      <dt>{t.mail.purpose}</dt>
      <dd>
        {item.text}
        {item.follow && <span class="muted"> · {t.mail.follow}</span>}
      </dd>
      {item.tests.length > 0 && (
        <>
          <dt>{t.mail.tests}</dt>
          <dd>
            <strong>{item.tests.join(", ")}</strong>
          </dd>
        </>
      )}
      {known && (
        <>
          <dt>{t.mail.known}</dt>
          <dd>{known}</dd>
        </>
      )}
      <dt>{t.mail.until}</dt>
      <dd>{end(item.expires)}</dd>
    </dl>
  );
}

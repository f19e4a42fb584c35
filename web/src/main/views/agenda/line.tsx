// One appointment: when, whose, what about, and in words what was asked and answered.

import type { AgendaItem, Asked, Answer } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { age, ahead, longDay, timeOf } from "../../i18n/format";
import { Icon } from "../../parts/icon";
import { Born, Sex } from "../../parts/person";
import { entryPath, patientPath } from "../../state/route";

interface Props {
  item: AgendaItem;
  /** On a patient's page the day is told, and not whose it is. */
  own?: boolean;
  onChange: (item: AgendaItem) => void;
}

export function AppointmentLine({ item, own = false, onChange }: Props) {
  const { patient, member } = item;
  const name = patient.name || t.patients.nameless;
  const status = t.agenda.status[item.status];
  return (
    <li class="agenda-line" data-status={item.status} data-over={new Date(item.end).getTime() < Date.now()}>
      <span class="agenda-time">
        {own && <span class="agenda-date">{longDay(new Date(item.start))}</span>}
        <time dateTime={item.start}>{timeOf(item.start)}</time>
        {item.end !== item.start && <span class="agenda-end muted">– {timeOf(item.end)}</span>}
      </span>
      {!own && (
        <span class="agenda-who">
          <a href={patientPath(patient.id)}>
            <strong>{name}</strong>
          </a>{" "}
          <span class="agenda-keys muted">
            <Sex sex={patient.sex} /> <Born birthDate={patient.birthDate} deceased={patient.deceased} />
          </span>
        </span>
      )}
      <span class="agenda-what">
        {item.private && (
          <>
            <Icon name="lock" />
            <span class="unseen">{t.timeline.private}</span>{" "}
          </>
        )}
        <a href={entryPath(patient.id, item.entry)}>{item.title}</a> {status && <span class="tag">{status}</span>}{" "}
        {!member.me && <span class="muted">{t.agenda.of(member.name)}</span>}
      </span>
      <AskedLine asked={item.asked} />
      {member.me && (
        <button type="button" class="quiet agenda-change" aria-label={t.agenda.changeOf(name)} onClick={() => onChange(item)}>
          {t.agenda.change}
        </button>
      )}
    </li>
  );
}

function AskedLine({ asked }: { asked: Asked }) {
  if (asked.state === "asked") {
    return (
      <details class="agenda-asked" data-open={asked.waiting > 0}>
        <summary>{t.agenda.asked(asked.asked, asked.answered, asked.waiting)}</summary>
        <ul>
          {asked.replies.map((answer) => (
            <Reply key={answer.member.id} answer={answer} />
          ))}
        </ul>
      </details>
    );
  }
  const words = told(asked);
  return words ? <span class="agenda-asked muted">{words}</span> : <span class="agenda-asked" />;
}

function told({ state, at, waiting }: Asked): string {
  switch (state) {
    case "later":
      return t.agenda.askLater(ahead(at));
    case "due":
      return waiting > 0 ? t.agenda.askBusy(waiting) : t.agenda.askDue;
    case "nobody":
      return t.agenda.askNobody;
    case "unable":
      return t.agenda.askUnable;
  }
  return "";
}

function Reply({ answer: { member, outcome, at, text } }: { answer: Answer }) {
  return (
    <li>
      <strong>{member.name}</strong>: {t.mail.outcome[outcome] ?? outcome}
      {at && <span class="muted"> · {age(at)}</span>}
      {text && <span class="mail-text"> {text}</span>}
    </li>
  );
}

// A message in a list: from whom, about whom, how urgent, and how far it came.

import type { EntryRow, MailItem, Recipient } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { age, precisely } from "../../i18n/format";
import { Icon } from "../../parts/icon";
import { StandingMark } from "../../parts/standing";
import { matterPath, type InboxPart } from "../../state/route";
import { Flag } from "../patient/trends";
import { About, Urgency } from "./about";

export function MessageCard({ item, part }: { item: MailItem; part: InboxPart }) {
  const fresh = !item.out && !item.opened;
  return (
    <li class="mail-item card message" data-kind={item.kind} data-fresh={fresh} data-overdue={item.overdue}>
      <header class="mail-head">
        <p>
          {fresh && <span class="tag tag-accent">{t.mail.fresh}</span>}
          <a class="message-link" href={matterPath(part, item.thread, item.from.id)}>
            {wordsOf(item)}
          </a>
        </p>
        <span class="mail-time">{age(item.at)}</span>
      </header>
      <Marks item={item} />
      {item.person.family && <About person={item.person} />}
      {item.text && <p class="message-text">{item.text}</p>}
      <EntryTitles rows={item.entries} missing={item.missing} />
      {item.out && <Recipients item={item} />}
    </li>
  );
}

/** Who did what: wrote, or opened an emergency summary. */
export function wordsOf({ kind, out, to, from }: MailItem): string {
  const { you, they } =
    kind === "emergency"
      ? { you: t.emergency.youOpened, they: t.emergency.theyOpened }
      : { you: t.mail.youWrote, they: t.mail.wrote };
  return out ? you(to[0]?.name ?? "") : they(from.name);
}

/** What must not be overlooked about a message. */
export function Marks({ item }: { item: MailItem }) {
  const late = item.overdue && (
    <span class="flag flag-critical">
      <Icon name="warning" />
      {t.mail.overdue(precisely(item.due))}
    </span>
  );
  return (
    <span class="message-marks">
      {item.urgency !== "routine" && <Urgency urgency={item.urgency} />}
      {late}
      {!item.out && item.due && !item.opened && !item.overdue && <span class="tag">{t.mail.openBy(precisely(item.due))}</span>}
      {item.parked && <span class="tag">{t.mail.parkedUntil(precisely(item.parked))}</span>}
      {item.done && <span class="tag">{t.mail.isDone}</span>}
    </span>
  );
}

/** How many entries a list names. */
const named = 3;

function EntryTitles({ rows, missing }: { rows: EntryRow[]; missing: number }) {
  if (rows.length + missing === 0) return null;
  return (
    <ul class="message-entries">
      {rows.slice(0, named).map((row) => (
        <li key={row.id}>
          <span class="kind" data-kind={row.kind}>
            {t.kind[row.kind] ?? row.kind}
          </span>{" "}
          <strong>{row.title}</strong> <Flag abnormal={row.abnormal} />
        </li>
      ))}
      {rows.length > named && <li class="muted">{t.save.more(rows.length - named)}</li>}
      {missing > 0 && <li class="muted">{t.mail.missing(missing)}</li>}
    </ul>
  );
}

/** To whom a message went, in the order of telling, and how far it came. */
export function Recipients({ item }: { item: MailItem }) {
  return (
    <>
      <ul class="recipients">
        {item.sent.map((recipient, i) => (
          <li key={recipient.member.id} class="recipient">
            <span>
              {i > 0 && `${t.mail.told} `}
              <strong>{recipient.member.name}</strong> <span class="muted">{precisely(recipient.at)}</span>
            </span>
            <StandingMark state={recipient.state} at={recipient.opened} />
            <Unopened item={item} recipient={recipient} last={i === item.sent.length - 1} />
          </li>
        ))}
      </ul>
      {item.call && (
        <p class="call">
          <Icon name="warning" />
          {t.mail.call}
        </p>
      )}
    </>
  );
}

/** Whoever did not open it in time is said so: somebody else was told, or a call is due. */
function Unopened({ item, recipient, last }: { item: MailItem; recipient: Recipient; last: boolean }) {
  const settled = item.sent.some(({ opened }) => opened);
  if (recipient.opened || !recipient.due) return null;
  if (!last || item.call) return <span class={settled ? "muted" : "late"}>{t.mail.notOpened(precisely(recipient.due))}</span>;
  return settled ? null : <span class="muted">{t.mail.openBy(precisely(recipient.due))}</span>;
}

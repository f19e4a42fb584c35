// A referral or a test request in a list: what, to or from whom, about whom, and how far it is.

import type { MailItem } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { age, end } from "../../i18n/format";
import { Icon } from "../../parts/icon";
import { matterPath, type InboxPart } from "../../state/route";
import { About, Urgency } from "./about";
import { TaskSteps } from "./task-steps";

export function TaskCard({ item, part }: { item: MailItem; part: InboxPart }) {
  const fresh = !item.out && !item.opened;
  return (
    <li class="mail-item card message" data-kind={item.kind} data-state={item.state} data-fresh={fresh} data-overdue={item.overdue}>
      <header class="mail-head">
        <p>
          <a class="message-link" href={matterPath(part, item.thread, item.from.id)}>
            {taskName(item)}: {item.text}
          </a>{" "}
          {fresh && <span class="tag tag-accent">{t.mail.fresh}</span>} <TaskMarks item={item} />
        </p>
        <span class="mail-time">{age(item.steps.at(-1)?.at || item.at)}</span>
      </header>
      {item.person.family && <About person={item.person} />}
      <TaskSteps item={item} />
    </li>
  );
}

/** "Referral to Dr Ay". */
export const taskName = (item: MailItem) =>
  item.out ? t.task.sentTo(item.kind, item.to[0]?.name ?? "") : t.task.cameFrom(item.kind, item.from.name);

/** What must not be overlooked about a task. */
export function TaskMarks({ item }: { item: MailItem }) {
  return (
    <span class="message-marks">
      {item.urgency !== "routine" && <Urgency urgency={item.urgency} />}
      {item.overdue && (
        <span class="flag flag-critical">
          <Icon name="warning" />
          {t.task.overdue(end(item.due))}
        </span>
      )}
      {!item.overdue && item.due && item.state === "requested" && <span class="tag">{t.task.due(end(item.due))}</span>}
      {item.parked && <span class="tag">{t.mail.parkedUntil(end(item.parked))}</span>}
    </span>
  );
}

// How far a task is, as a line: what was done, what is due now, what is still to come.

import type { MailItem } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { precisely } from "../../i18n/format";
import { Icon } from "../../parts/icon";

export type Work = "referral" | "test";

/** Whether a matter is a referral or a test request. */
export const isTask = (item: MailItem): boolean => item.kind === "referral" || item.kind === "test";

export const workOf = (item: MailItem): Work => (item.kind === "test" ? "test" : "referral");

/** Whose turn it is, or that it is over. */
interface Step {
  label: string;
  who?: string;
  at?: string;
  text?: string;
  look: "done" | "now" | "ahead" | "ended";
}

/** What still comes at each state, if all goes well. */
const ahead: Record<string, ("accepted" | "completed" | "closed")[]> = {
  requested: ["accepted", "completed", "closed"],
  accepted: ["completed", "closed"],
  completed: ["closed"],
};

function stepsOf(item: MailItem): Step[] {
  const work = workOf(item);
  const label = (status: string) => (status === "completed" ? t.task.completed[work] : t.task[status as "accepted"]);
  const taken = item.steps.map(({ status, member, at, text }, i): Step => {
    const again = status === "completed" && item.steps.slice(0, i).some((s) => s.status === "completed");
    const look = status === "rejected" || status === "cancelled" ? "ended" : "done";
    return { label: again ? t.task.further[work] : label(status), who: member.name, at, text, look };
  });
  const next = (ahead[item.state] ?? []).map((status, i): Step =>
    i === 0 ? { label: t.task.waits[status]?.[work] ?? label(status), look: "now" } : { label: label(status), look: "ahead" },
  );
  return [{ label: t.task.requested, who: item.from.name, at: item.at, look: "done" }, ...taken, ...next];
}

export function TaskSteps({ item }: { item: MailItem }) {
  return (
    <ol class="task-steps" aria-label={t.task.steps}>
      {stepsOf(item).map((step, i) => (
        <li key={i} class="task-step" data-look={step.look} aria-current={step.look === "now" ? "step" : undefined}>
          <span class="task-dot" aria-hidden="true">
            {step.look === "done" && <Icon name="check" />}
            {step.look === "ended" && <Icon name="close" />}
          </span>
          <span class="task-said">
            <strong>{step.label}</strong>
            {step.at && (
              <span class="muted">
                {step.who} · {precisely(step.at)}
              </span>
            )}
            {step.text && <span class="task-word">“{step.text}”</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}

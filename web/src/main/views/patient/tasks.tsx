// Referrals and test requests about a patient: the open ones, each a press away from its matter. Where
// there is room, new ones begin in the row of acts below the page.

import { useState } from "preact/hooks";
import type { MailItem } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { age } from "../../i18n/format";
import { Problem } from "../../parts/problem";
import { call } from "../../rpc/client";
import { useLoad } from "../../state/load";
import { matterPath } from "../../state/route";
import { taskName, TaskMarks } from "../mail/task";
import { aboutPatient } from "./patient";

interface Props {
  patient: string;
  onRefer: () => void;
  onOrder: () => void;
}

const over = ["closed", "rejected", "cancelled"];

export function Tasks({ patient, onRefer, onOrder }: Props) {
  const [whole, setWhole] = useState(false);
  const { data, error, reload } = useLoad(patient, (signal) => call("task.list", { patient, open: false }, { signal }), [
    { event: "mail" },
    aboutPatient(patient),
  ]);
  const open = (data ?? []).filter(({ state }) => !over.includes(state));
  const shown = whole ? (data ?? []) : open;
  return (
    <section class="tasks" aria-label={t.task.title} data-empty={data?.length === 0}>
      <header class="tasks-head">
        <h2>{t.task.title}</h2>
        {data && shown.length === 0 && <span class="muted">{t.task.none}</span>}
        <span class="spring" />
        {data && data.length > open.length && (
          <button type="button" class="quiet" aria-expanded={whole} onClick={() => setWhole(!whole)}>
            {whole ? t.task.openOnly : t.task.all(data.length)}
          </button>
        )}
        <span class="tasks-acts">
          <button type="button" onClick={onRefer}>
            {t.task.refer}
          </button>
          <button type="button" onClick={onOrder}>
            {t.task.order}
          </button>
        </span>
      </header>
      {error && <Problem error={error} onRetry={reload} />}
      {shown.length > 0 && (
        <ul>
          {shown.map((item) => (
            <TaskLine key={`${item.thread} ${item.from.id}`} item={item} />
          ))}
        </ul>
      )}
    </section>
  );
}

function TaskLine({ item }: { item: MailItem }) {
  const last = item.steps.at(-1);
  return (
    <li class="task-line" data-state={item.state}>
      <a href={matterPath("all", item.thread, item.from.id)}>
        <strong>{item.text}</strong> <span class="muted">{taskName(item)}</span>
      </a>
      <span class="tag" data-state={item.state}>
        {t.task.state[item.state] ?? item.state}
      </span>
      <TaskMarks item={item} />
      <span class="task-age muted">{age(last?.at || item.at)}</span>
    </li>
  );
}

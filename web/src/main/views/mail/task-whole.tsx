// A referral or a test request whole: how far it is, the letter, what it needs, what came back.

import type { EntryRow, MailItem, TaskStep } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { date, moment } from "../../i18n/format";
import { Problem } from "../../parts/problem";
import { Skeleton } from "../../parts/skeleton";
import { StandingMark } from "../../parts/standing";
import { entryPath, patientPath } from "../../state/route";
import { useEntry, useOpened } from "../patient/entry";
import { Flag } from "../patient/trends";
import { About } from "./about";
import { TaskActs } from "./task-acts";
import { TaskMarks } from "./task";
import { TaskSteps, workOf } from "./task-steps";

export function TaskWhole({ item, onClose }: { item: MailItem; onClose: () => void }) {
  const file = item.patient || item.source;
  const [letter, ...needs] = item.entries;
  return (
    <div class="matter task" data-state={item.state}>
      <p class="entry-tags">
        <TaskMarks item={item} />
        <span class="muted">{moment(item.at)}</span>
        {item.sent[0] && <StandingMark state={item.sent[0].state} at={item.sent[0].opened} />}
      </p>
      <p class="task-what">{item.text}</p>
      {item.person.family && (
        <p class="task-whom">
          <About person={item.person} />
          {file && <a href={patientPath(file)}>{t.task.openFile}</a>}
        </p>
      )}
      <TaskSteps item={item} />
      {item.steps.filter(({ status }) => status === "completed").map((step, i) => (
        <Reply key={i} item={item} step={step} />
      ))}
      <section class="task-part">
        <h3>{t.task.letter[workOf(item)]}</h3>
        {letter ? <Letter row={letter} /> : <p class="none">{t.task.notHere}</p>}
      </section>
      <section class="task-part">
        <h3>{t.task.needs}</h3>
        {needs.length + item.missing === 0 && <p class="none">{t.task.noNeeds}</p>}
        <Rows rows={needs} file={item.filed || item.out ? item.patient : ""} />
        {item.missing > 0 && <p class="hint">{t.task.missing(item.missing)}</p>}
      </section>
      <TaskActs item={item} onClose={onClose} />
    </div>
  );
}

/** What came back, or was sent: the first entry to be read here, the others a press away. */
function Reply({ item, step }: { item: MailItem; step: TaskStep }) {
  const [first, ...rest] = step.entries;
  return (
    <section class="task-part task-reply">
      <h3>
        {t.task.completed[workOf(item)]} <span class="muted">{step.member.name}</span>
      </h3>
      {first && <Letter row={first} />}
      <Rows rows={rest} file="" />
      {step.missing > 0 && <p class="hint">{t.task.missing(step.missing)}</p>}
    </section>
  );
}

/** An entry to be read here. Whoever wrote it is told, as when it is opened on the patient's page. */
function Letter({ row }: { row: EntryRow }) {
  const { data, error, reload } = useEntry(row.patient, row.id);
  useOpened(row.patient, data);
  if (error) return <Problem error={error} onRetry={reload} />;
  if (!data) return <Skeleton lines={3} />;
  return (
    <div class="task-letter">
      <p class="mail-text">{data.text || row.title}</p>
      <a href={entryPath(row.patient, row.id)}>{t.task.openEntry}</a>
    </div>
  );
}

/** Entries, each leading to itself in the file where it shows. */
export function Rows({ rows, file }: { rows: EntryRow[]; file: string }) {
  if (rows.length === 0) return null;
  return (
    <ul class="matter-entries">
      {rows.map((row) => (
        <li key={row.id}>
          <a href={entryPath(file || row.patient, row.id)}>
            <RowText row={row} />
          </a>
        </li>
      ))}
    </ul>
  );
}

export function RowText({ row }: { row: EntryRow }) {
  return (
    <>
      <span class="kind" data-kind={row.kind}>
        {t.kind[row.kind] ?? row.kind}
      </span>
      <span class="row-what">
        <strong>{row.title}</strong> {row.kind !== "patient" && row.at && <span class="muted">· {date(row.at)}</span>} {row.detail}
      </span>
      <Flag abnormal={row.abnormal} />
    </>
  );
}

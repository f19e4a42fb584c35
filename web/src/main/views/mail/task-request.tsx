// A referral or a test request: to whom, what for, and exactly what the colleague will see.

import { useId, useState } from "preact/hooks";
import type { Chart, Member, TaskParams } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { blockedWord, MemberChoice } from "../../parts/choice";
import { lastMoment, today } from "../../parts/day";
import { Dialog } from "../../parts/dialog";
import { Field, Select } from "../../parts/field";
import { Form } from "../../parts/form";
import { Problem } from "../../parts/problem";
import { Skeleton } from "../../parts/skeleton";
import { call } from "../../rpc/client";
import { useLoad } from "../../state/load";
import { colleagues } from "../../state/network";
import { toast } from "../../state/toast";
import { mostNeeded, NeedsChoice } from "./task-needs";
import type { Work } from "./task-steps";
import { RowText } from "./task-whole";

interface Props {
  work: Work;
  chart: Chart;
  onClose: () => void;
}

/** Who is asked first for each work. */
const usualRole: Record<Work, string> = { referral: "specialist", test: "laboratory" };

export function TaskDialog({ work, chart, onClose }: Props) {
  const first = (m: Member) => (m.role === usualRole[work] ? 0 : 1);
  const others = [...colleagues.value].sort((a, b) => first(a) - first(b) || a.name.localeCompare(b.name));
  const act = work === "test" ? t.task.order : t.task.refer;
  return (
    <Dialog title={`${act.replace("…", "")} · ${chart.patient.name}`} look="wide" onClose={onClose}>
      {others.length > 0 ? (
        <TaskForm work={work} chart={chart} others={others} onClose={onClose} />
      ) : (
        <p>
          {t.task.nobody}{" "}
          <a href="#/colleagues" onClick={onClose}>
            {t.ask.invite}
          </a>
        </p>
      )}
    </Dialog>
  );
}

const blank = { text: "", reason: "", letter: "", urgency: "routine", due: "" };

function TaskForm({ work, chart, others, onClose }: Props & { others: Member[] }) {
  const [words, setWords] = useState(blank);
  const [to, setTo] = useState(others.length === 1 ? [others[0]!.id] : []);
  const [entries, setEntries] = useState<string[]>([]);
  const [shown, setShown] = useState(false);
  const name = others.find(({ id }) => id === to[0])?.name ?? "";
  const params = {
    ...words,
    work,
    text: words.text.trim(),
    due: words.due && lastMoment(words.due),
    member: to[0] ?? "",
    patient: chart.patient.id,
    resource: "",
    entries,
  };
  if (shown) return <Goes params={params} name={name} work={work} onBack={() => setShown(false)} onSent={onClose} />;
  return (
    <Form
      submit={t.task.next}
      onSubmit={async () => setShown(true)}
      onCancel={onClose}
      disabled={to.length === 0 || !params.text || entries.length > mostNeeded}
    >
      <MemberChoice one legend={t.task.to} members={others} chosen={to} onChosen={setTo} barred={blockedWord} />
      <Words work={work} words={words} onWords={(part) => setWords({ ...words, ...part })} />
      <NeedsChoice chart={chart} work={work} chosen={entries} onChosen={setEntries} />
    </Form>
  );
}

function Words({ work, words, onWords }: { work: Work; words: typeof blank; onWords: (part: Partial<typeof blank>) => void }) {
  const letter = useId();
  const usual = useId();
  return (
    <>
      <Field label={t.task.what[work]} value={words.text} onValue={(text) => onWords({ text })} required maxLength={160} list={usual} autocomplete="off" />
      <datalist id={usual}>
        {t.task.whats[work].map((text) => (
          <option key={text} value={text} />
        ))}
      </datalist>
      {work === "test" ? (
        <Field label={t.task.reason} value={words.reason} onValue={(reason) => onWords({ reason })} maxLength={160} autocomplete="off" />
      ) : (
        <div class="field">
          <label for={letter}>{t.task.letterLabel}</label>
          <textarea id={letter} rows={8} maxLength={80_000} value={words.letter} onInput={(event) => onWords({ letter: event.currentTarget.value })} />
        </div>
      )}
      <div class="two">
        <Select label={t.task.urgency} value={words.urgency} onValue={(urgency) => onWords({ urgency })} options={Object.entries(t.mail.urgency)} />
        <Field label={t.task.dueLabel} hint={t.task.dueHint} type="date" min={today()} value={words.due} onValue={(due) => onWords({ due })} />
      </div>
    </>
  );
}

/** Exactly what the colleague will see, as the core says it, before anything goes. */
function Goes({ params, name, work, onBack, onSent }: { params: TaskParams; name: string; work: Work; onBack: () => void; onSent: () => void }) {
  const { data, error, reload } = useLoad(JSON.stringify(params), (signal) => call("task.preview", params, { signal }));
  const send = async () => {
    await call("task.request", params);
    toast(t.task.sent(name));
    onSent();
  };
  return (
    <Form submit={t.task.send[work]} onSubmit={send} onCancel={onBack} cancel={t.task.back} disabled={!data}>
      {error && <Problem error={error} onRetry={reload} />}
      {!data && !error && <Skeleton lines={6} />}
      {data && (
        <section class="goes" aria-label={t.task.sees(name)}>
          <p>{t.task.sees(name)}</p>
          <p class="task-letter mail-text">{data.body || data.title}</p>
          <ul class="goes-rows">
            {data.entries.map((row) => (
              <li key={row.id}>
                <RowText row={row} />
              </li>
            ))}
          </ul>
          {data.already > 0 && <p class="hint">{t.task.already(data.already, name)}</p>}
        </section>
      )}
    </Form>
  );
}

// A query of a colleague that waits: what is asked, which file here it is about, and the answers.

import { useState } from "preact/hooks";
import type { MailItem } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { age, date } from "../../i18n/format";
import { Field, Select } from "../../parts/field";
import { Problem } from "../../parts/problem";
import { call, type CallError } from "../../rpc/client";
import { asCallError, useLoad } from "../../state/load";
import { toast } from "../../state/toast";
import { PatientLine } from "../patients/row";
import { About, Terms, Urgency } from "./about";

type Outcome = "shared" | "summary" | "refused" | "done";

export function WaitingCard({ item }: { item: MailItem }) {
  const [chosen, setChosen] = useState("");
  const name = item.from.name;
  return (
    <li class="mail-item card" data-kind="query" data-state="waiting">
      <header class="mail-head">
        <p>
          <strong>{name}</strong> {t.mail.asks} <About person={item.person} />
        </p>
        <span class="mail-side">
          <Urgency urgency={item.urgency} />
          <span class="mail-time">{age(item.at)}</span>
        </span>
      </header>
      <Terms item={item} />
      {item.patient ? (
        <FileHere patient={item.patient} hint={t.mail.here} />
      ) : (
        <FileChoice item={item} label={t.mail.choose} none={t.mail.noFile} chosen={chosen} onChosen={setChosen} />
      )}
      {item.tests.length > 0 ? (
        <TestAnswers item={item} chosen={chosen} />
      ) : (
        <Answers item={item} patient={item.patient || chosen} />
      )}
    </li>
  );
}

export function FileHere({ patient, hint }: { patient: string; hint: string }) {
  const { data, error, reload } = useLoad(patient, (signal) => call("patient.chart", { patient }, { signal }));
  return (
    <div class="mail-file alike">
      <p class="hint">{hint}</p>
      {error && <Problem error={error} onRetry={reload} />}
      {data && <PatientLine row={data.patient} />}
    </div>
  );
}

interface ChoiceProps {
  item: MailItem;
  label: string;
  /** What is said if there is no file of that name at all. */
  none: string;
  chosen: string;
  onChosen: (patient: string) => void;
}

/** Where none matches for sure, the person who is asked may know better. */
export function FileChoice({ item, label, none, chosen, onChosen }: ChoiceProps) {
  const search = item.person.family;
  const { data } = useLoad(search, (signal) => call("patients.list", { search, offset: 0, limit: 10 }, { signal }), [
    { event: "patients" },
  ]);
  const rows = (data?.items ?? []).filter((row) => row.id !== item.source);
  return (
    <div class="mail-file">
      <p>
        {t.mail.unsure} {data && rows.length === 0 && none}
      </p>
      {rows.length > 0 && (
        <>
          <Select
            label={label}
            value={chosen}
            onValue={onChosen}
            options={[["", "–"], ...rows.map((r) => [r.id, `${r.name} · ${r.birthDate || "–"} · ${r.number}`] as const)]}
          />
          <p class="hint">{t.mail.chooseHint}</p>
        </>
      )}
    </div>
  );
}

function useAnswer(item: MailItem, patient: string) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<CallError>();
  const answer = async (outcome: Outcome, text = "") => {
    setBusy(true);
    setError(undefined);
    try {
      const now = await call("query.answer", { thread: item.thread, member: item.from.id, outcome, patient, text: text.trim() });
      // What the patient wants may have made a refusal of it.
      toast(t.mail.yours[now.replies[0]?.outcome ?? outcome] ?? t.mail.answered);
    } catch (failure) {
      setError(asCallError(failure));
      setBusy(false);
    }
  };
  return { busy, error, answer };
}

/** Whether a test was done takes one tap: what would be told stands beside it. */
function TestAnswers({ item, chosen }: { item: MailItem; chosen: string }) {
  const { busy, error, answer } = useAnswer(item, chosen);
  const here = chosen ? t.mail.testMaybe : item.found ? t.mail.testHere(date(item.found)) : t.mail.testNothing;
  return (
    <div class="mail-answer" role="group" aria-label={t.mail.replies} aria-busy={busy}>
      <p>
        {here} <span class="hint">{t.mail.testOnly(item.from.name)}</span>
      </p>
      {error && <Problem error={error} />}
      <div class="acts">
        <button type="button" disabled={busy} onClick={() => void answer("refused")}>
          {t.mail.refuse}
        </button>
        <button type="button" class="primary" disabled={busy} onClick={() => void answer("done")}>
          {chosen || item.found ? t.mail.testTell : t.mail.testTellUnknown}
        </button>
      </div>
    </div>
  );
}

function Answers({ item, patient }: { item: MailItem; patient: string }) {
  const [text, setText] = useState("");
  const { busy, error, answer } = useAnswer(item, patient);
  const { name } = item.from;
  return (
    <div class="mail-answer" role="group" aria-label={t.mail.replies} aria-busy={busy}>
      <ul class="hint">
        <li>{item.follow ? t.mail.shareOn(name) : t.mail.shareFor(name)}</li>
        <li>{t.mail.summaryText}</li>
      </ul>
      <Field label={t.mail.word} value={text} onValue={setText} maxLength={160} autocomplete="off" />
      {error && <Problem error={error} />}
      <div class="acts">
        <button type="button" disabled={busy} onClick={() => void answer("refused", text)}>
          {t.mail.refuse}
        </button>
        <button type="button" disabled={busy || !patient} onClick={() => void answer("summary", text)}>
          {t.mail.summary}
        </button>
        <button type="button" class="primary" disabled={busy || !patient} onClick={() => void answer("shared", text)}>
          {t.mail.shareFile}
        </button>
      </div>
    </div>
  );
}

// The reply to a referral, or the result of a test: words, a FHIR file, entries written before.

import { useId, useState } from "preact/hooks";
import type { EntryRow, MailItem } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { toggled } from "../../parts/choice";
import { Form } from "../../parts/form";
import { call } from "../../rpc/client";
import { useLoad } from "../../state/load";
import { takeStep } from "./task-acts";
import { workOf } from "./task-steps";
import { RowText } from "./task-whole";

interface Props {
  item: MailItem;
  onDone: () => void;
  onCancel: () => void;
}

/** A letter between members takes so many bytes of words beside a file or entries, and a character at most three of them here. */
const besideLetters = 160;
const asLetters = 80_000;

export function ReplyForm({ item, onDone, onCancel }: Props) {
  const [text, setText] = useState("");
  const [file, setFile] = useState<File>();
  const [chosen, setChosen] = useState<string[]>([]);
  const own = useOwn(item);
  const words = useId();
  const work = workOf(item);
  const alone = !file && chosen.length === 0;
  const send = async () => {
    await takeStep(item, "completed", { text: text.trim(), resource: file ? await file.text() : "", entries: chosen });
    onDone();
  };
  return (
    <Form
      submit={t.task.replySend[work]}
      onSubmit={send}
      onCancel={onCancel}
      cancel={t.task.back}
      disabled={alone && text.trim() === ""}
      below={<p class="who-sees">{t.task.replySees(item.from.name)}</p>}
    >
      <div class="field">
        <label for={words}>{t.task.replyText[work]}</label>
        <textarea id={words} rows={alone ? 8 : 3} maxLength={alone ? asLetters : besideLetters} value={text} onInput={(event) => setText(event.currentTarget.value)} />
      </div>
      <FileField file={file} onFile={setFile} />
      {own.length > 0 && <OwnEntries rows={own} chosen={chosen} onChosen={setChosen} />}
    </Form>
  );
}

function FileField({ file, onFile }: { file: File | undefined; onFile: (file: File | undefined) => void }) {
  const heading = useId();
  return (
    <div class="field" role="group" aria-labelledby={heading}>
      <h3 id={heading}>{t.task.replyFile}</h3>
      <p class="task-file">
        <label class="button">
          {t.task.replyChoose}
          <input
            type="file"
            class="unseen"
            accept=".json,application/json,application/fhir+json"
            onChange={(event) => onFile(event.currentTarget.files?.[0])}
          />
        </label>
        <span class="muted">{file?.name ?? t.task.replyNone}</span>
      </p>
      <p class="hint">{t.task.replyHint}</p>
    </div>
  );
}

/** How many of one's own entries are offered, the newest first. */
const offered = 20;

/** What the person here wrote in the requester's file. */
function useOwn(item: MailItem): EntryRow[] {
  const patient = item.entries[0]?.patient ?? "";
  const { data } = useLoad(patient, async (signal) =>
    patient ? call("patient.timeline", { patient, kind: "", search: "", offset: 0, limit: 500 }, { signal }) : undefined,
  );
  return (data?.items ?? []).filter((row) => row.mine && row.patient === patient && row.kind !== "patient").slice(0, offered);
}

function OwnEntries({ rows, chosen, onChosen }: { rows: EntryRow[]; chosen: string[]; onChosen: (ids: string[]) => void }) {
  return (
    <fieldset class="choice-list">
      <legend>{t.task.replyEntries}</legend>
      <div class="checks">
        {rows.map((row) => (
          <label key={row.id} class="check">
            <input
              type="checkbox"
              checked={chosen.includes(row.id)}
              onChange={() => onChosen(toggled(chosen, row.id))}
            />
            <RowText row={row} />
          </label>
        ))}
      </div>
    </fieldset>
  );
}

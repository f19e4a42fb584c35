import { useId, useState } from "preact/hooks";
import type { Chart } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Dialog } from "../../parts/dialog";
import { Form } from "../../parts/form";
import { call } from "../../rpc/client";
import { toast } from "../../state/toast";
import { PrivateToggle, WhoSees } from "./save-line";

export function NoteDialog({ chart, onClose }: { chart: Chart; onClose: () => void }) {
  const [text, setText] = useState("");
  const [secret, setSecret] = useState(false);
  const id = useId();
  const save = async () => {
    await call("entry.note", { patient: chart.patient.id, text: text.trim(), private: secret });
    toast(t.save.saved);
    onClose();
  };
  return (
    <Dialog title={`${t.note.title} · ${chart.patient.name}`} onClose={onClose}>
      <Form
        submit={t.note.submit}
        onSubmit={save}
        onCancel={onClose}
        disabled={text.trim() === ""}
        below={<WhoSees patient={chart.patient.id} kind="note" secret={secret} />}
      >
        <div class="field">
          <label for={id}>{t.note.label}</label>
          <textarea
            id={id}
            rows={8}
            required
            maxLength={20_000}
            placeholder={t.note.hint}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </div>
        <PrivateToggle value={secret} onValue={setSecret} />
      </Form>
    </Dialog>
  );
}

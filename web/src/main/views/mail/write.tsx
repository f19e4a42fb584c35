import { useId, useState } from "preact/hooks";
import type { Member } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Dialog } from "../../parts/dialog";
import { Form } from "../../parts/form";
import { call } from "../../rpc/client";
import { toast } from "../../state/toast";

/** A message to one colleague. */
export function WriteDialog({ to, onClose }: { to: Member; onClose: () => void }) {
  const [text, setText] = useState("");
  const id = useId();
  const send = async () => {
    await call("mail.send", { member: to.id, text: text.trim(), urgency: "", patient: "", entries: [], due: "", others: [] });
    toast(t.write.done(to.name));
    onClose();
  };
  return (
    <Dialog title={t.write.actTo(to.name)} onClose={onClose}>
      <Form submit={t.write.submit} onSubmit={send} onCancel={onClose} disabled={text.trim() === ""}>
        <div class="field">
          <label for={id}>{t.write.label}</label>
          <textarea
            id={id}
            rows={8}
            required
            // A letter holds 20,000 bytes, and a character at most three of them here.
            maxLength={6_500}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </div>
      </Form>
    </Dialog>
  );
}

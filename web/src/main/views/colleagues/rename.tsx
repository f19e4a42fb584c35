import { useState } from "preact/hooks";
import { roles } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Field, Select } from "../../parts/field";
import { Form } from "../../parts/form";
import { change } from "../../state/roster";
import { toast } from "../../state/toast";
import type { StepProps } from "./member";

/** What a member is called and does; the steward's to say, but for one's own name. */
export function Rename({ member, me, onDone }: StepProps) {
  const [is, setIs] = useState({ name: member.name, role: member.role, speciality: member.speciality });
  const save = async () => {
    const waits = await change("roster.rename", { member: member.id, ...is, name: is.name.trim(), speciality: is.speciality.trim() });
    toast(waits ? t.roster.waiting : t.roster.renamed);
    onDone();
  };
  return (
    <Form submit={t.roster.save} onSubmit={save} onCancel={onDone}>
      <Field label={t.roster.name} value={is.name} onValue={(name) => setIs({ ...is, name })} required maxLength={60} autocomplete="off" />
      {me.steward && (
        <>
          <Select
            label={t.roster.role}
            value={is.role}
            onValue={(role) => setIs({ ...is, role })}
            options={roles.map((r) => [r, t.roles[r] ?? r])}
          />
          <Field
            label={t.roster.speciality}
            value={is.speciality}
            onValue={(speciality) => setIs({ ...is, speciality })}
            maxLength={60}
            autocomplete="off"
          />
        </>
      )}
      <p class="note-line">{t.roster.renameHint}</p>
    </Form>
  );
}

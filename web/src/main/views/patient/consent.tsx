// What the patient wants: it outweighs the care team and every rule.

import { useState } from "preact/hooks";
import type { Consent, Member } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { MemberChoice, Radios } from "../../parts/choice";
import { Form } from "../../parts/form";
import { Problem } from "../../parts/problem";
import { call } from "../../rpc/client";
import { useLoad, type Loaded } from "../../state/load";
import { toast } from "../../state/toast";
import { aboutPatient } from "./patient";
import { list } from "./save-line";

type Wish = "none" | "some" | "nobody";

export function useConsent(patient: string): Loaded<Consent> {
  return useLoad(patient, (signal) => call("consent.get", { patient }, { signal }), [aboutPatient(patient)]);
}

/** Whether the patient does not want anything to go to a colleague. */
export function refuses(consent: Consent | undefined, { id }: Member): boolean {
  if (!consent) return false;
  const among = (group: Member[]) => group.some((m) => m.id === id);
  return consent.everybody ? !among(consent.accepted) : among(consent.refused);
}

interface Props {
  patient: string;
  consent: Loaded<Consent>;
  others: Member[];
  editing: boolean;
  onEdit: (editing: boolean) => void;
  onChanged: () => void;
}

export function ConsentSection({ patient, consent, others, editing, onEdit, onChanged }: Props) {
  const { data, error, reload } = consent;
  const done = () => {
    toast(t.consent.saved);
    onEdit(false);
    reload();
    onChanged();
  };
  if (error) return <Problem error={error} onRetry={reload} />;
  if (!data) return null;
  return (
    <section class="consent" data-wish={wishOf(data)} aria-label={t.consent.title}>
      {editing ? (
        <ConsentForm patient={patient} consent={data} others={others} onDone={done} onCancel={() => onEdit(false)} />
      ) : (
        <>
          <h3>{t.consent.title}</h3>
          <p>{said(data, others)}</p>
          <button type="button" onClick={() => onEdit(true)}>
            {t.consent.change}
          </button>
        </>
      )}
    </section>
  );
}

interface FormProps {
  patient: string;
  consent: Consent;
  others: Member[];
  onDone: () => void;
  onCancel: () => void;
}

function ConsentForm({ patient, consent, others, onDone, onCancel }: FormProps) {
  const before = others.filter((m) => refuses(consent, m)).map((m) => m.id);
  const [wish, setWish] = useState(wishOf(consent));
  const [chosen, setChosen] = useState(wish === "some" ? before : []);
  const record = async () => {
    await save(patient, wish, before, chosen);
    onDone();
  };
  return (
    <Form submit={t.consent.submit} onSubmit={record} onCancel={onCancel} disabled={wish === "some" && chosen.length === 0}>
      <Radios<Wish>
        legend={t.consent.title}
        value={wish}
        onValue={setWish}
        options={[
          ["none", t.consent.none],
          ["some", t.consent.some],
          ["nobody", t.consent.nobody],
        ]}
      />
      {wish === "some" && (
        <MemberChoice legend={t.consent.members} members={others} chosen={chosen} onChosen={setChosen} />
      )}
      <p class="note-line">{t.consent.weight}</p>
    </Form>
  );
}

/** Refuses before it accepts, so that nothing goes to whom it must not on the way. */
async function save(patient: string, wish: Wish, before: string[], chosen: string[]): Promise<void> {
  const say = (refuse: boolean, members: string[]) => call("consent.set", { patient, refuse, members, reason: "" });
  if (wish !== "some") {
    await say(wish === "nobody", []);
    return;
  }
  const refused = chosen.filter((id) => !before.includes(id));
  const accepted = before.filter((id) => !chosen.includes(id));
  if (refused.length > 0) await say(true, refused);
  if (accepted.length > 0) await say(false, accepted);
}

function wishOf({ everybody, refused, accepted }: Consent): Wish {
  if (everybody) return accepted.length > 0 ? "some" : "nobody";
  return refused.length > 0 ? "some" : "none";
}

function said(consent: Consent, others: Member[]): string {
  const wish = wishOf(consent);
  if (wish === "none") return t.consent.noneText;
  if (wish === "nobody") return t.consent.nobodyText;
  const names = others.filter((m) => refuses(consent, m)).map((m) => m.name);
  const some = names.length > 0 && t.consent.someText(list(names));
  return [some, consent.everybody && t.consent.newcomers].filter(Boolean).join(" ");
}

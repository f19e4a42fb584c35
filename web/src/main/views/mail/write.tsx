// A message to a colleague, with an entry or a whole file if it is about one.

import { useEffect, useId, useState } from "preact/hooks";
import type { EntryRow, Member, MessagePreview } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { precisely } from "../../i18n/format";
import { MemberChoice } from "../../parts/choice";
import { Dialog } from "../../parts/dialog";
import { Field, Select } from "../../parts/field";
import { Form } from "../../parts/form";
import { Problem } from "../../parts/problem";
import { call, type CallError } from "../../rpc/client";
import { asCallError } from "../../state/load";
import { colleagues } from "../../state/network";
import { toast } from "../../state/toast";

interface Props {
  /** To whom; without it that is asked for. */
  to?: Member;
  /** The file that it is about; with an entry, that alone. */
  patient?: string;
  entry?: EntryRow;
  onClose: () => void;
}

export function WriteDialog(props: Props & { title?: string }) {
  const title = props.title ?? (props.to ? t.write.actTo(props.to.name) : t.write.send);
  return (
    <Dialog title={title} onClose={props.onClose}>
      <WriteForm {...props} />
    </Dialog>
  );
}

const blank = { urgency: "routine", due: "", others: [] as string[] };

export function WriteForm({ to, patient = "", entry, onClose }: Props) {
  const [member, setMember] = useState(to?.id ?? "");
  const [text, setText] = useState("");
  const [terms, setTerms] = useState(blank);
  const others = colleagues.value.filter((m) => !m.blocked);
  const name = others.find((m) => m.id === member)?.name ?? "";
  const params = {
    ...terms,
    due: terms.due && new Date(terms.due).toISOString(),
    others: terms.urgency === "routine" ? [] : terms.others.filter((id) => id !== member),
    member,
    text: text.trim(),
    patient,
    entries: entry ? [entry.id] : [],
  };
  const send = async () => {
    await call("mail.send", params);
    toast(t.write.done(name));
    onClose();
  };
  if (others.length === 0) {
    return (
      <p>
        {t.share.nobodyElse}{" "}
        <a href="#/colleagues" onClick={onClose}>
          {t.share.invite}
        </a>
      </p>
    );
  }
  return (
    <Form submit={t.write.submit} onSubmit={send} onCancel={onClose} disabled={!member || (!params.text && !patient)}>
      {!to && (
        <Select
          label={t.write.to}
          value={member}
          onValue={setMember}
          required
          options={[["", "–"], ...others.map((m) => [m.id, `${m.name} · ${t.roles[m.role] ?? m.role}`] as const)]}
        />
      )}
      <Words value={text} onValue={setText} required={!patient} />
      <Select
        label={t.ask.urgency}
        value={terms.urgency}
        onValue={(urgency) => setTerms(urgency === "routine" ? blank : { ...terms, urgency })}
        options={Object.entries(t.mail.urgency)}
      />
      {terms.urgency !== "routine" && (
        <Escalation
          others={others.filter((m) => m.id !== member)}
          terms={terms}
          onTerms={(part) => setTerms({ ...terms, ...part })}
        />
      )}
      {member && (patient || terms.urgency !== "routine") && <Preview params={params} name={name} others={others} />}
    </Form>
  );
}

function Words({ value, onValue, required }: { value: string; onValue: (value: string) => void; required: boolean }) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{t.write.label}</label>
      <textarea
        id={id}
        rows={5}
        required={required}
        // A letter holds 20,000 bytes, and a character at most three of them here.
        maxLength={6_500}
        value={value}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </div>
  );
}

interface EscalationProps {
  others: Member[];
  terms: typeof blank;
  onTerms: (part: Partial<typeof blank>) => void;
}

/** Until when an urgent message has to be opened, and who is told if it is not. */
function Escalation({ others, terms, onTerms }: EscalationProps) {
  return (
    <>
      <Field
        label={t.write.due}
        hint={t.write.dueHint[terms.urgency]}
        type="datetime-local"
        value={terms.due}
        onValue={(due) => onTerms({ due })}
      />
      {others.length > 0 && (
        <MemberChoice legend={t.write.others} members={others} chosen={terms.others} onChosen={(ids) => onTerms({ others: ids })} />
      )}
    </>
  );
}

type Params = Parameters<typeof call<"mail.preview">>[1];

/** Asks the core what sending would do, each time it would do something else. */
function Preview({ params, name, others }: { params: Params; name: string; others: Member[] }) {
  const [preview, setPreview] = useState<MessagePreview>();
  const [error, setError] = useState<CallError>();
  const { member, urgency, due, patient, entries } = params;
  useEffect(() => {
    const abort = new AbortController();
    setError(undefined);
    // Words change nothing about who sees what, and are not needed to say so.
    call("mail.preview", { ...params, text: "–" }, { signal: abort.signal }).then(setPreview, (failure: unknown) => {
      if (!abort.signal.aborted) setError(asCallError(failure));
    });
    return () => abort.abort();
  }, [member, urgency, due, patient, entries.join(" "), params.others.join(" ")]);
  if (error) return <Problem error={error} />;
  if (!preview) return null;
  const next = params.others.map((id) => others.find((m) => m.id === id)?.name ?? "");
  return (
    <div class="preview" role="status" aria-live="polite">
      {patient && <p>{sees(preview, name, entries.length > 0)}</p>}
      {preview.private > 0 && (
        <p>
          <strong>{t.write.private(name)}</strong> {next.length > 0 && t.write.privateNext(next.join(", "))}
        </p>
      )}
      {preview.keeps > 0 && <p>{t.share.private(preview.keeps)}</p>}
      {preview.due && <p>{t.write.opened(name, precisely(preview.due), next)}</p>}
    </div>
  );
}

function sees({ entries }: MessagePreview, name: string, single: boolean): string {
  if (entries === 0) return t.write.seesAlready(name);
  return single ? t.write.seesEntry(name) : t.share.preview(name, entries);
}

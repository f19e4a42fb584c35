// A query: about whom, to whom, for what.

import { useId, useState } from "preact/hooks";
import type { MailItem, Member } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { MemberChoice, Radios } from "../../parts/choice";
import { Dialog } from "../../parts/dialog";
import { Field, Select, Toggle } from "../../parts/field";
import { Form } from "../../parts/form";
import { nobody, PersonFields, trimmed, type Keys } from "../../parts/person-fields";
import { call } from "../../rpc/client";
import { members } from "../../state/network";
import { toast } from "../../state/toast";
import { About } from "./about";

interface Props {
  /** The keys of an open file; without them they are asked for. */
  person?: Keys;
  onAsked?: (item: MailItem) => void;
  onClose: () => void;
}

export function AskDialog(props: Props) {
  const others = (members.value ?? []).filter((m) => !m.me);
  return (
    <Dialog title={t.ask.title} onClose={props.onClose}>
      <p>{t.ask.lead}</p>
      {others.length > 0 ? (
        <AskForm {...props} others={others} />
      ) : (
        <p>
          {t.ask.nobody}{" "}
          <a href="#/colleagues" onClick={props.onClose}>
            {t.ask.invite}
          </a>
        </p>
      )}
    </Dialog>
  );
}

type Whom = "chosen" | "everybody";
const blank = { purpose: "", urgency: "routine", follow: false };

function AskForm({ person, others, onAsked, onClose }: Props & { others: Member[] }) {
  const [keys, setKeys] = useState(person ?? nobody);
  const [whom, setWhom] = useState<Whom>("chosen");
  const [chosen, setChosen] = useState<string[]>([]);
  const [terms, setTerms] = useState(blank);
  const ask = async () => {
    const to = whom === "everybody" ? [] : chosen;
    const item = await call("query.ask", {
      ...terms,
      members: to,
      person: trimmed(keys),
      purpose: terms.purpose.trim(),
      expires: "",
      tests: [],
    });
    toast(t.ask.done);
    onClose();
    onAsked?.(item);
  };
  return (
    <Form submit={t.ask.submit} onSubmit={ask} onCancel={onClose} disabled={whom === "chosen" && chosen.length === 0}>
      <AboutWhom known={Boolean(person?.family && person.birthDate)} keys={keys} onKeys={setKeys} />
      <Radios<Whom>
        legend={t.ask.whom}
        value={whom}
        onValue={setWhom}
        options={[
          ["chosen", t.ask.chosen],
          ["everybody", t.ask.everybody],
        ]}
      />
      {whom === "chosen" && (
        <MemberChoice
          legend={t.ask.members}
          members={others}
          chosen={chosen}
          onChosen={setChosen}
          barred={(m) => (m.verified ? "" : t.ask.unverified)}
        />
      )}
      <TermsFields terms={terms} onTerms={(part) => setTerms({ ...terms, ...part })} />
    </Form>
  );
}

/** What is known from an open file is shown, and may be corrected. */
function AboutWhom({ known, keys, onKeys }: { known: boolean; keys: Keys; onKeys: (keys: Keys) => void }) {
  if (!known) return <PersonFields keys={keys} onKeys={onKeys} />;
  return (
    <details>
      <summary>
        {t.ask.about} <About person={keys} />
      </summary>
      <PersonFields keys={keys} onKeys={onKeys} />
    </details>
  );
}

function TermsFields({ terms, onTerms }: { terms: typeof blank; onTerms: (part: Partial<typeof blank>) => void }) {
  const purposes = useId();
  return (
    <>
      <div class="two">
        <Field
          label={t.ask.purpose}
          value={terms.purpose}
          onValue={(purpose) => onTerms({ purpose })}
          required
          maxLength={160}
          list={purposes}
          autocomplete="off"
        />
        <Select
          label={t.ask.urgency}
          value={terms.urgency}
          onValue={(urgency) => onTerms({ urgency })}
          options={Object.entries(t.mail.urgency)}
        />
      </div>
      <datalist id={purposes}>
        {t.ask.purposes.map((text) => (
          <option key={text} value={text} />
        ))}
      </datalist>
      <Toggle
        label={t.ask.follow}
        hint={t.ask.followHint}
        checked={terms.follow}
        onChange={(follow) => onTerms({ follow })}
      />
    </>
  );
}

// A query: about whom, to whom, for what.

import { useId, useState } from "preact/hooks";
import type { MailItem, Member } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Dialog } from "../../parts/dialog";
import { Field, Select, Toggle } from "../../parts/field";
import { Form } from "../../parts/form";
import { nobody, PersonFields, trimmed, type Keys } from "../../parts/person-fields";
import { call } from "../../rpc/client";
import { colleagues } from "../../state/network";
import { toast } from "../../state/toast";
import { About } from "./about";
import { everything, isNoTest, testsOf, WhatFields } from "./what";
import { isNobody, namedBy, WhomFields, type Whom } from "./whom";

interface Props {
  /** The keys of an open file; without them they are asked for. */
  person?: Keys;
  /** That file: it may be asked about again and again. */
  patient?: string;
  onStanding?: () => void;
  onAsked?: (item: MailItem) => void;
  onClose: () => void;
}

export function AskDialog(props: Props) {
  const others = colleagues.value;
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

const blank = { purpose: "", urgency: "routine", follow: false };

function AskForm({ person, patient, others, onAsked, onStanding, onClose }: Props & { others: Member[] }) {
  const [keys, setKeys] = useState(person ?? nobody);
  const [whom, setWhom] = useState<Whom>({ all: false, chosen: [] });
  const [terms, setTerms] = useState(blank);
  const [what, setWhat] = useState(everything);
  const [at, setEvery] = useState("now");
  const every = what.test ? "now" : at;
  const askAgain = async (file: string) => {
    const { urgency, follow } = terms;
    await call("standing.set", {
      id: "",
      every,
      ahead: 0,
      patient: file,
      members: namedBy(whom),
      purpose: terms.purpose.trim(),
      urgency: urgency === "emergency" ? "soon" : urgency,
      follow,
      since: "",
      text: "",
    });
    toast(t.asking.done);
    onClose();
    onStanding?.();
  };
  const askOnce = async () => {
    const item = await call("query.ask", {
      ...terms,
      members: namedBy(whom),
      person: trimmed(keys),
      purpose: terms.purpose.trim(),
      expires: "",
      follow: terms.follow && !what.test,
      tests: testsOf(what),
    });
    toast(what.test ? t.ask.testDone : t.ask.done);
    onClose();
    onAsked?.(item);
  };
  return (
    <Form
      submit={every === "now" ? t.ask.submit : t.asking.submit}
      onSubmit={() => (patient && every !== "now" ? askAgain(patient) : askOnce())}
      onCancel={onClose}
      disabled={isNobody(whom) || isNoTest(what)}
    >
      <AboutWhom known={Boolean(person?.family && person.birthDate)} keys={keys} onKeys={setKeys} />
      <WhatFields what={what} onWhat={setWhat} />
      <WhomFields others={others} whom={whom} onWhom={setWhom} />
      {patient && !what.test && <When every={every} onEvery={setEvery} />}
      <TermsFields terms={terms} planned={every !== "now"} once={what.test} onTerms={(part) => setTerms({ ...terms, ...part })} />
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

/** Once, or again and again by itself. */
function When({ every, onEvery }: { every: string; onEvery: (every: string) => void }) {
  const hint = t.asking.whenHint[every];
  return (
    <>
      <Select label={t.asking.when} value={every} onValue={onEvery} options={t.asking.whens} />
      {hint && <p class="hint">{hint}</p>}
    </>
  );
}

interface TermsProps {
  terms: typeof blank;
  /** What is asked by itself is no emergency. */
  planned: boolean;
  /** Nothing is to follow. */
  once: boolean;
  onTerms: (part: Partial<typeof blank>) => void;
}

function TermsFields({ terms, planned, once, onTerms }: TermsProps) {
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
          options={Object.entries(t.mail.urgency).filter(([urgency]) => !planned || urgency !== "emergency")}
        />
      </div>
      <datalist id={purposes}>
        {t.ask.purposes.map((text) => (
          <option key={text} value={text} />
        ))}
      </datalist>
      {!once && (
        <Toggle
          label={t.ask.follow}
          hint={t.ask.followHint}
          checked={terms.follow}
          onChange={(follow) => onTerms({ follow })}
        />
      )}
    </>
  );
}

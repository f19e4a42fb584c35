// The queries that are asked by themselves, each with a way to stop it, and what is asked
// before each appointment.

import { useState } from "preact/hooks";
import type { Member, StandingQuery } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Dialog } from "../../parts/dialog";
import { Field, Select, Toggle } from "../../parts/field";
import { Form } from "../../parts/form";
import { Problem } from "../../parts/problem";
import { Skeleton } from "../../parts/skeleton";
import { call, type CallError } from "../../rpc/client";
import { asCallError, useLoad } from "../../state/load";
import { colleagues } from "../../state/network";
import { toast } from "../../state/toast";
import { isNobody, namedBy, WhomFields, type Whom } from "../mail/whom";

/** All of them and a way to add one, over the page. */
export function StandingDialog({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title={t.asking.title} onClose={onClose}>
      <StandingQueries adding />
    </Dialog>
  );
}

/** All of them, and how to get to the dialog. */
export function StandingPanel() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <StandingQueries key={String(open)} />
      <button type="button" class="start" onClick={() => setOpen(true)}>
        {t.asking.setUp}
      </button>
      {open && <StandingDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function StandingQueries({ adding = false }: { adding?: boolean }) {
  const { data, error, reload } = useLoad("standing", (signal) => call("standing.list", {}, { signal }), [{ event: "members" }]);
  const others = colleagues.value;
  return (
    <>
      <p>{t.asking.lead}</p>
      {error && <Problem error={error} onRetry={reload} />}
      {!data && !error && <Skeleton lines={2} />}
      {data?.queries.length === 0 && <p class="answers">{t.asking.none}</p>}
      {data && <StandingList queries={data.queries} onChanged={reload} />}
      {adding && others.length > 0 && <BeforeForm others={others} onSet={reload} />}
      {adding && others.length === 0 && <p class="hint">{t.ask.nobody}</p>}
    </>
  );
}

export function StandingList({ queries, onChanged }: { queries: StandingQuery[]; onChanged: () => void }) {
  const [error, setError] = useState<CallError>();
  if (queries.length === 0) return null;
  const stop = (id: string) =>
    call("standing.remove", { id }).then(
      () => {
        toast(t.asking.stopped);
        onChanged();
      },
      (failure: unknown) => setError(asCallError(failure)),
    );
  return (
    <>
      <ul class="standing-list" aria-label={t.asking.list}>
        {queries.map(({ id, text }) => (
          <li key={id}>
            <span>{text}</span>
            <button type="button" class="quiet" aria-label={t.asking.stopOf(text)} onClick={() => void stop(id)}>
              {t.asking.stop}
            </button>
          </li>
        ))}
      </ul>
      {error && <Problem error={error} />}
    </>
  );
}

const blank = { ahead: t.asking.aheads[0]![0], purpose: t.asking.purpose, follow: false };

/** Before each appointment, whoever's it is, some or all colleagues are asked. */
function BeforeForm({ others, onSet }: { others: Member[]; onSet: () => void }) {
  const [whom, setWhom] = useState<Whom>({ all: true, chosen: [] });
  const [terms, setTerms] = useState(blank);
  const set = async () => {
    await call("standing.set", {
      id: "",
      every: "before-appointment",
      ahead: Number(terms.ahead),
      patient: "",
      members: namedBy(whom),
      purpose: terms.purpose.trim(),
      urgency: "routine",
      follow: terms.follow,
      since: "",
      text: "",
    });
    toast(t.asking.done);
    setTerms(blank);
    onSet();
  };
  return (
    <Form submit={t.asking.submit} onSubmit={set} disabled={isNobody(whom)}>
      <h3>{t.asking.before}</h3>
      <p class="hint">{t.asking.beforeHint}</p>
      <WhomFields others={others} whom={whom} onWhom={setWhom} />
      <div class="two">
        <Field
          label={t.ask.purpose}
          value={terms.purpose}
          onValue={(purpose) => setTerms({ ...terms, purpose })}
          required
          maxLength={160}
          autocomplete="off"
        />
        <Select
          label={t.asking.ahead}
          value={terms.ahead}
          onValue={(ahead) => setTerms({ ...terms, ahead })}
          options={t.asking.aheads}
        />
      </div>
      <Toggle
        label={t.ask.follow}
        hint={t.ask.followHint}
        checked={terms.follow}
        onChange={(follow) => setTerms({ ...terms, follow })}
      />
    </Form>
  );
}

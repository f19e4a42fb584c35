// Handing the stewardship over: offered by one, accepted by the other.

import { useState } from "preact/hooks";
import type { Member } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Form } from "../../parts/form";
import { Problem } from "../../parts/problem";
import type { CallError } from "../../rpc/client";
import { asCallError } from "../../state/load";
import { change, roster } from "../../state/roster";
import { toast } from "../../state/toast";
import type { StepProps } from "./member";

export function Offer({ member, onDone }: StepProps) {
  const offer = async () => {
    await change("roster.offer", { member: member.id });
    toast(t.roster.offered(member.name));
    onDone();
  };
  return (
    <Form submit={t.roster.stewardAct} onSubmit={offer} onCancel={onDone}>
      <p>{t.roster.stewardText(member.name)}</p>
    </Form>
  );
}

/** The offer that stands, to who made it and to whom it is made. */
export function Standing({ all }: { all: Member[] }) {
  const [error, setError] = useState<CallError>();
  const me = all.find((m) => m.me);
  const steward = all.find((m) => m.steward);
  const to = all.find((m) => m.id === roster.value?.offered);
  if (!me || !steward || !to || !(me.steward || to.me)) return null;
  const accepted = (roster.value?.wishes.length ?? 0) > 0;
  const act = async () => {
    try {
      const waits = to.me ? await change("roster.accept", {}) : await change("roster.offer", { member: "" });
      toast(waits ? t.roster.waiting : t.roster.takenBack);
    } catch (failure) {
      setError(asCallError(failure));
    }
  };
  return (
    <section class="card offer" aria-label={to.me ? t.roster.offerTitle : t.roster.stewardTitle(to.name)}>
      {to.me && <h2>{t.roster.offerTitle}</h2>}
      <p>{to.me ? t.roster.offerText(steward.name) : t.roster.offeredTo(to.name)}</p>
      {error && <Problem error={error} />}
      {!(to.me && accepted) && (
        <button type="button" class={to.me ? "primary" : undefined} onClick={() => void act()}>
          {to.me ? t.roster.accept : t.roster.takeBack}
        </button>
      )}
    </section>
  );
}

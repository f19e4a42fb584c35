import { t } from "../../i18n";
import { grouped } from "../../i18n/format";
import { Form } from "../../parts/form";
import { call } from "../../rpc/client";
import { toast } from "../../state/toast";
import type { StepProps } from "./member";

/** The two fingerprints that two people compare, and their word that they are the same. */
export function Verify({ member, me, onDone }: StepProps) {
  const same = async () => {
    await call("book.verify", { member: member.id, fingerprint: member.fingerprint });
    toast(t.roster.verified(member.name));
    onDone();
  };
  return (
    <Form submit={t.roster.same} onSubmit={same} onCancel={onDone}>
      <p>{t.roster.verifyLead(member.name)}</p>
      <dl class="prints">
        <dt>{t.roster.theirs(member.name)}</dt>
        <dd>
          <code class="fingerprint">{grouped(member.fingerprint)}</code>
        </dd>
        <dt>{t.roster.yours}</dt>
        <dd>
          <code class="fingerprint">{grouped(me.fingerprint)}</code>
        </dd>
      </dl>
      <p class="note-line">{t.roster.verifyWarning}</p>
    </Form>
  );
}

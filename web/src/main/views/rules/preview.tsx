// What other rules would change, as sentences, before they apply.

import { useEffect, useState } from "preact/hooks";
import type { Member, Rule, RulesChange, RulesPreview } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Form } from "../../parts/form";
import { Problem } from "../../parts/problem";
import { Skeleton } from "../../parts/skeleton";
import { call, type CallError } from "../../rpc/client";
import { asCallError } from "../../state/load";
import { toast } from "../../state/toast";

interface Props {
  /** All rules as they would be. */
  rules: Rule[];
  onDone: () => void;
  onCancel: () => void;
  cancel?: string;
}

export function Preview({ rules, onDone, onCancel, cancel = t.cancel }: Props) {
  const [preview, setPreview] = useState<RulesPreview>();
  const [error, setError] = useState<CallError>();
  useEffect(() => {
    const abort = new AbortController();
    call("rules.preview", { rules }, { signal: abort.signal }).then(setPreview, (failure: unknown) => {
      if (!abort.signal.aborted) setError(asCallError(failure));
    });
    return () => abort.abort();
  }, []);
  const apply = async () => {
    await call("rules.set", { rules });
    toast(t.rules.applied);
    onDone();
  };
  return (
    <Form
      submit={t.rules.apply}
      working={t.rules.applying}
      onSubmit={apply}
      onCancel={onCancel}
      cancel={cancel}
      disabled={!preview}
    >
      <h3>{t.rules.previewTitle}</h3>
      {error && <Problem error={error} />}
      {!preview && !error && <Skeleton lines={2} />}
      {preview && <Changes changes={preview.changes} />}
    </Form>
  );
}

function Changes({ changes }: { changes: RulesChange[] }) {
  if (changes.length === 0) return <p class="preview">{t.rules.nothing}</p>;
  return (
    <div class="preview changes" role="status">
      <ul>
        {changes.flatMap((change) => [
          change.reveals > 0 && <li key={`${change.member.id} reveals`}>{reveals(change)}</li>,
          change.hides > 0 && <li key={`${change.member.id} hides`}>{t.rules.hides(who(change.member), change.hides)}</li>,
        ])}
      </ul>
      {changes.some(({ hides }) => hides > 0) && <p class="hint">{t.rules.withdrawn}</p>}
    </div>
  );
}

function reveals({ member, reveals: n, patients, kinds }: RulesChange): string {
  const most = Object.entries(kinds).sort(([, a], [, b]) => b - a);
  return t.rules.reveals(who(member), n, patients, most.map(([kind, of]) => t.rules.kindCount(kind, of)).join(", "));
}

const who = ({ name, role }: Member) => `${name} (${(t.roles[role] ?? role).toLowerCase()})`;

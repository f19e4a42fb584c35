// What goes to whom by itself, as sentences, each with a way to remove it.

import { useState } from "preact/hooks";
import type { Rule } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Dialog } from "../../parts/dialog";
import { Empty } from "../../parts/empty";
import { Icon } from "../../parts/icon";
import { Page } from "../../parts/page";
import { Problem } from "../../parts/problem";
import { Skeleton } from "../../parts/skeleton";
import { call } from "../../rpc/client";
import { useLoad } from "../../state/load";
import { NewRuleDialog } from "./new";
import { Preview } from "./preview";

export function RulesView() {
  const { data, error, reload } = useLoad("rules", (signal) => call("rules.get", {}, { signal }), [{ event: "members" }]);
  const [adding, setAdding] = useState(false);
  const [removing, setRemoving] = useState<Rule>();
  const rules = data?.rules;
  const close = () => {
    setAdding(false);
    setRemoving(undefined);
  };
  const applied = () => {
    close();
    reload();
  };
  return (
    <Page title={t.rules.title} foot={rules && <Foot onNew={() => setAdding(true)} />}>
      {error && <Problem error={error} onRetry={reload} />}
      {!rules && !error && <Skeleton lines={4} />}
      {rules?.length === 0 && <NoRules />}
      {rules && rules.length > 0 && <RuleList rules={rules} onRemove={setRemoving} />}
      {rules && adding && <NewRuleDialog rules={rules} onDone={applied} onClose={close} />}
      {rules && removing && (
        <Dialog title={t.rules.removeTitle} onClose={close}>
          <p class="rule-said">{removing.text}</p>
          <Preview rules={rules.filter((rule) => rule !== removing)} onDone={applied} onCancel={close} />
        </Dialog>
      )}
    </Page>
  );
}

function Foot({ onNew }: { onNew: () => void }) {
  return (
    <>
      <p class="foot-text">{t.rules.lead}</p>
      <button type="button" class="primary" onClick={onNew}>
        <Icon name="plus" />
        {t.rules.new}
      </button>
    </>
  );
}

function NoRules() {
  return (
    <Empty title={t.rules.empty} text={t.rules.emptyText}>
      <ul class="examples">
        {t.rules.examples.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </Empty>
  );
}

function RuleList({ rules, onRemove }: { rules: Rule[]; onRemove: (rule: Rule) => void }) {
  return (
    <>
      <ul class="rules" aria-label={t.rules.list}>
        {rules.map((rule, i) => (
          <li key={i} class="rule card" data-effect={rule.effect}>
            <Icon name={rule.effect === "keep" ? "lock" : "share"} />
            <div class="rule-words">
              <p>{rule.text}</p>
              {rule.name && <p class="hint">{rule.name}</p>}
            </div>
            <button type="button" aria-label={t.rules.removeLabel(rule.text)} onClick={() => onRemove(rule)}>
              {t.rules.remove}
            </button>
          </li>
        ))}
      </ul>
      <p class="hint">{t.rules.order}</p>
    </>
  );
}

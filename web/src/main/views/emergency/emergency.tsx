// No time to ask: who it is and why, then at once what colleagues prepared.

import { useId, useState } from "preact/hooks";
import type { Opening } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Field } from "../../parts/field";
import { Form } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { Page } from "../../parts/page";
import { nobody, PersonFields, trimmed, type Keys } from "../../parts/person-fields";
import { searched } from "../../parts/search-box";
import { call } from "../../rpc/client";
import { Glance } from "./glance";

/** What is opened stays in this view alone, and goes with it. */
export function EmergencyView() {
  const [keys, setKeys] = useState(fromSearch);
  const [opening, setOpening] = useState<Opening>();
  const another = () => {
    setKeys(nobody);
    setOpening(undefined);
  };
  return (
    <Page title={t.emergency.title}>
      {opening ? (
        <Glance opening={opening} onCorrect={() => setOpening(undefined)} onAnother={another} />
      ) : (
        <Ask keys={keys} onKeys={setKeys} onOpened={setOpening} />
      )}
    </Page>
  );
}

/** Whoever was looked for in vain is likely the one. */
function fromSearch(): Keys {
  const text = searched.value.trim();
  return /^\p{L}[\p{L}\p{N} '’-]*$/u.test(text) ? { ...nobody, family: text } : nobody;
}

interface AskProps {
  keys: Keys;
  onKeys: (keys: Keys) => void;
  onOpened: (opening: Opening) => void;
}

function Ask({ keys, onKeys, onOpened }: AskProps) {
  const [reason, setReason] = useState("");
  const reasons = useId();
  const open = async () => onOpened(await call("emergency.open", { person: trimmed(keys), reason: reason.trim() }));
  return (
    <div class="card emergency">
      <p class="emergency-lead">{t.emergency.lead}</p>
      <Form submit={t.emergency.submit} working={t.emergency.opening} onSubmit={open} disabled={!reason.trim()}>
        <fieldset class="emergency-who">
          <legend>{t.emergency.who}</legend>
          <p class="hint">{t.emergency.whoHint}</p>
          <PersonFields keys={keys} onKeys={onKeys} />
        </fieldset>
        <Field
          label={t.emergency.reason}
          value={reason}
          onValue={setReason}
          required
          maxLength={160}
          list={reasons}
          autocomplete="off"
        />
        <datalist id={reasons}>
          {t.emergency.reasons.map((text) => (
            <option key={text} value={text} />
          ))}
        </datalist>
        <section class="warning" aria-label={t.emergency.what}>
          <h2>
            <Icon name="warning" /> {t.emergency.what}
          </h2>
          <ul class="bullets">
            {[t.emergency.told, t.emergency.asked, t.emergency.audit, t.emergency.offline].map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </section>
      </Form>
    </div>
  );
}

import { useEffect, useState } from "preact/hooks";
import { t } from "../../i18n";
import { Brand } from "../../parts/brand";
import { Field } from "../../parts/field";
import { Form } from "../../parts/form";
import { Show } from "../../parts/passphrase";
import { enter, session } from "../../state/session";

export function UnlockView() {
  const [passphrase, setPassphrase] = useState("");
  const [shown, setShown] = useState(false);
  const { network = "", me } = session.value ?? {};
  useEffect(() => {
    document.title = `${t.unlock.title} · ${t.app}`;
    document.getElementById("unlock")?.querySelector("input")?.focus();
  }, []);
  const unlock = () => enter("session.unlock", { passphrase });
  return (
    <main class="gate">
      <section class="gate-box" id="unlock">
        <Brand />
        <h1>{t.unlock.title}</h1>
        <p>
          {t.unlock.text(network)}
          {me?.name && ` ${me.name}.`}
        </p>
        <Form submit={t.unlock.submit} working={t.unlock.working} onSubmit={unlock}>
          <Field
            label={t.passphrase.label}
            type={shown ? "text" : "password"}
            value={passphrase}
            onValue={setPassphrase}
            required
            autocomplete="current-password"
            maxLength={200}
            after={<Show shown={shown} onShow={setShown} />}
          />
        </Form>
      </section>
    </main>
  );
}

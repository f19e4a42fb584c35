import { useState } from "preact/hooks";
import { roles } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Field, Select } from "../../parts/field";
import { Form } from "../../parts/form";
import { NewPassphrase } from "../../parts/passphrase";
import { askToPersist } from "../../state/install";
import { enter } from "../../state/session";

/** The relay that stands beside this page. */
const ownRelay = () => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/relay`;

export function CreateForm() {
  const [name, setName] = useState("");
  const [role, setRole] = useState<string>("gp");
  const [network, setNetwork] = useState("");
  const [relay, setRelay] = useState(ownRelay);
  const [passphrase, setPassphrase] = useState("");
  const create = async () => {
    await enter("session.create", { name: name.trim(), role, network: network.trim(), relay: relay.trim(), passphrase });
    void askToPersist();
  };
  return (
    <>
      <h1>{t.create.title}</h1>
      <Form submit={t.create.submit} working={t.create.working} onSubmit={create}>
        <fieldset>
          <legend>{t.create.you}</legend>
          <Field label={t.create.name} hint={t.create.nameHint} value={name} onValue={setName} required maxLength={100} autocomplete="name" />
          <Select label={t.create.role} value={role} onValue={setRole} options={roles.map((r) => [r, t.roles[r] ?? r])} />
          <Field label={t.create.network} hint={t.create.networkHint} value={network} onValue={setNetwork} required maxLength={100} />
        </fieldset>
        <NewPassphrase value={passphrase} onValue={setPassphrase} />
        <details>
          <summary>{t.create.advanced}</summary>
          <Field
            label={t.create.relay}
            hint={t.create.relayHint}
            value={relay}
            onValue={setRelay}
            type="url"
            pattern="wss?://.+"
            required
            maxLength={300}
          />
        </details>
      </Form>
    </>
  );
}

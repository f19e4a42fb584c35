// Joining: first what the invitation says, then who one is.

import { useEffect, useState } from "preact/hooks";
import type { Invitation } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { grouped, moment } from "../../i18n/format";
import { Field } from "../../parts/field";
import { Form } from "../../parts/form";
import { Icon } from "../../parts/icon";
import { NewPassphrase } from "../../parts/passphrase";
import { Problem } from "../../parts/problem";
import { Scanner } from "../../parts/scanner";
import { call, type CallError } from "../../rpc/client";
import { askToPersist } from "../../state/install";
import { asCallError } from "../../state/load";
import { invitation as opened } from "../../state/route";
import { enter } from "../../state/session";

/** opened is the link that the page was opened with, or empty. */
export function JoinForm({ opened }: { opened: string }) {
  const [link, setLink] = useState(opened);
  const [found, setFound] = useState<Invitation>();
  const [error, setError] = useState<CallError>();
  const read = async (text: string) => {
    setLink(text);
    setFound(await call("session.invitation", { link: text.trim() }));
  };
  useEffect(() => {
    if (opened) read(opened).catch((failure: unknown) => setError(asCallError(failure)));
  }, []);
  return (
    <>
      <h1>{t.join.title}</h1>
      {error && <Problem error={error} />}
      {found ? (
        <Accept link={link.trim()} invitation={found} onOther={() => setFound(undefined)} />
      ) : (
        <FindLink link={link} onLink={setLink} onRead={read} />
      )}
    </>
  );
}

function FindLink(props: { link: string; onLink: (link: string) => void; onRead: (link: string) => Promise<void> }) {
  const [scanning, setScanning] = useState(false);
  const [error, setError] = useState<CallError>();
  const scanned = (text: string) => {
    setScanning(false);
    props.onRead(text).catch((failure: unknown) => setError(asCallError(failure)));
  };
  if (scanning) return <Scanner onText={scanned} onStop={() => setScanning(false)} />;
  return (
    <Form submit={t.join.read} onSubmit={() => props.onRead(props.link)}>
      <Field label={t.join.link} hint={t.join.linkHint} value={props.link} onValue={props.onLink} required maxLength={4000} autocomplete="off" />
      {error && <Problem error={error} />}
      <button type="button" class="start" onClick={() => setScanning(true)}>
        <Icon name="camera" />
        {t.join.scan}
      </button>
    </Form>
  );
}

function Accept({ link, invitation, onOther }: { link: string; invitation: Invitation; onOther: () => void }) {
  const [name, setName] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const join = async () => {
    await enter("session.join", { link, name: name.trim(), passphrase });
    opened.value = ""; // it is used now
    void askToPersist();
  };
  return (
    <>
      <dl class="pairs card">
        <dt>{t.join.network}</dt>
        <dd>
          <strong>{invitation.network}</strong>
        </dd>
        <dt>{t.join.inviter}</dt>
        <dd>{invitation.inviter}</dd>
        <dt>{t.join.role}</dt>
        <dd>{t.roles[invitation.role] ?? invitation.role}</dd>
        <dt>{t.join.relay}</dt>
        <dd>{invitation.relay}</dd>
        <dt>{t.join.expires}</dt>
        <dd>{moment(invitation.expires)}</dd>
        <dt>{t.join.fingerprint}</dt>
        <dd>
          <code class="fingerprint">{grouped(invitation.fingerprint)}</code>
          <p class="hint">{t.join.fingerprintHint}</p>
        </dd>
      </dl>
      <Form submit={t.join.submit} working={t.join.working} onSubmit={join} onCancel={onOther} cancel={t.join.other}>
        <fieldset>
          <legend>{t.create.you}</legend>
          <Field label={t.create.name} hint={t.create.nameHint} value={name} onValue={setName} required maxLength={100} autocomplete="name" />
        </fieldset>
        <NewPassphrase value={passphrase} onValue={setPassphrase} />
      </Form>
    </>
  );
}

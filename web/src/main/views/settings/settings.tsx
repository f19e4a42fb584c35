// This device: who, which network, what is kept, when it locks.

import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Status } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { count, fileSize, grouped, memberNumber } from "../../i18n/format";
import { keep } from "../../parts/banners";
import { Select } from "../../parts/field";
import { Icon } from "../../parts/icon";
import { Page } from "../../parts/page";
import { Problem } from "../../parts/problem";
import { Skeleton } from "../../parts/skeleton";
import { call } from "../../rpc/client";
import { install, installable, persisted } from "../../state/install";
import { useLoad } from "../../state/load";
import { lockMinutes, theme, themes, type Theme } from "../../state/preferences";
import { lock } from "../../state/session";
import { StandingPanel } from "../asking/queries";
import { Answers } from "./answers";
import { Streams } from "./streams";

export function SettingsView() {
  const { data, error, reload } = useLoad("status", (signal) => call("status.get", {}, { signal }), [
    { event: "streams" },
    { event: "network" },
    { event: "members" },
  ]);
  return (
    <Page title={t.settings.title}>
      {error && <Problem error={error} onRetry={reload} />}
      {!data && !error && <Skeleton lines={8} />}
      <div class="panels">
        {data && <You status={data} />}
        {data && <NetworkPanel status={data} />}
        <Sharing />
        <Panel title={t.answers.title}>
          <Answers />
        </Panel>
        <Panel title={t.asking.title}>
          <StandingPanel />
        </Panel>
        <Audit />
        <Locking />
        <Device />
        <Appearance />
        {data && <Record status={data} />}
        <Panel title={t.settings.about}>
          <dl class="pairs">
            <dt>{t.settings.version}</dt>
            <dd>
              {t.app} {__VERSION__}
            </dd>
          </dl>
          <p class="hint">{t.settings.aboutText}</p>
        </Panel>
      </div>
      {data && data.streams.length > 0 && <Streams streams={data.streams} />}
    </Page>
  );
}

function Panel({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="card panel" aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

function You({ status: { session } }: { status: Status }) {
  const { me } = session;
  return (
    <Panel title={t.settings.you}>
      <dl class="pairs">
        <dt>{t.settings.name}</dt>
        <dd>{me.name}</dd>
        <dt>{t.settings.role}</dt>
        <dd>{t.roles[me.role] ?? me.role}</dd>
        <dt>{t.settings.number}</dt>
        <dd class="figures">{memberNumber(me.number)}</dd>
        <dt>{t.settings.fingerprint}</dt>
        <dd>
          <code class="fingerprint">{grouped(me.fingerprint)}</code>
        </dd>
      </dl>
      <p class="hint">{t.settings.fingerprintHint}</p>
    </Panel>
  );
}

function NetworkPanel({ status: { session, network } }: { status: Status }) {
  return (
    <Panel title={t.settings.network}>
      <dl class="pairs">
        <dt>{t.settings.networkName}</dt>
        <dd>{session.network}</dd>
        <dt>{t.settings.relay}</dt>
        <dd>
          <span class="breaks">{session.relay}</span>
          <br />
          <span class="muted">{network.relay ? t.connection.relayConnected : t.connection.relayMissing}</span>
        </dd>
        {network.problem && (
          <>
            <dt>{t.connection.problem}</dt>
            <dd>{network.problem}</dd>
          </>
        )}
      </dl>
    </Panel>
  );
}

function Sharing() {
  return (
    <Panel title={t.rules.title}>
      <p>{t.rules.lead}</p>
      <a class="button start" href="#/rules">
        <Icon name="share" />
        {t.rules.link}
      </a>
    </Panel>
  );
}

function Audit() {
  return (
    <Panel title={t.audit.title}>
      <p>{t.audit.lead}</p>
      <a class="button start" href="#/audit">
        {t.audit.show}
      </a>
    </Panel>
  );
}

function Locking() {
  return (
    <Panel title={t.settings.lock}>
      <Select
        label={t.settings.lockAfter}
        value={String(lockMinutes.value)}
        onValue={(value) => (lockMinutes.value = Number(value))}
        options={[5, 15, 30, 60].map((n) => [String(n), t.settings.lockMinutes(n)])}
      />
      <button type="button" class="start" onClick={() => void lock()}>
        <Icon name="lock" />
        {t.settings.lockNow}
      </button>
    </Panel>
  );
}

function Device() {
  const [used, setUsed] = useState<number>();
  useEffect(() => {
    void navigator.storage?.estimate?.().then(({ usage }) => setUsed(usage));
  }, []);
  const kept = persisted.value;
  const words = kept === undefined ? t.settings.storageUnknown : kept ? t.settings.storageKept : t.settings.storageLoose;
  return (
    <Panel title={t.settings.device}>
      <dl class="pairs">
        <dt>{t.settings.storage}</dt>
        <dd>
          {words}
          {used !== undefined && <span class="muted"> · {t.settings.used(fileSize(used))}</span>}
        </dd>
      </dl>
      {kept === false && (
        <button type="button" class="start" onClick={() => void keep()}>
          {t.settings.keep}
        </button>
      )}
      {installable.value && (
        <button type="button" class="start" onClick={() => void install()}>
          {t.settings.installText}
        </button>
      )}
    </Panel>
  );
}

function Appearance() {
  return (
    <Panel title={t.settings.appearance}>
      <Select
        label={t.settings.themeLabel}
        value={theme.value}
        onValue={(value) => (theme.value = value as Theme)}
        options={themes.map((name) => [name, t.settings.theme[name] ?? name])}
      />
    </Panel>
  );
}

function Record({ status: { store, roster } }: { status: Status }) {
  return (
    <Panel title={t.settings.record}>
      <dl class="pairs">
        <dt>{t.settings.patients}</dt>
        <dd class="figures">{count(store.patients)}</dd>
        <dt>{t.settings.entries}</dt>
        <dd class="figures">{count(store.entries)}</dd>
        <dt>{t.settings.head}</dt>
        <dd>
          <code class="breaks">{store.head.slice(0, 16)}</code>
        </dd>
        <dt>{t.settings.roster}</dt>
        <dd class="figures">{count(roster.records)}</dd>
      </dl>
    </Panel>
  );
}

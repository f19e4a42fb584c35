// One entry whole: what it says, who sees it, why it is here, what it was before.

import { useState } from "preact/hooks";
import type { EntryDetail, Version } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { moment } from "../../i18n/format";
import { Dialog } from "../../parts/dialog";
import { Icon } from "../../parts/icon";
import { Problem } from "../../parts/problem";
import { Skeleton } from "../../parts/skeleton";
import { StandingMark } from "../../parts/standing";
import { call } from "../../rpc/client";
import { useLoad, type Loaded } from "../../state/load";
import { entryPath, replaceRoute } from "../../state/route";
import { AmendForm } from "./amend";
import { aboutPatient } from "./patient";
import { Flag } from "./trends";
import { Who } from "./who";

export function EntryDialog({ patient, entry, onClose }: { patient: string; entry: string; onClose: () => void }) {
  const [amending, setAmending] = useState(false);
  const { data, error, reload } = useEntry(patient, entry);
  const amended = (id: string) => {
    setAmending(false);
    replaceRoute(entryPath(patient, id));
  };
  return (
    <Dialog title={data?.row.title ?? t.loading} look="sheet" onClose={onClose}>
      {error && <Problem error={error} onRetry={reload} />}
      {!data && !error && <Skeleton lines={6} />}
      {data && amending && <AmendForm detail={data} onDone={amended} onCancel={() => setAmending(false)} />}
      {data && !amending && <Whole detail={data} onAmend={() => setAmending(true)} />}
    </Dialog>
  );
}

export function useEntry(patient: string, entry: string): Loaded<EntryDetail> {
  return useLoad(`${patient} ${entry}`, (signal) => call("entry.get", { patient, entry }, { signal }), [
    aboutPatient(patient),
    { event: "streams" },
  ]);
}

function Whole({ detail, onAmend }: { detail: EntryDetail; onAmend: () => void }) {
  const { row, fields, text, history } = detail;
  return (
    <div class="entry-whole" data-entry={row.id} data-state={row.state}>
      <p class="entry-tags">
        <span class="kind" data-kind={row.kind}>
          {t.kind[row.kind] ?? row.kind}
        </span>
        <Flag abnormal={row.abnormal} />
        {row.private && (
          <span class="private">
            <Icon name="lock" />
            {t.timeline.private}
          </span>
        )}
        {row.conflict && <span class="tag tag-warning">{t.timeline.conflict}</span>}
        {row.hidden && <span class="tag tag-warning">{t.timeline.hidden}</span>}
        {row.mine && !row.private && <StandingMark state={row.state} seen={row.seen} opened={row.opened} audience={row.audience} />}
      </p>
      {text && <p class="entry-text">{text}</p>}
      <dl class="pairs">
        {fields.map(({ label, value }, i) => (
          <Pair key={i} label={label} value={value} />
        ))}
        <Pair label={t.entry.author} value={row.author} />
        {row.at && <Pair label={t.entry.clinical} value={moment(row.at)} />}
        <Pair label={t.entry.recorded} value={moment(row.recorded)} />
      </dl>
      <div class="acts acts-start">
        <button type="button" onClick={onAmend}>
          {t.entry.amend}
        </button>
      </div>
      <section>
        <h3>{t.who.title}</h3>
        <Who detail={detail} />
      </section>
      {history.length > 1 && <History versions={history} />}
      <details>
        <summary>{t.entry.resource}</summary>
        <pre class="resource" tabIndex={0}>
          {pretty(detail.resource)}
        </pre>
      </details>
    </div>
  );
}

function Pair({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  );
}

function History({ versions }: { versions: Version[] }) {
  return (
    <section>
      <h3>{t.entry.history}</h3>
      <ol class="history">
        {versions.map((version, i) => (
          <li key={version.entry} data-current={version.current}>
            <p>
              <strong>{t.entry.version(versions.length - i)}</strong>{" "}
              {version.current && <span class="tag">{t.entry.current}</span>}{" "}
              <span class="muted">
                {version.author}, {moment(version.recorded)}
              </span>
            </p>
            <p class="entry-text">{version.text || version.title}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

// One entry whole: what it says, who sees it, why it is here, what it was before.

import { useEffect, useState } from "preact/hooks";
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
import { WriteForm } from "../mail/write";
import { AmendForm } from "./amend";
import { aboutPatient } from "./patient";
import { Flag } from "./trends";
import { Who } from "./who";

export function EntryDialog({ patient, entry, onClose }: { patient: string; entry: string; onClose: () => void }) {
  const [act, setAct] = useState<"amend" | "send">();
  const stop = () => setAct(undefined);
  const { data, error, reload } = useEntry(patient, entry);
  useOpened(patient, data);
  const amended = (id: string) => {
    stop();
    replaceRoute(entryPath(patient, id));
  };
  return (
    <Dialog title={data?.row.title ?? t.loading} look="sheet" onClose={onClose}>
      {error && <Problem error={error} onRetry={reload} />}
      {!data && !error && <Skeleton lines={6} />}
      {data && act === "amend" && <AmendForm detail={data} onDone={amended} onCancel={stop} />}
      {data && act === "send" && <SendForm detail={data} onClose={stop} />}
      {data && !act && <Whole detail={data} onAct={setAct} />}
    </Dialog>
  );
}

export function useEntry(patient: string, entry: string): Loaded<EntryDetail> {
  return useLoad(`${patient} ${entry}`, (signal) => call("entry.get", { patient, entry }, { signal }), [
    aboutPatient(patient),
    { event: "streams" },
  ]);
}

/** Whoever wrote an entry is told that it was opened here, once. */
export function useOpened(patient: string, detail: EntryDetail | undefined): void {
  const row = detail?.row;
  const fresh = row && !row.mine && !row.hidden && row.state !== "opened" ? row.id : "";
  useEffect(() => {
    // If it fails, the entry counts as not opened, and it is tried again the next time.
    if (fresh) call("entry.open", { patient, entry: fresh }).catch(() => undefined);
  }, [patient, fresh]);
}

/** Sends this entry alone. */
function SendForm({ detail: { row }, onClose }: { detail: EntryDetail; onClose: () => void }) {
  return (
    <>
      <h3>{t.write.sendEntry}</h3>
      <WriteForm patient={row.patient} entry={row} onClose={onClose} />
    </>
  );
}

function Whole({ detail, onAct }: { detail: EntryDetail; onAct: (act: "amend" | "send") => void }) {
  const { row, fields, text, history } = detail;
  const newer = newerThan(row.id, history);
  return (
    <div class="entry-whole" data-entry={row.id} data-state={row.state}>
      {newer && <Newer patient={row.patient} version={newer} />}
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
        {!newer && (
          <button type="button" onClick={() => onAct("amend")}>
            {t.entry.amend}
          </button>
        )}
        {row.mine && (
          <button type="button" onClick={() => onAct("send")}>
            {t.write.sendAct}
          </button>
        )}
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

/** The version that took the place of an entry, if one did. */
function newerThan(entry: string, history: Version[]): Version | undefined {
  if (history.some((v) => v.entry === entry && v.current)) return undefined;
  return history.find((v) => v.current);
}

/** Whoever reads an entry must not take it for what is known now, also when it was amended meanwhile. */
function Newer({ patient, version }: { patient: string; version: Version }) {
  return (
    <div class="warning" role="status">
      <p>
        <strong>{t.entry.newer(version.author, moment(version.recorded))}</strong> {version.text || version.title}
      </p>
      <a class="button" href={entryPath(patient, version.entry)}>
        {t.entry.openNewer}
      </a>
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

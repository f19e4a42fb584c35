// Every entry, clinically newest first, by kind and by words.

import { useEffect, useState } from "preact/hooks";
import type { EntryRow } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { count, when } from "../../i18n/format";
import { Icon } from "../../parts/icon";
import { Problem } from "../../parts/problem";
import { Skeleton } from "../../parts/skeleton";
import { StandingMark } from "../../parts/standing";
import { VirtualList } from "../../parts/virtual-list";
import { call } from "../../rpc/client";
import { usePaged } from "../../state/paged";
import { entryPath, whoPath } from "../../state/route";
import { aboutPatient } from "./patient";
import { Flag } from "./trends";

export function Timeline({ patient }: { patient: string }) {
  const [kind, setKind] = useState("");
  const [typed, setTyped] = useState("");
  const search = useSettled(typed.trim());
  const paged = usePaged(
    `${patient} ${kind} ${search}`,
    (offset, limit, signal) => call("patient.timeline", { patient, kind, search, offset, limit }, { signal }),
    [aboutPatient(patient), { event: "streams" }],
  );
  const total = paged.total.value;
  const kinds = useLast(paged.newest.value?.kinds);
  return (
    <section class="timeline" aria-label={t.timeline.title}>
      <header class="timeline-head">
        <h2>{t.timeline.title}</h2>
        <input
          type="search"
          placeholder={t.timeline.search}
          aria-label={t.timeline.search}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </header>
      {kinds && <Kinds kinds={kinds} chosen={kind} onChoose={setKind} />}
      {paged.error.value && <Problem error={paged.error.value} onRetry={() => paged.refresh()} />}
      {total === undefined && !paged.error.value && <Skeleton lines={6} />}
      {total === 0 && <p class="none">{search || kind ? t.timeline.none : t.timeline.empty}</p>}
      {total !== undefined && total > 0 && (
        <VirtualList paged={paged} label={t.timeline.list} class="entries">
          {(row) => <EntryLine row={row} />}
        </VirtualList>
      )}
    </section>
  );
}

/** The last known value, so that the filter does not blink while a page loads. */
function useLast<T>(value: T | undefined): T | undefined {
  const [last, setLast] = useState(value);
  if (value !== undefined && value !== last) setLast(value);
  return value ?? last;
}

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 150);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

interface KindsProps {
  kinds: Record<string, number>;
  chosen: string;
  onChoose: (kind: string) => void;
}

function Kinds({ kinds, chosen, onChoose }: KindsProps) {
  const all = Object.values(kinds).reduce((sum, n) => sum + n, 0);
  const lines = [["", all] as const, ...Object.entries(kinds).sort(([, a], [, b]) => b - a)];
  return (
    <div class="filter" role="group" aria-label={t.timeline.filter}>
      {lines.map(([kind, n]) => (
        <button key={kind} type="button" class="chip" aria-pressed={kind === chosen} onClick={() => onChoose(kind)}>
          {t.kind[kind] ?? kind} <span class="muted figures">{count(n)}</span>
        </button>
      ))}
    </div>
  );
}

export function EntryLine({ row }: { row: EntryRow }) {
  return (
    <div class="entry-line" data-entry={row.id} data-state={row.state} data-kind={row.kind}>
      <span class="entry-time">{when(row.at || row.recorded)}</span>
      <span class="kind" data-kind={row.kind}>
        {t.kind[row.kind] ?? row.kind}
      </span>
      <a class="entry-what" href={entryPath(row.patient, row.id)}>
        <span class="entry-title">{row.title}</span> <span class="entry-detail">{row.detail}</span>
      </a>
      <span class="entry-marks">
        <Flag abnormal={row.abnormal} />
        {row.versions > 1 && <span class="tag">{t.timeline.amended(row.versions - 1)}</span>}
        {row.conflict && <span class="tag tag-warning">{t.timeline.conflict}</span>}
        {row.hidden && <span class="tag tag-warning">{t.timeline.hidden}</span>}
      </span>
      <span class="entry-author">{row.author}</span>
      <Audience row={row} />
    </div>
  );
}

/** The whole line leads to the entry, this to who can see it. */
function Audience({ row }: { row: EntryRow }) {
  return (
    <a class="entry-state" href={whoPath(row.patient, row.id)}>
      <span class="unseen">{t.who.title} </span>
      {!row.mine ? (
        <span class="muted">{row.hidden ? t.who.unshared : row.state === "opened" ? t.who.opened : t.who.shared}</span>
      ) : row.private && row.audience === 0 ? (
        <span class="private">
          <Icon name="lock" />
          {t.timeline.private}
        </span>
      ) : (
        <StandingMark state={row.state} seen={row.seen} opened={row.opened} audience={row.audience} />
      )}
    </a>
  );
}

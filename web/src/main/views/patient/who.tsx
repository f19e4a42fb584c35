// Who can see one entry, by which word, how far it came, and who had it before.

import type { EntryDetail } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { moment } from "../../i18n/format";
import { Dialog } from "../../parts/dialog";
import { Problem } from "../../parts/problem";
import { Skeleton } from "../../parts/skeleton";
import { entryPath } from "../../state/route";
import { useEntry } from "./entry";
import { ViewerList } from "./viewers";

export function WhoDialog({ patient, entry, onClose }: { patient: string; entry: string; onClose: () => void }) {
  const { data, error, reload } = useEntry(patient, entry);
  return (
    <Dialog title={t.who.title} look="sheet" onClose={onClose}>
      {error && <Problem error={error} onRetry={reload} />}
      {!data && !error && <Skeleton lines={4} />}
      {data && (
        <div class="entry-whole" data-entry={data.row.id} data-state={data.row.state}>
          <Asked detail={data} />
          <Who detail={data} />
          <div class="acts acts-start">
            <a class="button" href={entryPath(patient, entry)}>
              {t.who.open}
            </a>
          </div>
        </div>
      )}
    </Dialog>
  );
}

/** The entry that is asked about, in two lines. */
function Asked({ detail: { row } }: { detail: EntryDetail }) {
  return (
    <div class="asked">
      <p class="entry-tags">
        <span class="kind" data-kind={row.kind}>
          {t.kind[row.kind] ?? row.kind}
        </span>
        <span class="muted">
          {row.author}, {moment(row.at || row.recorded)}
        </span>
      </p>
      <p class="entry-text">
        <strong>{row.title}</strong> {row.detail}
      </p>
    </div>
  );
}

export function Who({ detail }: { detail: EntryDetail }) {
  const { row, viewers, holders, behind } = detail;
  if (!row.mine) return <Theirs detail={detail} />;
  return (
    <div class="who-whole">
      {viewers.length > 0 ? <ViewerList viewers={viewers} /> : <p>{row.private ? t.who.private : t.who.onlyYou}</p>}
      {behind.length > 0 && (
        <p class="warning" role="status">
          {t.who.behind(behind.map(({ name }) => name).join(", "))}
        </p>
      )}
      {holders.length > 0 && (
        <section class="holders">
          <h3>{t.who.holders}</h3>
          <ul>
            {holders.map(({ member, opened }) => (
              <li key={member.id}>
                <strong>{member.name}</strong>{" "}
                <span class="muted">
                  {t.roles[member.role] ?? member.role}
                  {opened && ` · ${t.standing.openedOn(moment(opened))}`}
                </span>
              </li>
            ))}
          </ul>
          <p class="hint">{t.who.holdersText}</p>
        </section>
      )}
    </div>
  );
}

function Theirs({ detail: { row, why } }: { detail: EntryDetail }) {
  return (
    <div class="who-whole">
      <p>{row.hidden ? t.who.withdrawn(row.author) : t.who.theirs(row.author)}</p>
      {why && (
        <section>
          <h3>{t.who.here}</h3>
          <p class="sentence">{why.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, moment)}</p>
        </section>
      )}
    </div>
  );
}

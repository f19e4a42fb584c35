// What a colleague needs to see for a task: entries of one's own, the usual ones ticked.

import { useEffect, useState } from "preact/hooks";
import type { Chart, EntryRow } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { toggled } from "../../parts/choice";
import { Field } from "../../parts/field";
import { Icon } from "../../parts/icon";
import { Problem } from "../../parts/problem";
import { Skeleton } from "../../parts/skeleton";
import { call } from "../../rpc/client";
import { useLoad } from "../../state/load";
import type { Work } from "./task-steps";
import { RowText } from "./task-whole";

/** A request takes so many entries beside its letter. */
export const mostNeeded = 99;
/** How many of each kind are offered, the newest first; any other is found by its words. */
const offered = 200;
const recentDays = 90;

type Group = "problem" | "allergy" | "medication" | "result";
const groups: Record<Group, string[]> = {
  problem: ["problem"],
  allergy: ["allergy"],
  medication: ["medication"],
  result: ["result", "report"],
};

export type Needs = Record<Group, EntryRow[]>;

/** The entries that are offered, by group. */
async function offer(patient: string, signal: AbortSignal): Promise<Needs> {
  const rows = async (kind: string) => (await call("patient.timeline", { patient, kind, search: "", offset: 0, limit: offered }, { signal })).items;
  const lists = Object.entries(groups).map(async ([group, kinds]) => [group, (await Promise.all(kinds.map(rows))).flat()] as const);
  return Object.fromEntries(await Promise.all(lists)) as Needs;
}

/** Whether an entry may go: only its author sends it on. */
const sendable = (row: EntryRow, patient: string) => row.mine && !row.hidden && row.patient === patient;

/** What goes unless somebody says otherwise: what is active now, and results of the last weeks. */
function usual(needs: Needs, chart: Chart): string[] {
  const active = new Set([...chart.problems, ...chart.allergies, ...chart.medication].filter((i) => i.active).map((i) => i.entry));
  const from = Date.now() - recentDays * 86_400_000;
  return [
    ...[...needs.problem, ...needs.allergy, ...needs.medication].filter((row) => active.has(row.id)),
    ...needs.result.filter((row) => Date.parse(row.at) >= from),
  ].filter((row) => sendable(row, chart.patient.id) && !row.private).map((row) => row.id);
}

interface Props {
  chart: Chart;
  work: Work;
  chosen: string[];
  onChosen: (ids: string[]) => void;
}

export function NeedsChoice({ chart, work, chosen, onChosen }: Props) {
  const patient = chart.patient.id;
  const { data, error, reload } = useLoad(patient, (signal) => offer(patient, signal));
  useEffect(() => {
    if (data && work === "referral") onChosen(usual(data, chart).slice(0, mostNeeded));
  }, [data]);
  return (
    <fieldset class="needs">
      <legend>{t.task.tick}</legend>
      <p class="hint">{t.task.tickHint[work]}</p>
      {error && <Problem error={error} onRetry={reload} />}
      {!data && !error && <Skeleton lines={4} />}
      {data &&
        (Object.keys(groups) as Group[]).map((group) => (
          <NeedsGroup key={group} group={group} rows={data[group]} patient={patient} chosen={chosen} onChosen={onChosen} />
        ))}
      {data && <Others patient={patient} listed={Object.values(data).flat()} chosen={chosen} onChosen={onChosen} />}
      {chosen.length > mostNeeded && <p class="hint wrong">{t.task.tooMany(chosen.length, mostNeeded)}</p>}
    </fieldset>
  );
}

interface RowsProps {
  rows: EntryRow[];
  patient: string;
  chosen: string[];
  onChosen: (ids: string[]) => void;
}

function NeedsGroup({ group, rows, ...choice }: RowsProps & { group: Group }) {
  if (rows.length === 0) return null;
  const ticked = rows.filter((row) => choice.chosen.includes(row.id)).length;
  return (
    <details class="needs-group">
      <summary>
        {t.task.groups[group]} <span class="muted figures">{t.task.ticked(ticked, rows.length)}</span>
      </summary>
      <Ticks rows={rows} {...choice} />
    </details>
  );
}

/** The rest of the file, by words, and what was found so before and ticked. */
function Others({ patient, listed, chosen, onChosen }: Omit<RowsProps, "rows"> & { listed: EntryRow[] }) {
  const [search, setSearch] = useState("");
  const [kept, setKept] = useState<EntryRow[]>([]);
  const words = search.trim();
  const { data } = useLoad(`${patient} ${words}`, async (signal) =>
    words ? call("patient.timeline", { patient, kind: "", search: words, offset: 0, limit: 20 }, { signal }) : undefined,
  );
  const found = (data?.items ?? []).filter((row) => sendable(row, patient) && row.kind !== "patient" && !listed.some(({ id }) => id === row.id));
  const rows = [...kept, ...found.filter((row) => !kept.some(({ id }) => id === row.id))];
  const choose = (ids: string[]) => {
    setKept(rows.filter(({ id }) => ids.includes(id)));
    onChosen(ids);
  };
  return (
    <>
      <Field label={t.task.find} type="search" value={search} onValue={setSearch} autocomplete="off" />
      {words && data && found.length === 0 && <p class="hint">{t.task.nothingFound}</p>}
      {rows.length > 0 && (
        <div class="needs-group" role="group" aria-label={t.task.found}>
          <Ticks rows={rows} patient={patient} chosen={chosen} onChosen={choose} />
        </div>
      )}
    </>
  );
}

function Ticks({ rows, patient, chosen, onChosen }: RowsProps) {
  return (
    <div class="checks">
      {rows.map((row) => {
        const barred = !sendable(row, patient);
        return (
          <label key={row.id} class="check needs-row" data-disabled={barred}>
            <input
              type="checkbox"
              checked={chosen.includes(row.id)}
              disabled={barred}
              onChange={() => onChosen(toggled(chosen, row.id))}
            />
            <span class="needs-what">
              <RowText row={row} />
              {barred && <span class="hint"> {t.task.others(row.author)}</span>}
              {row.private && (
                <span class="private">
                  <Icon name="lock" />
                  {t.task.private}
                </span>
              )}
            </span>
          </label>
        );
      })}
    </div>
  );
}

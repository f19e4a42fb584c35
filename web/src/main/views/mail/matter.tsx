// A message whole: opening it tells its sender. From here it is accepted, put aside or put away.

import { useState } from "preact/hooks";
import type { EntryRow, MailItem, Member } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { moment } from "../../i18n/format";
import { Dialog } from "../../parts/dialog";
import { Field } from "../../parts/field";
import { Problem } from "../../parts/problem";
import { Skeleton } from "../../parts/skeleton";
import { call, type CallError } from "../../rpc/client";
import { asCallError, useLoad, type Trigger } from "../../state/load";
import { entryPath, patientPath } from "../../state/route";
import { toast } from "../../state/toast";
import { Flag } from "../patient/trends";
import { About } from "./about";
import { Marks, Recipients } from "./message";
import { taskName } from "./task";
import { isTask } from "./task-steps";
import { TaskWhole } from "./task-whole";
import { FileChoice, FileHere } from "./waiting";

const triggers: Trigger[] = [{ event: "mail" }, { event: "patients" }, { event: "streams" }];

interface Props {
  thread: string;
  from: string;
  onReply: (to: Member) => void;
  onClose: () => void;
}

export function MatterDialog({ thread, from, onReply, onClose }: Props) {
  // To ask again changes nothing: it was opened the first time.
  const { data, error, reload } = useLoad(
    `${thread} ${from}`,
    (signal) => call("mail.open", { thread, member: from }, { signal }),
    triggers,
  );
  const title = !data ? t.loading : isTask(data) ? taskName(data) : data.out ? t.mail.youWrote(data.to[0]?.name ?? "") : t.mail.wrote(data.from.name);
  return (
    <Dialog title={title} look="sheet" onClose={onClose}>
      {error && <Problem error={error} onRetry={reload} />}
      {!data && !error && <Skeleton lines={6} />}
      {data && isTask(data) && <TaskWhole item={data} onClose={onClose} />}
      {data && !isTask(data) && <Whole item={data} onReply={onReply} onClose={onClose} />}
    </Dialog>
  );
}

function Whole({ item, onReply, onClose }: { item: MailItem; onReply: (to: Member) => void; onClose: () => void }) {
  return (
    <div class="matter" data-done={item.done !== ""}>
      <p class="entry-tags">
        <Marks item={item} />
        <span class="muted">{moment(item.at)}</span>
      </p>
      {item.text && <p class="mail-text matter-text">{item.text}</p>}
      <Entries item={item} />
      {item.out ? <Way item={item} /> : <Where item={item} onClose={onClose} />}
      <Acts item={item} onReply={onReply} onClose={onClose} />
    </div>
  );
}

/** What it is about: each entry leads to itself, in the file where it shows. */
function Entries({ item }: { item: MailItem }) {
  if (!item.person.family && item.entries.length + item.missing === 0) return null;
  const file = (row: EntryRow) => (item.filed ? item.patient : row.patient);
  return (
    <section class="matter-about">
      <h3>{t.mail.about}</h3>
      {item.person.family && <About person={item.person} />}
      <ul class="matter-entries">
        {item.entries.map((row) => (
          <li key={row.id}>
            <a href={entryPath(file(row), row.id)}>
              <span class="kind" data-kind={row.kind}>
                {t.kind[row.kind] ?? row.kind}
              </span>
              <span class="matter-entry">
                <strong>{row.title}</strong> {row.detail} <Flag abnormal={row.abnormal} />
              </span>
            </a>
          </li>
        ))}
      </ul>
      {item.missing > 0 && <p class="hint">{t.mail.missing(item.missing)}</p>}
      {item.kind === "message" && item.entries.length + item.missing === 0 && <p>{t.mail.wholeFile}</p>}
    </section>
  );
}

function Way({ item }: { item: MailItem }) {
  return (
    <section class="matter-way">
      <h3>{t.mail.way}</h3>
      <Recipients item={item} />
      {item.others.length > 0 && <p class="hint">{t.mail.next(item.others.map((m) => m.name).join(", "))}</p>}
    </section>
  );
}

/** Into which file here it belongs, and the way to put it there. */
function Where({ item, onClose }: { item: MailItem; onClose: () => void }) {
  const [chosen, setChosen] = useState("");
  const into = item.patient || chosen;
  const act = useAct();
  if (!item.source) return null;
  if (item.filed) {
    return (
      <section class="matter-file">
        <h3>{t.mail.inFile}</h3>
        <FileHere patient={item.patient} hint={t.mail.here} />
      </section>
    );
  }
  const accept = act.of(async () => {
    await call("mail.file", { thread: item.thread, member: item.from.id, into });
    toast(t.mail.accepted);
    onClose();
  });
  return (
    <section class="matter-file" aria-busy={act.busy}>
      <h3>{t.mail.accept}</h3>
      {item.patient ? (
        <FileHere patient={item.patient} hint={t.mail.matches} />
      ) : (
        <FileChoice item={item} label={t.mail.into} none={t.mail.noFileInto} chosen={chosen} onChosen={setChosen} />
      )}
      {act.error && <Problem error={act.error} />}
      <div class="acts acts-start">
        <button type="button" class={into ? "primary" : ""} disabled={act.busy || !into} onClick={accept}>
          {t.mail.acceptAct}
        </button>
        <a class={into ? "button" : "button primary"} href={patientPath(item.source)}>
          {t.mail.openTheirs(item.from.name)}
        </a>
      </div>
      <p class="hint">{t.mail.acceptText}</p>
    </section>
  );
}

function Acts({ item, onReply, onClose }: { item: MailItem; onReply: (to: Member) => void; onClose: () => void }) {
  const [aside, setAside] = useState(false);
  const act = useAct();
  const name = { thread: item.thread, member: item.from.id };
  const finish = act.of(async () => {
    await call("mail.done", { ...name, done: !item.done });
    toast(item.done ? t.mail.backAgain : t.mail.putAway);
    onClose();
  });
  const park = (until: Date | undefined) =>
    act.of(async () => {
      await call("mail.park", { ...name, until: until?.toISOString() ?? "" });
      toast(until ? t.mail.parkedUntil(moment(until.toISOString())) : t.mail.backAgain);
      onClose();
    })();
  return (
    <>
      {act.error && <Problem error={act.error} />}
      <div class="acts matter-acts" aria-busy={act.busy}>
        {!item.out && (
          <button type="button" onClick={() => onReply(item.from)}>
            {t.mail.reply}
          </button>
        )}
        {item.parked ? (
          <button type="button" disabled={act.busy} onClick={() => void park(undefined)}>
            {t.mail.unpark}
          </button>
        ) : (
          !item.out && (
            <button type="button" aria-expanded={aside} onClick={() => setAside(!aside)}>
              {t.mail.park}
            </button>
          )
        )}
        <button type="button" class={item.out || item.filed || !item.source ? "primary" : ""} disabled={act.busy} onClick={finish}>
          {item.done ? t.mail.undo : t.mail.finish}
        </button>
      </div>
      {aside && <Park onPark={(day) => void park(day)} />}
      {item.out && item.overdue && <p class="hint">{t.mail.finishSent}</p>}
    </>
  );
}

function Park({ onPark }: { onPark: (day: Date) => void }) {
  const [day, setDay] = useState("");
  return (
    <div class="park" role="group" aria-label={t.mail.park}>
      <button type="button" onClick={() => onPark(daysFromNow(1))}>
        {t.mail.tomorrow}
      </button>
      <button type="button" onClick={() => onPark(daysFromNow(7))}>
        {t.mail.nextWeek}
      </button>
      <Field label={t.mail.parkDay} type="date" value={day} onValue={setDay} min={isoDay(daysFromNow(1))} />
      <button type="button" disabled={!day} onClick={() => onPark(new Date(`${day}T00:00`))}>
        {t.mail.parkAct}
      </button>
    </div>
  );
}

/** The first moment of a day to come, here. */
function daysFromNow(n: number): Date {
  const now = new Date();
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + n);
}

const isoDay = (day: Date) => new Date(day.getTime() - day.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

/** One act at a time, and what went wrong with it. */
function useAct() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<CallError>();
  const of = (act: () => Promise<void>) => async () => {
    setBusy(true);
    setError(undefined);
    try {
      await act();
    } catch (failure) {
      setError(asCallError(failure));
      setBusy(false);
    }
  };
  return { busy, error, of };
}

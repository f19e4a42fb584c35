// A message whole: opening it tells its sender. From here it is accepted, put aside or put away.

import { useState } from "preact/hooks";
import type { EntryRow, MailItem, Member } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { moment } from "../../i18n/format";
import { Dialog } from "../../parts/dialog";
import { Problem } from "../../parts/problem";
import { Skeleton } from "../../parts/skeleton";
import { call } from "../../rpc/client";
import { useLoad, type Trigger } from "../../state/load";
import { entryPath, patientPath } from "../../state/route";
import { toast } from "../../state/toast";
import { Flag } from "../patient/trends";
import { About } from "./about";
import { Aside, useAct } from "./aside";
import { Marks, Recipients, wordsOf } from "./message";
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
  const title = !data ? t.loading : isTask(data) ? taskName(data) : wordsOf(data);
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
      {item.kind === "emergency" && item.patient && <FileHere patient={item.patient} hint={t.mail.here} />}
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
  const strong = item.out || item.filed || !item.source;
  return (
    <>
      <Aside item={item} parks={!item.out} finishes strong={strong} onClose={onClose}>
        {!item.out && (
          <button type="button" onClick={() => onReply(item.from)}>
            {t.mail.reply}
          </button>
        )}
      </Aside>
      {item.out && item.overdue && <p class="hint">{t.mail.finishSent}</p>}
    </>
  );
}

// What the person here may do with a task now: the core says which steps fit.

import { useId, useState } from "preact/hooks";
import type { MailItem } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { Field } from "../../parts/field";
import { Form } from "../../parts/form";
import { call } from "../../rpc/client";
import { toast } from "../../state/toast";
import { Aside } from "./aside";
import { ReplyForm } from "./task-reply";
import { workOf } from "./task-steps";

interface Props {
  item: MailItem;
  onClose: () => void;
}

/** Takes a step, says so, and closes what is shown of the task. */
export async function takeStep(item: MailItem, status: string, words: Partial<{ text: string; resource: string; entries: string[] }> = {}) {
  const member = item.out ? (item.to[0]?.id ?? "") : item.from.id;
  await call("task.step", { thread: item.thread, member, status, text: "", resource: "", entries: [], patient: "", ...words });
  toast(t.task.done[status] ?? status);
}

type Open = "rejected" | "cancelled" | "completed" | undefined;

export function TaskActs({ item, onClose }: Props) {
  const [open, setOpen] = useState<Open>();
  const back = () => setOpen(undefined);
  const may = (status: string) => item.may.includes(status);
  if (open === "completed") return <ReplyForm item={item} onDone={onClose} onCancel={back} />;
  if (open) return <WordForm item={item} status={open} onDone={onClose} onCancel={back} />;
  const work = workOf(item);
  const more = item.steps.some(({ status }) => status === "completed");
  const name = item.out ? (item.to[0]?.name ?? "") : item.from.name;
  const owed = may("accepted") || may("closed");
  return (
    <div class="task-acts">
      {may("accepted") && <AcceptForm item={item} onRefuse={() => setOpen("rejected")} onDone={onClose} />}
      {may("closed") && <CloseForm item={item} name={name} onDone={onClose} />}
      <Aside item={item} parks={owed} finishes={item.state === "rejected" && item.out} strong onClose={onClose}>
        {may("cancelled") && (
          <button type="button" onClick={() => setOpen("cancelled")}>
            {t.task.cancel}
          </button>
        )}
        {may("rejected") && !may("accepted") && (
          <button type="button" onClick={() => setOpen("rejected")}>
            {t.task.refuse}
          </button>
        )}
        {may("completed") && (
          <button type="button" class={more ? "" : "primary"} onClick={() => setOpen("completed")}>
            {more ? t.task.replyMore[work] : t.task.reply[work]}
          </button>
        )}
      </Aside>
    </div>
  );
}

function AcceptForm({ item, onRefuse, onDone }: { item: MailItem; onRefuse: () => void; onDone: () => void }) {
  const [text, setText] = useState("");
  const accept = async () => {
    await takeStep(item, "accepted", { text: text.trim() });
    onDone();
  };
  return (
    <Form submit={t.task.accept} onSubmit={accept} onCancel={onRefuse} cancel={t.task.refuse}>
      <Field label={t.task.accepting} value={text} onValue={setText} maxLength={160} autocomplete="off" />
    </Form>
  );
}

function CloseForm({ item, name, onDone }: { item: MailItem; name: string; onDone: () => void }) {
  const close = async () => {
    await takeStep(item, "closed");
    onDone();
  };
  return (
    <Form submit={t.task.acknowledge} onSubmit={close}>
      <p class="hint">{t.task.acknowledgeText(name)}</p>
    </Form>
  );
}

/** Refusing and cancelling: with a word, and what follows from it. */
function WordForm({ item, status, onDone, onCancel }: { item: MailItem; status: "rejected" | "cancelled"; onDone: () => void; onCancel: () => void }) {
  const [text, setText] = useState("");
  const heading = useId();
  const act = async () => {
    await takeStep(item, status, { text: text.trim() });
    onDone();
  };
  const [submit, hint] =
    status === "rejected"
      ? [t.task.refuseAct, t.task.refuseText(item.from.name)]
      : [t.task.cancelAct, t.task.cancelText(item.to[0]?.name ?? "")];
  return (
    <section class="task-part" aria-labelledby={heading}>
      <h3 id={heading}>{submit}</h3>
      <p>{hint}</p>
      <Form submit={submit} onSubmit={act} onCancel={onCancel} cancel={t.task.back}>
        <Field label={t.task.why} value={text} onValue={setText} maxLength={160} autocomplete="off" />
      </Form>
    </section>
  );
}

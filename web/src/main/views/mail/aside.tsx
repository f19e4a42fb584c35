// Putting a matter aside until a day, or away.

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { MailItem } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { moment } from "../../i18n/format";
import { dayFrom, dayOf } from "../../parts/day";
import { Field } from "../../parts/field";
import { Problem } from "../../parts/problem";
import { call, type CallError } from "../../rpc/client";
import { asCallError } from "../../state/load";
import { toast } from "../../state/toast";

interface Props {
  item: MailItem;
  /** Whether it can be put aside, and away. */
  parks: boolean;
  finishes: boolean;
  /** Putting it away is the next thing to do. */
  strong?: boolean;
  onClose: () => void;
  /** Other acts that stand before these. */
  children?: ComponentChildren;
}

export function Aside({ item, parks, finishes, strong, onClose, children }: Props) {
  const [open, setOpen] = useState(false);
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
        {children}
        {item.parked ? (
          <button type="button" disabled={act.busy} onClick={() => void park(undefined)}>
            {t.mail.unpark}
          </button>
        ) : (
          parks && (
            <button type="button" aria-expanded={open} onClick={() => setOpen(!open)}>
              {t.mail.park}
            </button>
          )
        )}
        {finishes && (
          <button type="button" class={strong ? "primary" : ""} disabled={act.busy} onClick={finish}>
            {item.done ? t.mail.undo : t.mail.finish}
          </button>
        )}
      </div>
      {open && <Park onPark={(day) => void park(day)} />}
    </>
  );
}

function Park({ onPark }: { onPark: (day: Date) => void }) {
  const [day, setDay] = useState("");
  return (
    <div class="park" role="group" aria-label={t.mail.park}>
      <button type="button" onClick={() => onPark(dayFrom(1))}>
        {t.mail.tomorrow}
      </button>
      <button type="button" onClick={() => onPark(dayFrom(7))}>
        {t.mail.nextWeek}
      </button>
      <Field label={t.mail.parkDay} type="date" value={day} onValue={setDay} min={dayOf(dayFrom(1))} />
      <button type="button" disabled={!day} onClick={() => onPark(new Date(`${day}T00:00`))}>
        {t.mail.parkAct}
      </button>
    </div>
  );
}

/** One act at a time, and what went wrong with it. */
export function useAct() {
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

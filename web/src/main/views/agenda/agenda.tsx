// The appointments of a day or a week, and what colleagues were asked before them.

import { useState } from "preact/hooks";
import type { AgendaItem } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { longDay, span } from "../../i18n/format";
import { dayOf } from "../../parts/day";
import { Empty } from "../../parts/empty";
import { Icon } from "../../parts/icon";
import { Page } from "../../parts/page";
import { Problem } from "../../parts/problem";
import { Skeleton } from "../../parts/skeleton";
import { call } from "../../rpc/client";
import { useLoad, type Trigger } from "../../state/load";
import type { Span } from "../../state/route";
import { StandingDialog } from "../asking/queries";
import { AppointDialog } from "./appoint";
import { bounds, instant } from "./days";
import { AppointmentLine } from "./line";

const triggers: Trigger[] = [{ event: "patients" }, { event: "mail" }, { event: "members" }];
/** The appointment that is made or changed, or what is asked before all. */
type Open = AgendaItem | "new" | "standing" | undefined;

export function AgendaView({ span: shown }: { span: Span }) {
  const [weeks, setWeeks] = useState(0);
  const [open, setOpen] = useState<Open>();
  const [from, to] = bounds(shown, weeks);
  const agenda = useLoad(
    instant(from),
    (signal) => call("agenda.list", { from: instant(from), to: instant(to), patient: "" }, { signal }),
    triggers,
  );
  const close = () => setOpen(undefined);
  const items = agenda.data?.items;
  return (
    <Page
      title={t.agenda.title}
      foot={
        <>
          <p class="foot-text" role="status">
            {agenda.data && t.agenda.count(agenda.data.total)}
          </p>
          <button type="button" class="primary" onClick={() => setOpen("new")}>
            <Icon name="plus" />
            {t.appoint.act}
          </button>
        </>
      }
    >
      <Spans shown={shown} />
      {/* What is asked may be another after the dialog. */}
      <Before key={String(open === "standing")} onChange={() => setOpen("standing")} />
      {shown === "week" && <Weeks from={from} to={to} onStep={(step) => setWeeks(weeks + step)} />}
      {agenda.error && <Problem error={agenda.error} onRetry={agenda.reload} />}
      {!items && !agenda.error && <Skeleton lines={6} />}
      {items?.length === 0 && <Empty title={t.agenda.none[shown]} text={t.agenda.noneText} />}
      {items && items.length > 0 && <Days items={items} whole={shown === "week"} onChange={setOpen} />}
      {open === "new" && <AppointDialog day={dayOf(from)} onClose={close} onDone={agenda.reload} />}
      {open === "standing" && <StandingDialog onClose={close} />}
      {typeof open === "object" && <AppointDialog item={open} onClose={close} onDone={agenda.reload} />}
    </Page>
  );
}

function Spans({ shown }: { shown: Span }) {
  return (
    <nav class="tabs" aria-label={t.agenda.days}>
      {(["today", "tomorrow", "week"] as const).map((name) => (
        <a key={name} href={`#/agenda/${name}`} aria-current={name === shown ? "page" : undefined}>
          {t.agenda.spans[name]}
        </a>
      ))}
    </nav>
  );
}

/** What is asked before every appointment, in a line. */
function Before({ onChange }: { onChange: () => void }) {
  const { data } = useLoad("standing", (signal) => call("standing.list", {}, { signal }), [{ event: "members" }]);
  if (!data) return null;
  const before = data.queries.filter((query) => query.every === "before-appointment" && query.patient === "");
  return (
    <div class="agenda-before">
      <div>
        {before.length === 0 && <p class="muted">{t.asking.noneBefore}</p>}
        {before.map((query) => (
          <p key={query.id}>{query.text}</p>
        ))}
      </div>
      <button type="button" class="quiet" onClick={onChange}>
        {before.length === 0 ? t.asking.setUp : t.asking.change}
      </button>
    </div>
  );
}

function Weeks({ from, to, onStep }: { from: Date; to: Date; onStep: (step: number) => void }) {
  return (
    <div class="agenda-weeks">
      <button type="button" onClick={() => onStep(-1)}>
        <Icon name="back" />
        {t.agenda.earlier}
      </button>
      <p>{span(from, new Date(to.getTime() - 1))}</p>
      <button type="button" onClick={() => onStep(1)}>
        {t.agenda.later}
        <Icon name="forth" />
      </button>
    </div>
  );
}

interface DaysProps {
  items: AgendaItem[];
  /** Each day has its heading. */
  whole: boolean;
  onChange: (item: AgendaItem) => void;
}

function Days({ items, whole, onChange }: DaysProps) {
  const days = new Map<string, AgendaItem[]>();
  for (const item of items) {
    const day = dayOf(new Date(item.start));
    days.set(day, [...(days.get(day) ?? []), item]);
  }
  return (
    <>
      {[...days].map(([day, list]) => {
        const name = longDay(new Date(list[0]!.start));
        return (
          <section key={day} class="agenda-day" aria-label={name}>
            <h2>{name}</h2>
            <ul class="agenda" aria-label={whole ? name : t.agenda.list}>
              {list.map((item) => (
                <AppointmentLine key={item.entry} item={item} onChange={onChange} />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

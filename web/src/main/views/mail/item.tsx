// A query with what each colleague answered.

import type { Answer, MailItem, SummaryCount } from "../../../shared/api.gen";
import { t } from "../../i18n";
import { age, date } from "../../i18n/format";
import { patientPath } from "../../state/route";
import { About, Terms, Urgency } from "./about";

export function QueryCard({ item }: { item: MailItem }) {
  return (
    <li class="mail-item card" data-kind="query" data-state={item.state}>
      <header class="mail-head">
        <p>
          {item.out ? t.mail.youAsked : t.mail.asked(item.from.name)} <About person={item.person} />
        </p>
        <span class="mail-side">
          <Urgency urgency={item.urgency} />
          <span class="mail-time">{age(item.at)}</span>
        </span>
      </header>
      <Terms item={item} />
      <Replies item={item} />
    </li>
  );
}

/** What each answered; within the file that it is about no link leads to it. */
export function Replies({ item, within }: { item: MailItem; within?: string }) {
  return (
    <ul class="mail-replies" aria-label={t.mail.replies}>
      {item.replies.map((answer) => (
        <Reply key={answer.member.id} answer={answer} item={item} within={within} />
      ))}
    </ul>
  );
}

function Reply({ answer, item, within }: { answer: Answer; item: MailItem; within: string | undefined }) {
  const { outcome } = answer;
  // What is shared shows in our own file of the person, if there is one.
  const file = outcome === "shared" && (item.patient || answer.patient);
  return (
    <li class="mail-reply" data-outcome={outcome}>
      <p>
        {item.out ? (
          <>
            <strong>{answer.member.name}</strong>: {said(answer, item)}
          </>
        ) : (
          (t.mail.yours[outcome] ?? outcome)
        )}
        {!item.out && answer.done && `: ${date(answer.done)}`}
        {answer.at && <span class="muted"> · {age(answer.at)}</span>}
      </p>
      {file && file !== within && <a href={patientPath(file)}>{t.mail.openFile}</a>}
      {outcome === "summary" && <Counts counts={answer.counts} />}
      {answer.text && <p class="mail-text">{answer.text}</p>}
    </li>
  );
}

function said({ outcome, done }: Answer, { tests }: MailItem): string {
  if (outcome === "done") return t.mail.testDone(date(done));
  if (outcome === "unknown" && tests.length > 0) return t.mail.testUnknown;
  return t.mail.outcome[outcome] ?? outcome;
}

function Counts({ counts }: { counts: SummaryCount[] }) {
  if (counts.length === 0) return <p class="muted">{t.mail.nothing}</p>;
  return (
    <ul class="kinds">
      {counts.map(({ kind, count, latest }) => (
        <li key={kind}>{t.mail.countLatest(t.rules.kindCount(kind, count), latest && date(latest))}</li>
      ))}
    </ul>
  );
}

import { t } from "../../i18n";

/** The two sides of the inbox: what colleagues write and ask, and the entries that came. */
export function InboxTabs({ at }: { at: "letters" | "entries" }) {
  return (
    <nav class="tabs" aria-label={t.mail.tabs}>
      <a href="#/inbox" aria-current={at === "letters" ? "page" : undefined}>
        {t.mail.letters}
      </a>
      <a href="#/inbox/entries" aria-current={at === "entries" ? "page" : undefined}>
        {t.mail.entries}
      </a>
    </nav>
  );
}
